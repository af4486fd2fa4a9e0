"""A question on its way to an answer, and the answers that can be made of it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.domain.retrieval import (
    Answer,
    AnswerSentence,
    AnswerStatus,
    AnswerTimings,
    Evidence,
    NotFoundReason,
    Signal,
    TokenUsage,
)
from app.retrieval.answerability import Verdict
from app.retrieval.citations import with_marks
from app.retrieval.fusion import Retrieval
from app.retrieval.reading import ReadSentence
from app.services.evidence import EvidenceSet


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What is known before a model has spoken. ``started`` is a time.perf_counter() value."""

    question: str
    started: float
    evidence_ms: float
    found: Retrieval
    sentences: tuple[ReadSentence, ...]
    evidence: EvidenceSet
    verdict: Verdict
    signals: tuple[Signal, ...]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a model had to do with an answer. ``first_token`` is a time.perf_counter() value."""

    model: str
    adapter: str | None = None
    usage: TokenUsage = TokenUsage()
    first_token: float | None = None


def ms_since(started: float) -> float:
    """Milliseconds from a time.perf_counter() value until now."""
    return (time.perf_counter() - started) * 1000


def quoted(inquiry: Inquiry, interrupted: str | None = None) -> Answer:
    """The source's own words."""
    sentences = inquiry.evidence.quoted()
    return Answer(
        question=inquiry.question,
        standalone=inquiry.found.question,
        status=AnswerStatus.QUOTED,
        text=with_marks(sentences),
        sentences=sentences,
        evidence=inquiry.evidence.evidence,
        confidence=inquiry.verdict.confidence,
        timings=AnswerTimings(inquiry.evidence_ms, None, ms_since(inquiry.started)),
        documents_searched=inquiry.found.documents_searched,
        interrupted=interrupted,
        signals=inquiry.signals,
        threshold=inquiry.verdict.answer_at,
    )


def not_found(inquiry: Inquiry, reason: NotFoundReason) -> Answer:
    """No words at all: the window and the terminal say it in theirs, beside the nearest passages."""
    return replace(
        quoted(inquiry), status=AnswerStatus.NOT_FOUND, text="", sentences=(), not_found_reason=reason
    )


def answered(
    inquiry: Inquiry, sentences: Sequence[AnswerSentence], evidence: Sequence[Evidence] | None = None
) -> Answer:
    """Checked words; ``evidence`` replaces what was shown at first, number by number."""
    return replace(
        quoted(inquiry),
        status=AnswerStatus.ANSWERED,
        text=with_marks(sentences),
        sentences=tuple(sentences),
        evidence=inquiry.evidence.evidence if evidence is None else tuple(evidence),
    )


def credited(answer: Answer, inquiry: Inquiry, part: Contribution) -> Answer:
    """The answer with what is known about the model's part in it."""
    first = None if part.first_token is None else (part.first_token - inquiry.started) * 1000
    return replace(
        answer,
        model=part.model,
        adapter=part.adapter,
        usage=part.usage,
        timings=AnswerTimings(inquiry.evidence_ms, first, ms_since(inquiry.started)),
    )
