"""Answers a question: evidence first, then (if there is a model, and it helps) checked words.

The order is the promise: search; show the quote; decide whether the documents hold the answer at all; only then let the
model write; check every sentence. Whatever happens to the model, the quote stands.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from app.domain.errors import Cancelled, EngineError, UserError
from app.domain.jobs import CancelToken
from app.domain.language_models import LoadedModel
from app.domain.ports import Generator
from app.domain.retrieval import (
    Answer,
    AnswerEvent,
    AnswerStatus,
    AnswerTimings,
    EvidenceFound,
    NotFoundReason,
    PastTurn,
    Query,
)
from app.retrieval.answerability import Verdict, judge
from app.retrieval.citations import with_marks
from app.retrieval.fusion import Retrieval
from app.retrieval.packing import ModelClass, model_class
from app.retrieval.reading import read
from app.services.drafting import Drafter, Written, can_help
from app.services.evidence import MAX_EVIDENCE, EvidenceSet, gather
from app.services.search import SearchService

EnsureModel = Callable[[CancelToken], LoadedModel | None]
OnEvent = Callable[[AnswerEvent], None]
Attend = Callable[[Sequence[Path] | None], AbstractContextManager[None]]
"""Entered with the question's scope while it is answered: everything less urgent keeps back meanwhile."""
POOL = 10
"""Chunks that are looked at for one answer, however few are shown."""
_DOUBTFUL = 0.75
"""Below this confidence a model that says "not in the passages" is believed; above it, the quote stands."""


def attend_to_nothing(_scope: Sequence[Path] | None) -> AbstractContextManager[None]:
    """Where nothing else is going on."""
    return nullcontext()


def ignore_event(_event: AnswerEvent) -> None:
    """The callback for callers who only want the answer."""


@dataclass(frozen=True, slots=True)
class _Inquiry:
    """A question on its way to an answer; ``started`` is a time.perf_counter() value."""

    question: str
    started: float
    evidence_ms: float
    found: Retrieval
    evidence: EvidenceSet
    verdict: Verdict


class AssistantService:
    """Cited answers. One question at a time; the engines do not work on two."""

    def __init__(
        self,
        search: SearchService,
        generator: Generator,
        ensure_model: EnsureModel,
        attend: Attend = attend_to_nothing,
    ) -> None:
        self._search = search
        self._drafter = Drafter(search, generator)
        self._ensure_model = ensure_model
        self._attend = attend

    def ask(
        self,
        question: str,
        *,
        scope: Sequence[Path] | None = None,
        history: Sequence[PastTurn] = (),
        top_k: int = MAX_EVIDENCE,
        strict: bool = True,
        cancel: CancelToken | None = None,
        on_event: OnEvent = ignore_event,
    ) -> Answer:
        """Answer, quote, or say that it is not in the documents.

        ``top_k`` limits the evidence shown. ``strict`` drops what the evidence does not carry (kept in ``dropped``).
        Raises UserError("empty_question"), Cancelled and EngineError before there is evidence; from then on
        a stop or a failure gives the quote, with ``interrupted`` saying why.
        """
        if not question.strip():
            raise UserError("empty_question")
        with self._attend(scope):
            return self._ask(question, scope, history, top_k, strict, cancel or CancelToken(), on_event)

    def _ask(
        self,
        question: str,
        scope: Sequence[Path] | None,
        history: Sequence[PastTurn],
        top_k: int,
        strict: bool,
        cancel: CancelToken,
        on_event: OnEvent,
    ) -> Answer:
        inquiry = self._inquire(question.strip(), scope, history, top_k, cancel)
        on_event(EvidenceFound(inquiry.evidence.evidence, inquiry.found.question, inquiry.verdict.confidence))
        if inquiry.verdict.reason is not None:
            return _not_found(inquiry, inquiry.verdict.reason)
        try:
            return self._answer(inquiry, strict, cancel, on_event)
        except Cancelled:
            return _quoted(inquiry, interrupted="cancelled")
        except (EngineError, UserError) as error:
            return _quoted(inquiry, interrupted=error.code)

    def _inquire(
        self,
        question: str,
        scope: Sequence[Path] | None,
        history: Sequence[PastTurn],
        top_k: int,
        cancel: CancelToken,
    ) -> _Inquiry:
        started = time.perf_counter()
        query = Query(question, max(top_k, POOL), None if scope is None else tuple(scope), tuple(history))
        found = self._search.retrieve(query, cancel)
        sentences = read(found)
        evidence = gather(found, sentences, max(1, top_k))
        verdict = judge(found, sentences)
        return _Inquiry(question, started, _ms_since(started), found, evidence, verdict)

    def _answer(self, inquiry: _Inquiry, strict: bool, cancel: CancelToken, on_event: OnEvent) -> Answer:
        model = self._ensure_model(cancel)
        if model is None or not can_help(inquiry.evidence, model_class(model.n_params)):
            return _quoted(inquiry)
        size = model_class(model.n_params)
        written = self._drafter.write(inquiry.found, inquiry.evidence, model, cancel, on_event)
        if written.cancelled:
            return _with_draft(_quoted(inquiry, interrupted="cancelled"), inquiry, written, model)
        if written.draft.declined and size >= ModelClass.MEDIUM and inquiry.verdict.confidence < _DOUBTFUL:
            answer = _not_found(inquiry, NotFoundReason.EVIDENCE_INSUFFICIENT)
        else:
            answer = self._checked(inquiry, written, size, strict)
        return _with_draft(answer, inquiry, written, model)

    def _checked(self, inquiry: _Inquiry, written: Written, size: ModelClass, strict: bool) -> Answer:
        verified = self._drafter.verify(inquiry.found.question, written.draft, inquiry.evidence, size, strict)
        quoted = replace(_quoted(inquiry), dropped=verified.dropped)
        if not verified.kept:
            return quoted
        return replace(
            quoted, status=AnswerStatus.ANSWERED, text=with_marks(verified.kept), sentences=verified.kept
        )


def _ms_since(started: float) -> float:
    return (time.perf_counter() - started) * 1000


def _quoted(inquiry: _Inquiry, interrupted: str | None = None) -> Answer:
    sentences = inquiry.evidence.quoted()
    return Answer(
        question=inquiry.question,
        standalone=inquiry.found.question,
        status=AnswerStatus.QUOTED,
        text=with_marks(sentences),
        sentences=sentences,
        evidence=inquiry.evidence.evidence,
        confidence=inquiry.verdict.confidence,
        timings=AnswerTimings(inquiry.evidence_ms, None, _ms_since(inquiry.started)),
        documents_searched=inquiry.found.documents_searched,
        interrupted=interrupted,
    )


def _not_found(inquiry: _Inquiry, reason: NotFoundReason) -> Answer:
    """No words at all: the window and the terminal say it in theirs, beside the nearest passages."""
    return replace(
        _quoted(inquiry), status=AnswerStatus.NOT_FOUND, text="", sentences=(), not_found_reason=reason
    )


def _with_draft(answer: Answer, inquiry: _Inquiry, written: Written, model: LoadedModel) -> Answer:
    """The answer with what is known about the model's part in it."""
    first = None if written.first_token is None else (written.first_token - inquiry.started) * 1000
    return replace(
        answer,
        model=model.name,
        usage=written.usage,
        timings=AnswerTimings(inquiry.evidence_ms, first, _ms_since(inquiry.started)),
    )
