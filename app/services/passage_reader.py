"""Lets a taught model read the best passages, one by one, for one question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from app.catalog.adapter_card import Adapter
from app.domain.jobs import CancelToken
from app.domain.language_models import FinishReason, LoadedModel
from app.domain.ports import Generator
from app.domain.retrieval import TokenUsage
from app.retrieval.fusion import Candidate, Retrieval
from app.retrieval.short_answers import READ_PASSAGES, PassageReading
from app.tasks.read_passage import FORMAT, header, plan

TASK = "answer"


class Adapters(Protocol):
    """Where adapters are looked up."""

    def for_model(self, model: LoadedModel, task: str) -> Adapter | None:
        """The one to use with this model, if there is one."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading per passage, in their order, and what they cost."""

    readings: tuple[PassageReading, ...]
    usage: TokenUsage


class PassageReader:
    """Knows which models were taught to read, and asks them."""

    def __init__(self, generator: Generator, adapters: Adapters) -> None:
        self._generator = generator
        self._adapters = adapters

    def adapter_for(self, model: LoadedModel) -> Adapter | None:
        """None for a model that was not taught to answer, or in a form that this version does not speak."""
        adapter = self._adapters.for_model(model, TASK)
        return adapter if adapter is not None and adapter.prompt == FORMAT else None

    def read(self, found: Retrieval, adapter: Adapter, cancel: CancelToken) -> Reading:
        """Raises Cancelled, EngineError, and UserError for the adapter."""
        passages = found.candidates[:READ_PASSAGES]
        requests = [plan(_header(c), c.stored.chunk.text, found.question, adapter.path) for c in passages]
        readings: list[PassageReading] = []
        texts = self._generator.generate_many(requests, cancel)
        for position, one in enumerate(texts):
            done = one.finished
            if done.probabilities:
                text = "" if done.finish_reason is FinishReason.LENGTH else one.text.strip()
                sure = done.mean_logprob if done.mean_logprob is not None else float("-inf")
                readings.append(PassageReading(position, text, done.probabilities[0], sure))
        read = sum(one.finished.prompt_tokens for one in texts)
        return Reading(
            tuple(readings), TokenUsage(read, sum(one.finished.completion_tokens for one in texts))
        )


def _header(candidate: Candidate) -> str:
    return header(candidate.stored.title, candidate.stored.chunk.heading_path)
