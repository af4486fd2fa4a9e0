"""Answers with the fewest words of the documents: a taught model points, its words are looked up, the gate decides."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.catalog.adapter_card import Adapter
from app.domain.jobs import CancelToken
from app.domain.language_models import LoadedModel
from app.domain.retrieval import Answer, AnswerSentence, Evidence, Support
from app.retrieval.citations import with_marks
from app.retrieval.explaining import with_model
from app.retrieval.explanations import wants_explanation
from app.retrieval.questions import understand
from app.retrieval.second_gate import SecondGate, judge_again
from app.retrieval.short_answers import ShortAnswer, Trust, confirmed, likelihood
from app.retrieval.words import is_german
from app.services.inquiry import Contribution, Inquiry, answered, credited, not_found, quoted
from app.services.passage_reader import PassageReader

SHORT_AT = 0.5
"""A short answer less likely to be right than this is not shown; the quote is."""
WORTH_QUOTING = 0.15
"""Less likely ones do not even say which sentence to quote."""


def can_read(adapter: Adapter, question: str) -> bool:
    """Whether the model was taught to read what is asked. The shipped adapter has seen English alone: of what it says
    about German it is sure without reason. No model that points at words can say how two quarters differ. In both cases
    the first gate decides by itself, and the quotes are the answer.
    """
    return not (adapter.shipped and is_german(question)) and not understand(question).compares


class ShortAnswering:
    """For models that were taught to read; the others go another way."""

    def __init__(self, reader: PassageReader) -> None:
        self._reader = reader

    def adapter_for(self, model: LoadedModel) -> Adapter | None:
        """None: this model was not taught."""
        return self._reader.adapter_for(model)

    def answer(self, inquiry: Inquiry, model: LoadedModel, adapter: Adapter, cancel: CancelToken) -> Answer:
        """Short and verbatim, else the quote, else not found. Raises what PassageReader.read raises."""
        reading = self._reader.read(inquiry.found, adapter, cancel)
        part = Contribution(model.name, adapter.name, reading.usage, time.perf_counter())
        gate = SecondGate.of(adapter.thresholds)
        judged = replace(
            inquiry,
            verdict=judge_again(inquiry.verdict, reading.readings, gate),
            signals=with_model(inquiry.signals, reading.readings, gate),
        )
        if judged.verdict.reason is not None:
            return credited(not_found(judged, judged.verdict.reason), judged, part)
        again = self._reader.read_again(judged.found, judged.sentences, adapter, cancel)
        part = replace(part, usage=part.usage + again.usage)
        answers = confirmed(reading.readings, again.reading, judged.found, judged.sentences)
        answer = _shown(judged, answers, adapter.thresholds)
        return credited(answer, judged, part)


def _shown(inquiry: Inquiry, answers: Sequence[ShortAnswer], thresholds: Mapping[str, float]) -> Answer:
    """The likeliest by itself, or the quote of its sentence too, or the quote as it was."""
    if not answers:
        return quoted(inquiry)
    trust = Trust.of(thresholds)
    likely, best = max(
        ((likelihood(one, inquiry.found, trust), one) for one in answers), key=lambda pair: pair[0]
    )
    if likely < WORTH_QUOTING:
        return quoted(inquiry)
    short = likely >= thresholds.get("short_at", SHORT_AT) and not wants_explanation(inquiry.question)
    return _short(inquiry, best) if short else _quoting_too(inquiry, best)


def _short(inquiry: Inquiry, short: ShortAnswer) -> Answer:
    """Its words, citing the passage they stand in; that passage's quote becomes the sentences around them."""
    n = _evidence_number(inquiry, short)
    if n is None:
        return quoted(inquiry)
    evidence = _with_quote(inquiry, n, short)
    return answered(inquiry, [AnswerSentence(short.text, Support.SUPPORTED, (n,))], evidence)


def _quoting_too(inquiry: Inquiry, short: ShortAnswer) -> Answer:
    """The quote; where the model points to another sentence than the reader, that one first.

    Beside the reader's sentences, not in place of one: of 30 questions so answered six were pointed elsewhere; the
    pointed sentence alone was right in two, the reader's in four, together in all six.
    """
    plain = quoted(inquiry)
    n = _evidence_number(inquiry, short)
    known = any(_holds(e, short) for e in inquiry.evidence.evidence[: inquiry.evidence.answering])
    if n is None or known or not plain.sentences:
        return plain
    n, evidence = _with_another_quote(inquiry, n, short)
    pointed = AnswerSentence(" ".join(short.quote.text.split()), Support.SUPPORTED, (n,))
    sentences = (pointed, *plain.sentences)
    return replace(plain, text=with_marks(sentences), sentences=sentences, evidence=tuple(evidence))


def _with_another_quote(inquiry: Inquiry, n: int, short: ShortAnswer) -> tuple[int, list[Evidence]]:
    """A passage that is quoted already comes once more: each sentence has a quote of its own to be seen in."""
    if n > inquiry.evidence.answering:
        return n, _with_quote(inquiry, n, short)
    evidence = list(inquiry.evidence.evidence)
    evidence.append(replace(_quoting(evidence[n - 1], short), n=len(evidence) + 1))
    return len(evidence), evidence


def _with_quote(inquiry: Inquiry, n: int, short: ShortAnswer) -> list[Evidence]:
    evidence = list(inquiry.evidence.evidence)
    evidence[n - 1] = _quoting(evidence[n - 1], short)
    return evidence


def _evidence_number(inquiry: Inquiry, short: ShortAnswer) -> int | None:
    """Where one passage was quoted twice, the quote that holds the words."""
    same = [n for n, q in enumerate(inquiry.evidence.quotes, 1) if q.candidate == short.candidate]
    holding = [n for n in same if _holds(inquiry.evidence.evidence[n - 1], short)]
    return next(iter([*holding, *same]), None)


def _holds(evidence: Evidence, short: ShortAnswer) -> bool:
    return evidence.quote_span.start <= short.span.start and short.span.end <= evidence.quote_span.end


def _quoting(evidence: Evidence, short: ShortAnswer) -> Evidence:
    if _holds(evidence, short):
        return evidence
    return replace(evidence, quote=short.quote.text, quote_span=short.quote.span)
