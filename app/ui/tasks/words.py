"""What is said about a result, in words for people. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.writing import Doubt, How, TaskResult
from app.i18n import figure, tr, tr_n


def origin_words(result: TaskResult) -> str:
    """Who made it, and by which right."""
    if result.how is How.MODEL:
        words = tr("Written by {model}", model=result.model or "")
        if result.marks is None:
            return words + " · " + tr("it did not pass the test of this task")
        return words
    if result.unable and result.marks is not None:
        return tr(
            "Made by rules: the chosen model is too small, it solved {passed} of {papers} test tasks",
            passed=result.marks.passed,
            papers=result.marks.papers,
        )
    return tr("Made by rules, without a language model")


def figures_words(result: TaskResult) -> str:
    """Time and tokens."""
    seconds = tr("{seconds} s", seconds=figure(result.total_ms / 1000, 1))
    return (
        f"{seconds} · {tr_n('{count} token', '{count} tokens', result.tokens)}" if result.tokens else seconds
    )


def doubts_words(doubts: Sequence[Doubt]) -> str:
    """What to check before it is used; "" when there is nothing."""
    values = list(dict.fromkeys(doubt.value for doubt in doubts))
    if not values:
        return ""
    named = ", ".join(values[:6]) + (" …" if len(values) > 6 else "")
    return tr("Not in the text it was made from: {values}", values=named)
