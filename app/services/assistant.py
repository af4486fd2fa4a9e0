"""Answers a question: evidence first, then (if there is a model, and it helps) checked words.

The order is the promise: search; show the quote; decide whether the documents hold the answer at all; only then let the
model write; check every sentence. Whatever happens to the model, the quote stands.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path

from app.domain.errors import Cancelled, EngineError, UserError
from app.domain.jobs import CancelToken
from app.domain.language_models import LoadedModel
from app.domain.ports import Generator
from app.domain.retrieval import (
    Answer,
    AnswerEvent,
    EvidenceFound,
    NotFoundReason,
    PastTurn,
    Query,
)
from app.retrieval.answerability import judge
from app.retrieval.explaining import explain
from app.retrieval.packing import ModelClass, model_class
from app.retrieval.reading import read
from app.retrieval.second_gate import HOPELESS
from app.retrieval.words import is_german
from app.services.drafting import Drafter, Written, can_help
from app.services.evidence import MAX_EVIDENCE, gather
from app.services.inquiry import Contribution, Inquiry, answered, credited, ms_since, not_found, quoted
from app.services.passage_reader import Adapters, PassageReader
from app.services.search import SearchService
from app.services.short_answering import ShortAnswering, can_read

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


class AssistantService:
    """Cited answers. One question at a time; the engines do not work on two."""

    def __init__(
        self,
        search: SearchService,
        generator: Generator,
        ensure_model: EnsureModel,
        attend: Attend = attend_to_nothing,
        *,
        adapters: Adapters,
    ) -> None:
        self._search = search
        self._drafter = Drafter(search, generator)
        self._short = ShortAnswering(PassageReader(generator, adapters))
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
        everywhere: bool = False,
        cancel: CancelToken | None = None,
        on_event: OnEvent = ignore_event,
    ) -> Answer:
        """Answer, quote, or say that it is not in the documents.

        ``top_k`` limits the evidence shown. ``strict`` drops what the evidence does not carry (kept in ``dropped``).
        ``everywhere``: documents that the question names are not searched first.
        Raises UserError("empty_question"), Cancelled and EngineError before there is evidence; from then on
        a stop or a failure gives the quote, with ``interrupted`` saying why.
        """
        if not question.strip():
            raise UserError("empty_question")
        where = None if scope is None else tuple(scope)
        query = Query(question.strip(), max(top_k, POOL), where, tuple(history), everywhere)
        with self._attend(scope):
            return self._ask(query, top_k, strict, cancel or CancelToken(), on_event)

    def _ask(self, query: Query, top_k: int, strict: bool, cancel: CancelToken, on_event: OnEvent) -> Answer:
        inquiry = self._inquire(query, top_k, cancel)
        on_event(EvidenceFound(inquiry.evidence.evidence, inquiry.found.question, inquiry.verdict.confidence))
        answer = self._concluded(inquiry, strict, cancel, on_event)
        return replace(answer, narrowed=inquiry.found.narrowed)

    def _concluded(self, inquiry: Inquiry, strict: bool, cancel: CancelToken, on_event: OnEvent) -> Answer:
        verdict = inquiry.verdict
        if verdict.reason is not None and (verdict.seen is None or verdict.confidence < HOPELESS):
            return not_found(inquiry, verdict.reason)
        try:
            return self._answer(inquiry, strict, cancel, on_event)
        except Cancelled:
            return _as_found(inquiry, "cancelled")
        except (EngineError, UserError) as error:
            return _as_found(inquiry, error.code)

    def _inquire(self, query: Query, top_k: int, cancel: CancelToken) -> Inquiry:
        started = time.perf_counter()
        found = self._search.retrieve(query, cancel)
        sentences = read(found)
        evidence = gather(found, sentences, max(1, top_k))
        verdict = judge(found, sentences)
        signals = explain(verdict.seen, found.embedder, german=is_german(found.question))
        return Inquiry(
            query.text, started, ms_since(started), found, tuple(sentences), evidence, verdict, signals
        )

    def _answer(self, inquiry: Inquiry, strict: bool, cancel: CancelToken, on_event: OnEvent) -> Answer:
        model = self._ensure_model(cancel)
        adapter = self._short.adapter_for(model) if model is not None else None
        if model is not None and adapter is not None:
            if not can_read(adapter, inquiry.found.question):
                return _as_found(inquiry)
            return self._short.answer(inquiry, model, adapter, cancel)
        if model is None or inquiry.verdict.reason is not None:
            return _as_found(inquiry)
        size = model_class(model.n_params)
        if not can_help(inquiry.evidence, size):
            return quoted(inquiry)
        written = self._drafter.write(inquiry.found, inquiry.evidence, model, cancel, on_event)
        part = Contribution(model.name, None, written.usage, written.first_token)
        return credited(self._drafted(inquiry, written, size, strict), inquiry, part)

    def _drafted(self, inquiry: Inquiry, written: Written, size: ModelClass, strict: bool) -> Answer:
        if written.cancelled:
            return quoted(inquiry, interrupted="cancelled")
        doubtful = inquiry.verdict.confidence < _DOUBTFUL
        if written.draft.declined and size >= ModelClass.MEDIUM and doubtful:
            return not_found(inquiry, NotFoundReason.EVIDENCE_INSUFFICIENT)
        return self._checked(inquiry, written, size, strict)

    def _checked(self, inquiry: Inquiry, written: Written, size: ModelClass, strict: bool) -> Answer:
        verified = self._drafter.verify(inquiry.found.question, written.draft, inquiry.evidence, size, strict)
        answer = answered(inquiry, verified.kept) if verified.kept else quoted(inquiry)
        return replace(answer, dropped=verified.dropped)


def _as_found(inquiry: Inquiry, interrupted: str | None = None) -> Answer:
    """What can be said without a model: the quote, or that it is not there."""
    if inquiry.verdict.reason is not None:
        return replace(not_found(inquiry, inquiry.verdict.reason), interrupted=interrupted)
    return quoted(inquiry, interrupted)
