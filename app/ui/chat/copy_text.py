"""An answer as text for the clipboard."""

from __future__ import annotations

import re
from enum import StrEnum

from app.domain.retrieval import Answer
from app.services.conversation_markdown import answer_markdown
from app.ui.chat.quote_text import quote_text
from app.ui.chat.support_words import not_found_words, place_words

_MARK = re.compile(r"\s*\[\d{1,3}\]")


class CopyKind(StrEnum):
    """PLAIN: the words alone; CITED: with the passages; MARKDOWN: with footnotes; TURN: CITED after the question."""

    PLAIN = "plain"
    CITED = "cited"
    MARKDOWN = "markdown"
    TURN = "turn"


def copied(answer: Answer, kind: CopyKind) -> str:
    """The answer in the way that was asked for."""
    if kind is CopyKind.PLAIN:
        return plain_text(answer)
    if kind is CopyKind.MARKDOWN:
        return answer_markdown(answer) or body_text(answer)
    cited = cited_text(answer)
    return f"{answer.question}\n\n{cited}" if kind is CopyKind.TURN else cited


def plain_text(answer: Answer) -> str:
    """The words alone, without the citation marks."""
    return _MARK.sub("", body_text(answer)).strip()


def cited_text(answer: Answer) -> str:
    """The words with their marks, and under them each cited passage with its place."""
    text = body_text(answer).strip()
    marks = {int(n) for n in re.findall(r"\[(\d{1,3})\]", text)}
    lines = [
        f"[{evidence.n}] {place_words(evidence)}: {quote_text(evidence.quote)}"
        for evidence in answer.evidence
        if evidence.n in marks
    ]
    return "\n".join([text, "", *lines]) if lines else text


def body_text(answer: Answer) -> str:
    """What the answer says; for "not found", that."""
    return answer.text or " ".join(not_found_words(answer))
