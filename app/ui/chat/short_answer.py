"""An answer of a few words is set large and stands first; its quote under it carries it."""

from __future__ import annotations

import re

from app.domain.retrieval import Answer, AnswerStatus, Evidence
from app.services.answer_blocks import verbatim_words
from app.ui.chat.matching import stands_in

MOST_WORDS = 12
_HEADLINE = 40
"""Characters; longer ones are a size smaller."""
_MARKUP = re.compile(r"\s*\[\d{1,3}\]|[*_`]+")
_BLOCKS = re.compile(r"(?m)^\s*(?:[-+]\s|\d+[.)]\s|#|>|\|)")


def short_words(answer: Answer) -> str:
    """The words of an answer that is short enough to stand large; empty for every other one."""
    words = verbatim_words(answer)
    if not words and not _BLOCKS.search(answer.text):
        words = _MARKUP.sub("", " ".join(answer.text.split()))
    single = answer.status is AnswerStatus.ANSWERED and len(answer.sentences) <= 1
    return words if single and "\n\n" not in answer.text and len(words.split()) <= MOST_WORDS else ""


def scale_of(words: str) -> str:
    """Its size, a name of the type scale."""
    return "headline" if len(words) <= _HEADLINE else "title"


def verbatim_in(answer: Answer) -> tuple[Evidence, ...]:
    """The cited passages whose quote holds a short answer word for word."""
    words = short_words(answer)
    cited = {n for sentence in answer.sentences for n in sentence.citations}
    return tuple(e for e in answer.evidence if words and e.n in cited and stands_in(words, e.quote or e.text))
