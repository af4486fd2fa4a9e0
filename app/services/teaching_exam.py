"""How well a model reads, with an adapter or without, asked exactly as at run time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from app.domain.jobs import CancelToken, OnProgress, Progress
from app.domain.language_models import LoadedModel
from app.domain.ports import Generator
from app.tasks import read_passage
from app.teaching.measures import Outcome, Scores, scores
from app.teaching.readings import Reading

MOST = 300
"""Readings; more would tell little more and take long."""
_AT_ONCE = 8
_SPARE = 8


def chosen(generator: Generator, model: LoadedModel, readings: Sequence[Reading]) -> list[Reading]:
    """At most MOST, evenly from all, as far as they fit into the loaded model; of one passage side by side."""
    step = max(1, -(-len(readings) // MOST))
    some = readings[::step]
    prompts = [read_passage.prompt(one.header, one.text, one.question) for one in some]
    room = model.n_ctx - read_passage.MOST_TOKENS - _SPARE
    counts = generator.count_tokens(prompts) if prompts else []
    fitting = [one for one, count in zip(some, counts, strict=True) if count <= room]
    return sorted(fitting, key=lambda one: (one.header, one.text))


def examine(
    generator: Generator,
    readings: Sequence[Reading],
    adapter: Path | None,
    cancel: CancelToken,
    on_progress: OnProgress,
    label: str = "",
) -> Scores:
    """The model must be loaded. Raises Cancelled, and what the generator raises."""
    outcomes: list[Outcome] = []
    for start in range(0, len(readings), _AT_ONCE):
        on_progress(Progress(start, len(readings), label))
        part = readings[start : start + _AT_ONCE]
        requests = [
            replace(read_passage.plan(one.header, one.text, one.question, adapter or Path()), adapter=adapter)
            for one in part
        ]
        texts = generator.generate_many(requests, cancel)
        outcomes += [
            Outcome(one.answer, text.text.strip(), text.finished.probabilities[0])
            for one, text in zip(part, texts, strict=True)
        ]
    return scores(outcomes)
