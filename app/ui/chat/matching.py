"""Which words of a quote the answer took over: they are shown marked in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

Range = tuple[int, int]

_WORD = re.compile(r"\w+(?:[.,'’:/-]\w+)*")
_MARKUP = re.compile(r"\[\d{1,3}\]|[*_`#]+")
_BEFORE, _AFTER = "€$£¥+-−", "%‰°"
_TELLING = 5
"""Letters; a shorter single word is chance unless it is a number or a name."""


def matching_ranges(answer: str, quote: str) -> list[Range]:
    """Start and end of each run of words in ``quote`` that stands in ``answer`` too, in order.

    An answer that stands there as a whole gives one range and nothing else. Markup and [n] marks of the answer do not
    count. Offsets are code points of ``quote``.
    """
    said = [match[0].casefold() for match in _WORD.finditer(_MARKUP.sub(" ", answer))]
    places = list(_WORD.finditer(quote))
    told = [place[0].casefold() for place in places]
    whole = _find(said, told)
    if whole is not None:
        return [_range(quote, places, whole, len(said))]
    blocks = SequenceMatcher(None, said, told, autojunk=False).get_matching_blocks()
    found = [_range(quote, places, b.b, b.size) for b in blocks if _tells(places[b.b : b.b + b.size])]
    return _joined(found, quote)


def stands_in(answer: str, quote: str) -> bool:
    """Whether ``quote`` holds the whole answer, word for word."""
    said = [match[0].casefold() for match in _WORD.finditer(_MARKUP.sub(" ", answer))]
    return _find(said, [match[0].casefold() for match in _WORD.finditer(quote)]) is not None


def _find(wanted: Sequence[str], tokens: Sequence[str]) -> int | None:
    if not wanted:
        return None
    starts = range(len(tokens) - len(wanted) + 1)
    return next((i for i in starts if tokens[i : i + len(wanted)] == wanted), None)


def _tells(places: Sequence[re.Match[str]]) -> bool:
    """Whether a run of words is more than chance."""
    if any(_is_telling(place[0]) for place in places):
        return True
    return len(places) > 2


def _is_telling(word: str) -> bool:
    return any(c.isdigit() for c in word) or len(word) >= _TELLING or (len(word) > 1 and word[0].isupper())


def _range(quote: str, places: Sequence[re.Match[str]], first: int, size: int) -> Range:
    start, end = places[first].start(), places[first + size - 1].end()
    while start and quote[start - 1] in _BEFORE:
        start -= 1
    while end < len(quote) and quote[end] in _AFTER:
        end += 1
    return start, end


def _joined(ranges: Sequence[Range], quote: str) -> list[Range]:
    """Runs with nothing but space and punctuation between them are one."""
    joined: list[Range] = []
    for start, end in ranges:
        if joined and not _WORD.search(quote[joined[-1][1] : start]):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
