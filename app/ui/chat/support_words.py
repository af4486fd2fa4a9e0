"""How far an answer can be trusted, in words: from the checks, never from the model's own say."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import ErrorInfo
from app.domain.retrieval import Answer, AnswerStatus, Evidence, NotFoundReason, Support
from app.domain.spoken import place_before, says_who_and_when
from app.i18n import N_n, figure, tr, tr_n
from app.ui.chat.short_answer import verbatim_in
from app.ui.phrases import duration, model_name, page_text
from app.wording import describe

WEAK_BELOW = 0.5
"""An estimated probability that the evidence holds the answer: below even odds we say "weak"."""

_MEASURABLE_MS = 50
"""Shorter writing says nothing about speed."""


@dataclass(frozen=True)
class SupportWords:
    """A pill (its text and tone) and the sentence after it."""

    pill: str
    tone: str
    text: str


def support_words(answer: Answer) -> SupportWords:
    """The line under an answer."""
    if answer.status is AnswerStatus.NOT_FOUND:
        return SupportWords(tr("not found"), "neutral", "")
    if answer.status is AnswerStatus.QUOTED:
        return SupportWords(tr("quoted"), "good", tr("In the document's own words"))
    cited = {n for sentence in answer.sentences for n in sentence.citations}
    passages = tr_n("{count} passage", "{count} passages", max(len(cited), 1))
    if answer.confidence < WEAK_BELOW or _none_supported(answer):
        return SupportWords(
            tr("weak"),
            "warning",
            tr("Rests on {passages}; read them before you rely on it", passages=passages),
        )
    held = sum(sentence.support is Support.SUPPORTED for sentence in answer.sentences)
    if held < len(answer.sentences):
        some = N_n("{held} of {count} sentence supported", "{held} of {count} sentences supported")
        text = tr_n(*some, len(answer.sentences), held=held)
        return SupportWords(tr("partly supported"), "warning", text)
    if verbatim_in(answer):
        return SupportWords(tr("supported"), "good", tr("Word for word in {passages}", passages=passages))
    return SupportWords(tr("supported"), "good", tr("Supported by {passages}", passages=passages))


def dropped_words(number: int) -> str:
    """The disclosure over the sentences that strict mode removed."""
    return tr_n(
        "{count} sentence was left out: not supported",
        "{count} sentences were left out: not supported",
        number,
    )


def not_found_words(answer: Answer) -> tuple[str, str]:
    """Title and text of a "not found" answer."""
    searched = tr_n("{count} document", "{count} documents", answer.documents_searched)
    if answer.scope is not None:
        searched = tr_n(
            "only one document", "only the {count} documents you had chosen", answer.documents_searched
        )
    if answer.not_found_reason is NotFoundReason.LIBRARY_EMPTY:
        return tr("There is nothing to search yet"), tr("Add documents to your library, then ask again.")
    if answer.not_found_reason is NotFoundReason.EVIDENCE_INSUFFICIENT:
        return (
            tr("Your documents do not say"),
            tr(
                "Carrel searched {searched}. Some passages come near the question, but none of them answers it.",
                searched=searched,
            ),
        )
    return tr("Not found in your documents"), tr(
        "Carrel searched {searched} and found no passage about this.", searched=searched
    )


def place_words(evidence: Evidence) -> str:
    """Where a passage stands: "Lease 2024 · page 7"; of what was said, by whom and when: "Roof · Ana Ruiz, 4:07"."""
    name = evidence.title or Path(evidence.path).stem
    place = page_text(Path(evidence.path), evidence.page) or _said(evidence)
    return f"{name} · {place}" if place else name


def _said(evidence: Evidence) -> str:
    if not says_who_and_when(Path(evidence.path)):
        return ""
    return place_before(evidence.text, evidence.quote_span.start - evidence.span.start)


def interrupted_words(answer: Answer) -> str:
    """Why the model did not finish, empty when it did (or was not asked)."""
    if answer.interrupted is None:
        return ""
    if answer.interrupted == "cancelled":
        return tr("Stopped before the model had finished.")
    message: str = describe(ErrorInfo(answer.interrupted)).message
    return f"{message.rstrip('.')}. {tr('What was found stands here.')}"


def facts_words(answer: Answer) -> str:
    """The small print: how long it took, and who wrote it."""
    parts = [duration(answer.timings.total_ms / 1000)]
    if answer.model and answer.status is AnswerStatus.ANSWERED:
        parts.append(model_name(answer.model))
    return " · ".join(parts)


def cost_words(answer: Answer) -> str:
    """What an answer took: time by stage, tokens, and how fast they were written."""
    times, used = answer.timings, answer.usage
    parts = [tr("Passages in {time}", time=duration(times.evidence_ms / 1000))]
    if times.first_token_ms is not None:
        parts.append(tr("first word in {time}", time=duration(times.first_token_ms / 1000)))
    parts.append(tr("all in {time}", time=duration(times.total_ms / 1000)))
    if used.prompt_tokens or used.completion_tokens:
        parts.append(
            tr_n(
                "{count} token read, {written} written",
                "{count} tokens read, {written} written",
                used.prompt_tokens,
                written=figure(used.completion_tokens),
            )
        )
    writing = times.total_ms - times.first_token_ms if times.first_token_ms is not None else 0.0
    if writing >= _MEASURABLE_MS and used.completion_tokens > 1:
        parts.append(
            tr("{tokens} tokens a second", tokens=figure(used.completion_tokens / writing * 1000, 0))
        )
    return " · ".join(parts)


def evidence_pill(n: int, answer: Answer | None) -> tuple[str, str]:
    """What a passage is to the answer: (text, tone)."""
    if answer is None:
        return tr("found"), "neutral"
    supports = {s.support for s in answer.sentences if n in s.citations}
    if answer.status is AnswerStatus.QUOTED:
        return (tr("quoted"), "good") if supports or answer.evidence[0].n == n else (tr("near"), "neutral")
    if Support.SUPPORTED in supports:
        return tr("supports"), "good"
    if Support.PARTIAL in supports:
        return tr("weak"), "warning"
    return tr("near"), "neutral"


def _none_supported(answer: Answer) -> bool:
    return all(sentence.support is not Support.SUPPORTED for sentence in answer.sentences)
