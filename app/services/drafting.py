"""Lets the language model write from the evidence, and keeps only what the evidence carries."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from app.domain.documents import StoredChunk
from app.domain.jobs import CancelToken
from app.domain.language_models import (
    FinishReason,
    GenerationFinished,
    GenerationRequest,
    LoadedModel,
    TokenDelta,
)
from app.domain.ports import DenseScore, Generator
from app.domain.retrieval import AnswerDelta, AnswerSentence, Support, TokenUsage
from app.retrieval.citations import attribute
from app.retrieval.fusion import Retrieval
from app.retrieval.grounding import Source, adds_nothing, answers, keeps_answer
from app.retrieval.packing import ALLOWANCES, Allowance, ModelClass, model_class, pack
from app.services.evidence import EvidenceSet
from app.services.search import SearchService
from app.tasks.answer_question import ANSWER_TOKENS, AnswerInput, AnswerQuestion, Draft

OnDelta = Callable[[AnswerDelta], None]
_WORTH_SHORTENING = 15
"""Words; a shorter quote is an answer already."""
_PROMPT_TOKENS = 200
"""Room for instructions, question and chat template."""


@dataclass(frozen=True, slots=True)
class Written:
    """What the model wrote. ``first_token`` is a time.perf_counter() value; ``cancelled``: it was stopped."""

    draft: Draft
    usage: TokenUsage
    first_token: float | None
    cancelled: bool


@dataclass(frozen=True, slots=True)
class Verified:
    """``kept`` answers the question; empty when the quote says it better. ``dropped`` did not hold."""

    kept: tuple[AnswerSentence, ...] = ()
    dropped: tuple[AnswerSentence, ...] = ()


@dataclass(slots=True)
class _Stream:
    """What has come from the generator so far."""

    text: list[str] = field(default_factory=list)
    first_token: float | None = None
    finished: GenerationFinished | None = None


class Drafter:
    """Writes and checks; knows nothing of gates, quotes or events."""

    def __init__(self, search: SearchService, generator: Generator) -> None:
        self._search = search
        self._generator = generator
        self._task = AnswerQuestion()

    def write(
        self,
        found: Retrieval,
        evidence: EvidenceSet,
        model: LoadedModel,
        cancel: CancelToken,
        on_delta: OnDelta,
    ) -> Written:
        """Let the model answer. Raises EngineError when it fails, Cancelled when that is set before it began."""
        cancel.raise_if_cancelled()
        size = model_class(model.n_params)
        allowed = ALLOWANCES[size]
        room = min(allowed.tokens, max(0, model.n_ctx - ANSWER_TOKENS - _PROMPT_TOKENS))
        answering = evidence.quotes[: evidence.answering] if size is ModelClass.TINY else evidence.quotes
        passages = pack(found, answering, Allowance(allowed.passages, room), self._generator.count_tokens)
        what = AnswerInput(found.question, tuple(passages), size)
        stream = self._run(self._task.plan(what), cancel, on_delta)
        done = stream.finished
        usage = TokenUsage(done.prompt_tokens, done.completion_tokens) if done else TokenUsage()
        cancelled = done is not None and done.finish_reason is FinishReason.CANCELLED
        return Written(self._task.parse(what, "".join(stream.text)), usage, stream.first_token, cancelled)

    def _run(self, request: GenerationRequest, cancel: CancelToken, on_delta: OnDelta) -> _Stream:
        stream = _Stream()
        for event in self._generator.generate(request, cancel):
            if isinstance(event, TokenDelta) and not event.thinking:
                stream.first_token = stream.first_token or time.perf_counter()
                stream.text.append(event.text)
                on_delta(AnswerDelta(event.text))
            elif isinstance(event, GenerationFinished):
                stream.finished = event
        return stream

    def verify(
        self, question: str, draft: Draft, evidence: EvidenceSet, size: ModelClass, strict: bool
    ) -> Verified:
        """Check every sentence against the evidence. Raises EngineError when the embedder fails.

        Strict keeps supported sentences only; else all are kept, marked, as long as one is at least partly supported.
        """
        ids = [chunk.id for chunk in evidence.chunks]
        near = self._search.nearness([s.text for s in draft.sentences], ids)
        checked: list[AnswerSentence] = []
        for sentence, cosines in zip(draft.sentences, near, strict=True):
            sources = [_source(n, chunk, cosines.get(chunk.id)) for n, chunk in enumerate(evidence.chunks, 1)]
            checked.append(attribute(sentence.text, sentence.citations, sources))
        kept = _kept(checked, strict)
        if not _worth_showing(kept, question, evidence, size):
            return Verified((), tuple(checked))
        return Verified(tuple(kept), tuple(s for s in checked if s not in kept))


def can_help(evidence: EvidenceSet, size: ModelClass) -> bool:
    """Whether a model of that size could say it better than the quotes.

    The smallest ones can only shorten one quote; several, or a short one, they would make worse.
    """
    if size is not ModelClass.TINY:
        return True
    return evidence.answering == 1 and len(evidence.quotes[0].text.split()) >= _WORTH_SHORTENING


def _source(n: int, stored: StoredChunk, dense: DenseScore | None) -> Source:
    chunk = stored.chunk
    header = " ".join((stored.title, *chunk.heading_path))
    return Source(n, header, chunk.text, tuple(chunk.sentence_texts), dense.sentences if dense else ())


def _kept(checked: list[AnswerSentence], strict: bool) -> list[AnswerSentence]:
    if strict:
        return [s for s in checked if s.support is Support.SUPPORTED]
    return checked if any(s.support is not Support.UNSUPPORTED for s in checked) else []


def _worth_showing(
    kept: list[AnswerSentence], question: str, evidence: EvidenceSet, size: ModelClass
) -> bool:
    """Whether the sentences tell at least what the quotes tell."""
    if size is ModelClass.TINY:
        return any(_shortens(s.text, evidence.quotes[0].text, question) for s in kept)
    return any(answers(s.text, question) for s in kept)


def _shortens(text: str, quote: str, question: str) -> bool:
    shorter = len(text.split()) < len(quote.split())
    return shorter and adds_nothing(text, quote, question) and keeps_answer(text, quote, question)
