"""Where words stand in a document's text. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from app.domain.documents import Span

MOST_HITS = 5000


def find_all(text: str, words: str) -> list[Span]:
    """Every place, whatever the case and however the lines break; at most MOST_HITS, none for nothing."""
    parts = words.split()
    if not parts:
        return []
    pattern = re.compile(r"[\s\u00ad-]*\s+".join(re.escape(part) for part in parts), re.IGNORECASE)
    found: list[Span] = []
    for match in pattern.finditer(text):
        found.append(Span(match.start(), match.end()))
        if len(found) == MOST_HITS:
            break
    return found


def nearest(hits: Sequence[Span], offset: int) -> int:
    """The first hit at or behind ``offset``, else the first of all; -1 without hits."""
    if not hits:
        return -1
    return bisect_left([hit.start for hit in hits], offset) % len(hits)
