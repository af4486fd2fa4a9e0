"""How well sentences are held against their evidence, measured through the real embedder.

With ``data`` (a folder with ``items.jsonl``: contexts, response, three human ratings of faithfulness from 1 to 4): how
many answers with a median rating of 2 or less are caught while 5 % of those rated 4 are flagged. With ``documents`` (a
folder of any documents; without it the sample library): how many sentences made wrong on purpose are shown as
supported, and how many right ones are not (``checker_perturbed``).
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from app.bench.checker_perturbed import perturbed
from app.bench.profile import scratch_services
from app.bench.report import machine, rounded
from app.bootstrap import Services
from app.domain.errors import UserError
from app.domain.jobs import CancelToken, OnProgress, Progress
from app.paths import resources_dir
from app.retrieval.grounding import Source, check
from app.retrieval.grounding_claims import FAITHFUL_AT, faithfulness
from app.retrieval.sentences import split_sentences

FALSE_FLAGS = 0.05
_FAITHFUL, _UNFAITHFUL = 4, 2
_RESAMPLES = 1000
_BATCH = 64
Floats = npt.NDArray[np.float64]
Vector = npt.NDArray[np.float32]


def bench_checker(
    runs: int,
    cancel: CancelToken,
    on_progress: OnProgress,
    data: Path | None = None,
    documents: Path | None = None,
) -> dict[str, Any]:
    """The checker report; ``runs`` is ignored, nothing here is timed.

    Raises UserError("bench_data_unreadable") when ``data`` holds no usable items.jsonl.
    """
    report: dict[str, Any] = {"bench": "checker", "machine": machine(), "runs": 1}
    with scratch_services() as services:
        if data is not None:
            report["answers"] = _answers(services, items_of(data), cancel, on_progress)
        if documents is not None or data is None:
            folder = documents or resources_dir() / "sample_library"
            report["sentences"] = perturbed(services, folder, cancel, on_progress)
    return report


def items_of(folder: Path) -> list[dict[str, Any]]:
    """The rated answers of a folder. Raises UserError("bench_data_unreadable")."""
    try:
        lines = (folder / "items.jsonl").read_text(encoding="utf-8").splitlines()
        items = [json.loads(line) for line in lines if line.strip()]
        wanted = {"contexts", "response", "human"}
        usable = [item for item in items if wanted <= item.keys() and item["human"]["faithfulness"]]
    except (OSError, ValueError, LookupError, AttributeError, TypeError) as error:
        raise UserError("bench_data_unreadable", path=str(folder)) from error
    if not usable:
        raise UserError("bench_data_unreadable", path=str(folder))
    return usable


def _answers(
    services: Services, items: Sequence[dict[str, Any]], cancel: CancelToken, on_progress: OnProgress
) -> dict[str, Any]:
    scores: dict[bool, list[float]] = {True: [], False: []}
    for done, item in enumerate(items):
        cancel.raise_if_cancelled()
        rating = statistics.median(item["human"]["faithfulness"])
        if rating >= _FAITHFUL or rating <= _UNFAITHFUL:
            scores[rating >= _FAITHFUL].append(_score(services, item))
        on_progress(Progress(done + 1, len(items), "answers"))
    return judged(np.array(scores[True]), np.array(scores[False]))


def _score(services: Services, item: dict[str, Any]) -> float:
    said = _sentences(item["response"])
    told = [_sentences(context["text"]) for context in item["contexts"]]
    vectors = _vectors(services, [*said, *(s for sentences in told for s in sentences)])
    checked = []
    for text in said:
        sources = [
            Source(
                n,
                "",
                context["text"],
                tuple(sentences),
                tuple(float(vectors[s] @ vectors[text]) for s in sentences),
            )
            for n, (context, sentences) in enumerate(zip(item["contexts"], told, strict=True), 1)
        ]
        checked.append((text, check(text, sources)))
    return faithfulness(checked)


def _sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text)]


def _vectors(services: Services, texts: Sequence[str]) -> dict[str, Vector]:
    found: dict[str, Vector] = {}
    order = sorted(set(texts), key=len)
    for start in range(0, len(order), _BATCH):
        part = order[start : start + _BATCH]
        vectors = services.embedder.embed_queries(part)
        rows = np.frombuffer(vectors.data, dtype=np.float32).reshape(vectors.count, vectors.dims)
        found.update(zip(part, rows, strict=True))
    return found


def judged(faithful: Floats, unfaithful: Floats) -> dict[str, Any]:
    """Figures from the scores of faithful and unfaithful answers (neither empty).

    ``caught`` is the share of unfaithful ones below the threshold that flags at most 5 % of the faithful; its interval
    is 95 % of 1000 bootstrap samples. ``caught_as_built`` and ``flagged_as_built`` are at the threshold in the code.
    """
    if not len(faithful) or not len(unfaithful):
        raise UserError("bench_data_unreadable", path="items.jsonl")
    rng = np.random.default_rng(7)
    samples = [
        caught(rng.choice(faithful, len(faithful)), rng.choice(unfaithful, len(unfaithful)))[0]
        for _ in range(_RESAMPLES)
    ]
    share, threshold = caught(faithful, unfaithful)
    low, high = np.percentile(samples, [2.5, 97.5])
    above = (faithful[:, None] > unfaithful[None, :]).mean() + 0.5 * (
        faithful[:, None] == unfaithful[None, :]
    ).mean()
    figures = {
        "auroc": float(above), "caught": share, "caught_low": float(low), "caught_high": float(high),
        "threshold": threshold, "caught_at_10": caught(faithful, unfaithful, 2 * FALSE_FLAGS)[0],
        "threshold_as_built": FAITHFUL_AT, "caught_as_built": float((unfaithful < FAITHFUL_AT).mean()),
        "flagged_as_built": float((faithful < FAITHFUL_AT).mean()),
    }  # fmt: skip
    return {"faithful": len(faithful), "unfaithful": len(unfaithful), **rounded(figures)}


def caught(faithful: Floats, unfaithful: Floats, flags: float = FALSE_FLAGS) -> tuple[float, float]:
    """(share of ``unfaithful`` below the threshold, the threshold): the highest that flags at most ``flags``."""
    ordered = np.sort(faithful)
    threshold = float(ordered[min(len(ordered) - 1, int(flags * len(ordered)))])
    return float((unfaithful < threshold).mean()), threshold
