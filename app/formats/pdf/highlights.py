"""Which parts of a page's lines a passage covers, and where they stand on pages read from their picture. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.domain.documents import Rect, Span
from app.formats.pdf.assembly import PlacedLine


def covered_part(placed: PlacedLine, highlight: Span) -> PlacedLine | None:
    """What of a line's part the span (of the document's text) covers; None for nothing."""
    first = max(highlight.start - placed.start, 0) + placed.first
    last = min(highlight.end - placed.start + placed.first, placed.last)
    if first >= last:
        return None
    return PlacedLine(placed.start + first - placed.first, placed.line, first, last)


def recognized_highlights(found: Sequence[PlacedLine], width: int, height: int) -> Iterator[Rect]:
    """One rectangle a line around the words covered, in pixels of a picture of that size."""
    for placed in found:
        words = [w for w in placed.line.words if w.start < placed.last and w.end > placed.first]
        if words:
            left, top = min(w.x for w in words), min(w.y for w in words)
            right, bottom = max(w.x + w.width for w in words), max(w.y + w.height for w in words)
            yield Rect(left * width, top * height, (right - left) * width, (bottom - top) * height)
