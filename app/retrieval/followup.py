"""Completes a follow-up question from the turns before it, by rules.

"How long is it?" finds nothing by itself. A turn that has no noun of its own, or leans on a pronoun, takes the names
and rare words of the person's previous question (and, if that one leaned too, of the one before it). They are
appended, so nothing the person said is lost. Small models rewrite questions badly; larger ones may replace this.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.domain.retrieval import PastTurn
from app.retrieval.stop_words import STOP_WORDS
from app.retrieval.words import fold, words

_PRONOUNS = """it its itself he him his himself she her hers herself they them their theirs themselves this that these
those there one ones same former latter er ihn ihm sein seine sie ihr ihre es dies diese dieser dieses il elle ils elles
ello ellos ellas suyo esso essi"""
_LEANING = frozenset(_PRONOUNS.split())
_OPENERS = re.compile(
    r"^(and|or|but|so|then|also|what about|how about|what if|und|aber|et|mais|y|pero|e|ma)\b", re.IGNORECASE
)
_CHATTER = """tell more explain why how detail details example examples else elaborate continue yes no ok okay please
thanks thank mean means kind thing things really actually know think give say said happen happened go"""
_EMPTY = frozenset(_CHATTER.split())
_MAX_TAKEN = 8
_FEW_WORDS = 2


def complete(question: str, history: Sequence[PastTurn]) -> str:
    """The question as it can be searched for: itself, or itself and the subject of the turns before it."""
    asked = [turn.text for turn in history if turn.role == "user"]
    if not asked or not leans(question):
        return question
    known = set(words(question))
    taken: list[str] = []
    for earlier in reversed(asked):
        taken += [w for w in _subject(earlier) if fold(w).lower() not in known and w not in taken]
        if not leans(earlier):
            break
    return f"{question} ({' '.join(taken[:_MAX_TAKEN])})" if taken else question


def leans(question: str) -> bool:
    """Whether the question cannot be understood alone: no meaning word of its own, a pronoun, or "And ...?"."""
    tokens = words(question)
    own = [w for w in tokens if w not in STOP_WORDS and w not in _EMPTY]
    if not own:
        return True
    pronoun = any(w in _LEANING for w in tokens)
    return (pronoun and not _names(question)) or (len(own) <= _FEW_WORDS and bool(_OPENERS.match(question)))


def _names(text: str) -> list[str]:
    """Capitalised words and numbers that do not merely open the sentence."""
    tokens = re.findall(r"[^\W_]+(?:[-'’][^\W_]+)*", text)
    return [
        t
        for k, t in enumerate(tokens)
        if (t[0].isdigit() or (k and t[0].isupper())) and fold(t).lower() not in STOP_WORDS
    ]


def _subject(text: str) -> list[str]:
    """Names first, then the other meaning words, in their order, without repetitions."""
    names = _names(text)
    seen = {fold(n).lower() for n in names}
    rest = [w for w in words(text) if w not in STOP_WORDS and w not in _EMPTY and w not in seen]
    return list(dict.fromkeys([*names, *rest]))
