"""What each stage of a search is worth: the same questions with one stage left out at a time.

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
from app.domain.errors import UserError
from app.domain.jobs import CancelToken, OnProgress, Progress, no_progress
from app.domain.retrieval import Hit, PastTurn, Query
from app.processes.reranker import InstalledReranker
from app.retrieval.stages import ALL_STAGES, Stages
from app.retrieval.words import words
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
    runs: int, cancel: CancelToken, on_progress: OnProgress, data: Path | None = None
) -> dict[str, Any]:
    """The ablation; ``runs`` is ignored. Raises UserError("bench_data_unreadable") for an unusable folder."""
    if data is None:
        raise UserError("bench_data_unreadable", path="")
    asked = questions_of(data)
    with scratch_services() as services:
        services.library.add([data / "library"], cancel)
        services.ingestion.run(cancel, no_progress)
        variants = {"everything": ALL_STAGES} | {
            f"without {stage.name}": replace(ALL_STAGES, **{stage.name: False}) for stage in fields(Stages)
        }
        if not InstalledReranker(services.embedder, services.paths.models).available:
            del variants["without reranker"]
        rows = []
        for number, (name, stages) in enumerate(variants.items()):
            rows.append({"stages": name, **_measured(_search(services, stages), asked, cancel)})
            on_progress(Progress(number + 1, len(variants), "stages"))
    return {"bench": "retrieval", "machine": machine(), "questions": len(asked), "table": rows}


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


def _search(services: Services, stages: Stages) -> SearchService:
    store, embedder = services.store, services.embedder
    return SearchService(
        store.chunks,
        store.fulltext,
        lambda: store.vectors(embedder.space()),
        embedder,
        InstalledReranker(embedder, services.paths.models),
        stages,
    )


def _measured(search: SearchService, asked: Sequence[Asked], cancel: CancelToken) -> dict[str, float]:
    scores: dict[int, list[float]] = {at: [] for at in AT}
    times: list[float] = []
    search.search(asked[0].query, cancel)  # reads the vectors; not counted
    for question in asked:
        started = time.perf_counter()
        hits = search.search(question.query, cancel).hits
        times.append((time.perf_counter() - started) * 1000)
        for at in AT:
            scores[at].append(recall(hits, question, at))
    found = {f"R@{at}": sum(values) / len(values) for at, values in scores.items()}
    return rounded({**found, "search_ms": median(times)})
