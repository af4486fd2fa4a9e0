"""The part of a text that holds the words looked for, and where they stand in it.

FTS5 has a function for that, ``snippet()``. It takes about 0.6 ms for each answer of sixty words, as measured, because
it weighs every place in it; a list of a hundred places needs all of them within a keystroke.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from app.store.spaceless import has_spaceless

_BEFORE, _LENGTH = 36, 120
"""Characters before the first mark, and of the whole."""

Marks = tuple[tuple[int, int], ...]


def pattern_of(words: Sequence[str]) -> re.Pattern[str]:
    """Finds each of the words, or a longer one that begins so, in folded text; in scripts without spaces anywhere."""
    parts = [
        re.escape(folded(word)) if has_spaceless(word) else rf"(?<!\w){re.escape(folded(word))}\w*"
        for word in sorted(words, key=len, reverse=True)
    ]
    return re.compile("|".join(parts))


def folded(text: str) -> str:
    """Without case and accents, character by character: places in it are places in the text."""
    return text.lower() if text.isascii() else "".join(map(_folded, text))


def snippet(text: str, pattern: re.Pattern[str]) -> tuple[str, Marks]:
    """In one line, with an ellipsis where it was cut; no marks where none of the words was found."""
    text = " ".join(text.split())
    found = [match.span() for match in pattern.finditer(folded(text))]
    start, end = _window(text, found[0] if found else (0, 0))
    ahead, behind = ("…" if start else ""), ("…" if end < len(text) else "")
    shift = len(ahead) - start
    marks = tuple((a + shift, min(b, end) + shift) for a, b in found if start <= a < end)
    return f"{ahead}{text[start:end]}{behind}", marks


def _window(text: str, first: tuple[int, int]) -> tuple[int, int]:
    """Around the first mark, cut between words where there are some."""
    start = max(0, first[0] - _BEFORE)
    if start:
        gap = text.find(" ", start, first[0])
        start = gap + 1 if gap >= 0 else start
    end = min(len(text), max(start + _LENGTH, first[1]))
    if end < len(text):
        gap = text.rfind(" ", first[1], end)
        end = gap if gap > 0 else end
    return start, end


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    """Always one character."""
    base = unicodedata.normalize("NFD", character)[0].lower()
    return base if len(base) == 1 else character
