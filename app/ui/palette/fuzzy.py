"""How well a text fits what was typed. Pure functions.

Every word that was typed must be found. A word that begins the text counts most, then one that begins a word of it,
then any other place, then its letters in order with gaps ("nch" in "New chat"). Accents and case do not count.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

START, WORD, INSIDE, OTHER_WORDS, LETTERS = 100.0, 80.0, 50.0, 40.0, 30.0
_LENGTH_COST = 0.1  # of each character of the text: the shorter of two equal ones comes first
_GAP_COST = 1.0
_LEAST = 5.0


@dataclass(frozen=True, slots=True)
class Fit:
    """``score``: higher is better. ``marks``: the characters of the text that were found."""

    score: float
    marks: tuple[int, ...] = ()


def fold(text: str) -> str:
    """Without case and accents, as many characters as before."""
    return "".join(map(_folded, text)) if not text.isascii() else text.lower()


def fit(typed: str, text: str, words: str = "") -> Fit | None:
    """``typed`` in ``text``, or in ``words``, other words for it; None when some of it is nowhere."""
    return fit_folded(fold(typed).split(), fold(text), fold(words))


def fit_folded(typed: list[str], text: str, words: str = "") -> Fit | None:
    """The same for texts that are folded already."""
    score, marks = 0.0, set[int]()
    for word in typed:
        found = _place(word, text, words)
        if found is None:
            return None
        score += found.score
        marks.update(found.marks)
    return Fit(score / max(1, len(typed)) - _LENGTH_COST * min(len(text), 80), tuple(sorted(marks)))


def holds(typed: list[str], text: str, words: str = "") -> bool:
    """Whether every word stands there as it was typed: quick, for looking through very many texts."""
    return all(word in text or word in words for word in typed)


def _place(word: str, text: str, words: str) -> Fit | None:
    at = text.find(word)
    if at == 0:
        return Fit(START, tuple(range(len(word))))
    if at > 0:
        beginning = _beginning(word, text)
        start = at if beginning is None else beginning
        return Fit(INSIDE if beginning is None else WORD, tuple(range(start, start + len(word))))
    if _beginning(word, words) is not None:
        return Fit(OTHER_WORDS)
    return _letters(word, text)


def _beginning(word: str, text: str) -> int | None:
    """Where a word of the text begins with it."""
    at = text.find(word)
    while at > 0 and text[at - 1].isalnum():
        at = text.find(word, at + 1)
    return at if at >= 0 else None


def _letters(word: str, text: str) -> Fit | None:
    """Its letters in order; a letter that begins a word is taken before one that does not."""
    marks: list[int] = []
    at = 0
    for letter in word:
        plain = text.find(letter, at)
        if plain < 0:
            return None
        beginning = None if marks else _beginning(letter, text)
        first = plain if beginning is None else beginning
        marks.append(first)
        at = first + 1
    gaps = marks[-1] - marks[0] + 1 - len(word)
    score = LETTERS - _GAP_COST * gaps
    return Fit(score, tuple(marks)) if score >= _LEAST else None


def _folded(character: str) -> str:
    return unicodedata.normalize("NFKD", character)[0].lower()[:1] or character
