"""How good a search is and how long each part of it takes; with ``ablate`` the same with one stage left out at a time.

``data`` is a folder with ``library/`` (the documents), ``questions.jsonl`` ({"id", "question", "history"?}) and
``gold.jsonl`` ({"id", "documents": file names, "answers"?: strings, "match"?}). A passage is right when it comes from a
gold document and, where answers are given, holds one of them; with the match "documents" what counts is the share of
the gold documents among the first, each document once; with "document" any passage of one will do.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from app.bench.profile import scratch_services
from app.bench.report import machine, median, rounded
from app.bootstrap import Services
from app.domain.embeddings import EmbeddingSpace, Passage, PassageVectors, Vectors
from app.domain.errors import UserError
from app.domain.jobs import CancelToken, OnProgress, Progress, no_progress
from app.domain.ports import Embedder
from app.domain.retrieval import Hit, PastTurn, Query
from app.processes.reranker import InstalledReranker
from app.retrieval.stages import ALL_STAGES, StageClock, Stages
from app.retrieval.words import words
from app.services.first_stage import rows_of
from app.services.search import SearchService

TOP = 10
AT = (1, 5)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what is right for it; ``match`` as above."""

    query: Query
    documents: frozenset[str]
    answers: tuple[str, ...]
    match: str


def bench_retrieval(
    runs: int,
    cancel: CancelToken,
    on_progress: OnProgress,
    data: Path | None = None,
    *,
    ablate: bool = False,
) -> dict[str, Any]:
    """One row for the whole search and, with ``ablate``, one for each stage left out; ``runs`` is ignored.

    ``parts_ms`` are medians over the questions, of the whole search. Raises UserError("bench_data_unreadable") for an
    unusable folder.
    """
    if data is None:
        raise UserError("bench_data_unreadable", path="")
    asked = questions_of(data)
    with scratch_services() as services:
        services.library.add([data / "library"], cancel)
        services.ingestion.run(cancel, no_progress)
        clock, embedder = StageClock(), Remembering(services.embedder)
        scores, parts = _measured(
            _search(services, services.embedder, ALL_STAGES, clock), asked, cancel, clock
        )
        rows: list[dict[str, Any]] = [{"stages": "everything", **scores}]
        variants = _variants(services) if ablate else {}
        for number, (name, stages) in enumerate(variants.items(), 1):
            scores, _ = _measured(_search(services, embedder, stages, clock), asked, cancel, clock)
            rows.append({"stages": name, **scores})
            on_progress(Progress(number, len(variants), "stages"))
    report = {"bench": "retrieval", "machine": machine(), "questions": len(asked), "table": rows}
    return {**report, "parts_ms": parts}


def _variants(services: Services) -> dict[str, Stages]:
    """One stage left out at a time; the reranker only where there is one."""
    installed = InstalledReranker(services.embedder, services.paths.models).available
    names = [stage.name for stage in fields(Stages) if installed or stage.name != "reranker"]
    return {f"without {name}": replace(ALL_STAGES, **{name: False}) for name in names}


def questions_of(folder: Path) -> list[Asked]:
    """The questions that the folder's documents answer. Raises UserError("bench_data_unreadable")."""
    try:
        gold = {row["id"]: row for row in _rows(folder / "gold.jsonl")}
        asked = [
            _asked(row, gold[row["id"]]) for row in _rows(folder / "questions.jsonl") if row["id"] in gold
        ]
    except (OSError, ValueError, LookupError, AttributeError, TypeError) as error:
        raise UserError("bench_data_unreadable", path=str(folder)) from error
    usable = [question for question in asked if question.documents]
    if not usable:
        raise UserError("bench_data_unreadable", path=str(folder))
    return usable


def recall(hits: Sequence[Hit], asked: Asked, at: int) -> float:
    """Of one question, 0 to 1."""
    if asked.match in ("document", "documents"):
        first = set(list(dict.fromkeys(hit.path.name for hit in hits))[:at])
        found = len(first & asked.documents)
        return min(1.0, found / len(asked.documents)) if asked.match == "documents" else float(found > 0)
    return float(any(_right(hit, asked) for hit in hits[:at]))


def _right(hit: Hit, asked: Asked) -> bool:
    if hit.path.name not in asked.documents:
        return False
    text = f" {' '.join(words(hit.text))} "
    return not asked.answers or any(f" {' '.join(words(answer))} " in text for answer in asked.answers)


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _asked(row: Mapping[str, Any], gold: Mapping[str, Any]) -> Asked:
    history = tuple(PastTurn(turn["role"], turn["text"]) for turn in row.get("history", ()))
    documents = frozenset(gold["documents"]) if gold.get("answerable", True) else frozenset()
    return Asked(
        Query(str(row["question"]), TOP, None, history),
        documents,
        tuple(gold.get("answers") or ()),
        str(gold.get("match", "answer")),
    )


def _search(services: Services, embedder: Embedder, stages: Stages, clock: StageClock) -> SearchService:
    store = services.store
    return SearchService(
        store.chunks,
        store.fulltext,
        lambda: store.vectors(embedder.space()),
        embedder,
        InstalledReranker(services.embedder, services.paths.models),
        stages,
        clock,
    )


def _measured(
    search: SearchService, asked: Sequence[Asked], cancel: CancelToken, clock: StageClock
) -> tuple[dict[str, float], dict[str, float]]:
    """R@k and the median time of a question; of each part its median, in milliseconds."""
    scores: dict[int, list[float]] = {at: [] for at in AT}
    times: list[float] = []
    parts: dict[str, list[float]] = {}
    search.search(asked[0].query, cancel)  # reads the vectors; not counted
    clock.taken()
    for question in asked:
        started = time.perf_counter()
        hits = search.search(question.query, cancel).hits
        times.append((time.perf_counter() - started) * 1000)
        for part, took in clock.taken().items():
            parts.setdefault(part, []).append(took)
        for at in AT:
            scores[at].append(recall(hits, question, at))
    found = {f"R@{at}": sum(values) / len(values) for at, values in scores.items()}
    medians = {part: median(took) for part, took in parts.items()}
    return rounded({**found, "search_ms": median(times)}), rounded(medians)


class Remembering:
    """An embedder that is asked only once for each question: the vectors are the same whatever is left out."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, bytes] = {}

    def space(self) -> EmbeddingSpace:
        """As the embedder says."""
        return self._embedder.space()

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """As the embedder says."""
        return self._embedder.count_tokens(texts)

    def embed_passages(self, passages: Sequence[Passage], cancel: CancelToken) -> list[PassageVectors]:
        """As the embedder does."""
        return self._embedder.embed_passages(passages, cancel)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """What was embedded before is not embedded again."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        for text, row in zip(new, rows_of(self._embedder.embed_queries(new)) if new else (), strict=True):
            self._known[text] = row.data
        return Vectors(self.space().dims, len(texts), b"".join(self._known[text] for text in texts))
