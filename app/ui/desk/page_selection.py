"""Which words of a page's picture lie between two points. Pure; points are in the picture's pixels."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.documents import PageLine, Rect, Span

Point = tuple[float, float]


def offset_at(lines: Sequence[PageLine], point: Point) -> int | None:
    """The place in the text nearest to a point; None where the page has no lines.

    Within a line letters are taken to be equally wide, which is why selections are widened to whole words.
    """
    if not lines:
        return None
    line = min(lines, key=lambda line: _distance(line.box, point))
    share = (point[0] - line.box.x) / line.box.width if line.box.width else 0.0
    length = line.span.end - line.span.start
    return line.span.start + round(min(max(share, 0.0), 1.0) * length)


def selected(lines: Sequence[PageLine], text: str, start: Point, end: Point) -> Span | None:
    """The words from one point to the other, in reading order; None for nothing."""
    first, last = offset_at(lines, start), offset_at(lines, end)
    if first is None or last is None or first == last:
        return None
    return whole_words(text, Span(min(first, last), max(first, last)))


def whole_words(text: str, span: Span) -> Span | None:
    """Widened to whole words, without white space at its ends; None where only white space is left."""
    start, end = min(span.start, len(text)), min(span.end, len(text))
    while start > 0 and start < len(text) and _inside(text, start):
        start -= 1
    while end < len(text) and end > 0 and _inside(text, end):
        end += 1
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def rows(lines: Sequence[PageLine], span: Span) -> list[Rect]:
    """Boxes of what is selected, a line each, as wide as their share of the line."""
    found = []
    for line in lines:
        first, last = max(span.start, line.span.start), min(span.end, line.span.end)
        length = line.span.end - line.span.start
        if first < last and length:
            left = line.box.x + line.box.width * (first - line.span.start) / length
            width = line.box.width * (last - first) / length
            found.append(Rect(left, line.box.y, width, line.box.height))
    return found


def _inside(text: str, offset: int) -> bool:
    return not text[offset - 1].isspace() and not text[offset].isspace()


def _distance(box: Rect, point: Point) -> tuple[float, float]:
    """Lines at the point's height first, then the nearer ones."""
    x, y = point
    down = max(box.y - y, 0.0, y - box.y - box.height)
    across = max(box.x - x, 0.0, x - box.x - box.width)
    return down, across
