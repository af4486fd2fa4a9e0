"""Lets a taught model read the best passages, one by one, for one question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from app.catalog.adapter_card import Adapter
from app.domain.jobs import CancelToken
from app.domain.language_models import FinishedText, FinishReason, LoadedModel
from app.domain.ports import Generator
from app.domain.retrieval import TokenUsage
from app.retrieval.fusion import Candidate, Retrieval
from app.retrieval.reading import ReadSentence
from app.retrieval.short_answers import READ_AGAIN, READ_PASSAGES, PassageReading, locate
from app.tasks.read_passage import FORMAT, header, plan

TASK = "answer"
CLEARLY = 4.0
"""Log-odds at which a passage is taken to answer, so that the next ones are not read. Stopping at 1 already would
save a quarter of the reading and cost a point of right answers on SQuAD 2.
"""


class Adapters(Protocol):
    """Where adapters are looked up."""

    def for_model(self, model: LoadedModel, task: str) -> Adapter | None:
        """The one to use with this model, if there is one."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading per passage, in their order, and what they cost."""

    readings: tuple[PassageReading, ...]
    usage: TokenUsage


@dataclass(frozen=True, slots=True)
class Reread:
    """What the model made of the sentences alone (None: a text without end), and what it cost. Its candidate is that of
    the best sentence.
    """

    reading: PassageReading | None
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

    def read_again(
        self, found: Retrieval, sentences: Sequence[ReadSentence], adapter: Adapter, cancel: CancelToken
    ) -> Reread:
        """The sentence reader's best sentences alone, as if they were one passage. Raises what ``read`` raises."""
        best = sentences[:READ_AGAIN]
        head = _header(found.candidates[best[0].candidate])
        request = plan(head, " ".join(s.text for s in best), found.question, adapter.path)
        [one] = self._generator.generate_many([request], cancel)
        usage = TokenUsage(one.finished.prompt_tokens, one.finished.completion_tokens)
        return Reread(None if _unended(one) else _reading(best[0].candidate, one), usage)

    def read(self, found: Retrieval, adapter: Adapter, cancel: CancelToken) -> Reading:
        """Best passage first, until one clearly answers. Raises Cancelled, EngineError, UserError for the adapter."""
        readings: list[PassageReading] = []
        asked = written = 0
        for position, candidate in enumerate(found.answering[:READ_PASSAGES]):
            chunk = candidate.stored.chunk
            request = plan(_header(candidate), chunk.text, found.question, adapter.path)
            [one] = self._generator.generate_many([request], cancel)
            asked, written = asked + one.finished.prompt_tokens, written + one.finished.completion_tokens
            if (reading := _reading(position, one)) is None:
                continue
            readings.append(reading)
            if reading.says >= CLEARLY and locate(reading.text, chunk.text):
                break
        return Reading(tuple(readings), TokenUsage(asked, written))


def _reading(position: int, one: FinishedText) -> PassageReading | None:
    """None where the engine could not say; a text that did not end is no answer."""
    done = one.finished
    if not done.probabilities:
        return None
    text = "" if _unended(one) else one.text.strip()
    sure = done.mean_logprob if done.mean_logprob is not None else float("-inf")
    return PassageReading(position, text, done.probabilities[0], sure)


def _unended(one: FinishedText) -> bool:
    return one.finished.finish_reason is FinishReason.LENGTH


def _header(candidate: Candidate) -> str:
    return header(candidate.stored.title, candidate.stored.chunk.heading_path)
