"""How far two short answers say the same, in words: the measure of the SQuAD data set (Rajpurkar et al. 2016)."""

from __future__ import annotations

import re
from collections import Counter

_NO_WORD = re.compile(r"[^\w\s]|_")
_ARTICLES = frozenset({"a", "an", "the"})


def answer_words(text: str) -> list[str]:
    """Lower case, without punctuation and articles."""
    return [word for word in _NO_WORD.sub("", text.casefold()).split() if word not in _ARTICLES]


def token_f1(one: str, other: str) -> float:
    """Harmonic mean of the shares of words that both have, counted; 1.0 for two empty texts."""
    wanted, found = answer_words(one), answer_words(other)
    if not wanted or not found:
        return float(wanted == found)
    both = sum((Counter(wanted) & Counter(found)).values())
    return 2.0 * both / (len(wanted) + len(found))
