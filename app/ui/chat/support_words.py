"""How far an answer can be trusted, in words: from the checks, never from the model's own say."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import ErrorInfo
from app.domain.retrieval import Answer, AnswerStatus, Evidence, NotFoundReason, Support
from app.domain.spoken import is_meeting_text, place_before
from app.ui.chat.short_answer import verbatim_in
from app.ui.phrases import count, duration, model_name, page_text
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
        return SupportWords("not found", "neutral", "")
    if answer.status is AnswerStatus.QUOTED:
        return SupportWords("quoted", "good", "In the document's own words")
    cited = {n for sentence in answer.sentences for n in sentence.citations}
    passages = count(max(len(cited), 1), "passage")
    if answer.confidence < WEAK_BELOW or _none_supported(answer):
        return SupportWords("weak", "warning", f"Rests on {passages}; read them before you rely on it")
    held = sum(sentence.support is Support.SUPPORTED for sentence in answer.sentences)
    if held < len(answer.sentences):
        text = f"{held} of {count(len(answer.sentences), 'sentence')} supported"
        return SupportWords("partly supported", "warning", text)
    if verbatim_in(answer):
        return SupportWords("supported", "good", f"Word for word in {passages}")
    return SupportWords("supported", "good", f"Supported by {passages}")


def dropped_words(number: int) -> str:
    """The disclosure over the sentences that strict mode removed."""
    if number == 1:
        return "1 sentence was left out: not supported"
    return f"{number} sentences were left out: not supported"


def not_found_words(answer: Answer) -> tuple[str, str]:
    """Title and text of a "not found" answer."""
    searched = count(answer.documents_searched, "document")
    if answer.scope is not None:
        searched = (
            f"only the {searched} you had chosen" if answer.documents_searched != 1 else "only one document"
        )
    if answer.not_found_reason is NotFoundReason.LIBRARY_EMPTY:
        return "There is nothing to search yet", "Add documents to your library, then ask again."
    if answer.not_found_reason is NotFoundReason.EVIDENCE_INSUFFICIENT:
        return (
            "Your documents do not say",
            f"Carrel searched {searched}. Some passages come near the question, but none of them answers it.",
        )
    return "Not found in your documents", f"Carrel searched {searched} and found no passage about this."


def place_words(evidence: Evidence) -> str:
    """Where a passage stands: "Lease 2024 · page 7"; of a meeting, who says it and when: "Roof · Ana Ruiz, 4:07"."""
    name = evidence.title or Path(evidence.path).stem
    place = page_text(Path(evidence.path), evidence.page) or _said(evidence)
    return f"{name} · {place}" if place else name


def _said(evidence: Evidence) -> str:
    if not is_meeting_text(Path(evidence.path)):
        return ""
    return place_before(evidence.text, evidence.quote_span.start - evidence.span.start)


def interrupted_words(answer: Answer) -> str:
    """Why the model did not finish, empty when it did (or was not asked)."""
    if answer.interrupted is None:
        return ""
    if answer.interrupted == "cancelled":
        return "Stopped before the model had finished."
    message: str = describe(ErrorInfo(answer.interrupted)).message
    return f"{message.rstrip('.')}. What was found stands here."


def facts_words(answer: Answer) -> str:
    """The small print: how long it took, and who wrote it."""
    parts = [duration(answer.timings.total_ms / 1000)]
    if answer.model and answer.status is AnswerStatus.ANSWERED:
        parts.append(model_name(answer.model))
    return " · ".join(parts)


def cost_words(answer: Answer) -> str:
    """What an answer took: time by stage, tokens, and how fast they were written."""
    times, used = answer.timings, answer.usage
    parts = [f"Passages in {duration(times.evidence_ms / 1000)}"]
    if times.first_token_ms is not None:
        parts.append(f"first word in {duration(times.first_token_ms / 1000)}")
    parts.append(f"all in {duration(times.total_ms / 1000)}")
    if used.prompt_tokens or used.completion_tokens:
        parts.append(f"{count(used.prompt_tokens, 'token')} read, {used.completion_tokens:,} written")
    writing = times.total_ms - times.first_token_ms if times.first_token_ms is not None else 0.0
    if writing >= _MEASURABLE_MS and used.completion_tokens > 1:
        parts.append(f"{used.completion_tokens / writing * 1000:.0f} tokens a second")
    return " · ".join(parts)


def evidence_pill(n: int, answer: Answer | None) -> tuple[str, str]:
    """What a passage is to the answer: (text, tone)."""
    if answer is None:
        return "found", "neutral"
    supports = {s.support for s in answer.sentences if n in s.citations}
    if answer.status is AnswerStatus.QUOTED:
        return ("quoted", "good") if supports or answer.evidence[0].n == n else ("near", "neutral")
    if Support.SUPPORTED in supports:
        return "supports", "good"
    if Support.PARTIAL in supports:
        return "weak", "warning"
    return "near", "neutral"


def _none_supported(answer: Answer) -> bool:
    return all(sentence.support is not Support.SUPPORTED for sentence in answer.sentences)
