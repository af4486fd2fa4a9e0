"""Reading order for boxes of lines, for engines that know lines but no columns. Pure geometry.

A region is cut where a white gap runs through the whole of it: first from top to bottom where both sides look like
columns of text (short cells beside each other are a table and stay rows), else from left to right at the widest gap.
What cannot be cut is read in rows. Lines are thinned for this, since boxes of neighbouring lines overlap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from app.processes.recognizer_base import Box

_THINNED = 0.25
"""Of a line's height, taken off above and below."""
_COLUMN_GAP = 0.8
_COLUMN_WIDTH = 8.0
"""In line heights: how far columns stand apart, and how wide the lines of a column are."""
_COLUMN_LINES = 3
_SAME_ROW = 0.5
_DEEPEST = 60

Rows = list[list[int]]


def reading_order(boxes: Sequence[Box]) -> list[Rows]:
    """Blocks in reading order; each is rows from top to bottom, each of indices of boxes from left to right."""
    if not boxes:
        return []
    height = median(box.height for box in boxes)
    return [_rows(boxes, region.members) for region in _regions(boxes, list(range(len(boxes))), height, 0)]


@dataclass(frozen=True, slots=True)
class _Region:
    """Boxes that are read in rows. ``column``: it stands beside another one."""

    members: list[int]
    column: bool = False


def _regions(boxes: Sequence[Box], members: list[int], height: float, depth: int) -> list[_Region]:
    """In reading order. Regions one above the other with no columns between them are one."""
    if len(members) < 2 or depth > _DEEPEST:
        return [_Region(members)]
    columns = _cut_columns(boxes, members, height)
    if columns:
        found = [_regions(boxes, column, height, depth + 1) for column in columns]
        return [_Region(region.members, column=True) for side in found for region in side]
    above, below = _cut_at_widest(boxes, members)
    if not below:
        return [_Region(members)]
    upper = _regions(boxes, above, height, depth + 1)
    lower = _regions(boxes, below, height, depth + 1)
    if upper[-1].column or lower[0].column:
        return upper + lower
    return [*upper[:-1], _Region(upper[-1].members + lower[0].members), *lower[1:]]


def _cut_columns(boxes: Sequence[Box], members: list[int], height: float) -> list[list[int]]:
    """Left and right of the first white gap between columns of text; empty when there is none."""
    order = sorted(members, key=lambda i: boxes[i].left)
    right = boxes[order[0]].right
    for number, (_, following) in enumerate(pairwise(order), 1):
        if boxes[following].left - right > _COLUMN_GAP * height:
            sides = [order[:number], order[number:]]
            if all(_is_column(boxes, side, height) for side in sides):
                return sides
        right = max(right, boxes[following].right)
    return []


def _is_column(boxes: Sequence[Box], members: list[int], height: float) -> bool:
    wide = sum(boxes[i].width > _COLUMN_WIDTH * height for i in members)
    return wide >= _COLUMN_LINES and wide * 2 >= len(members)


def _cut_at_widest(boxes: Sequence[Box], members: list[int]) -> tuple[list[int], list[int]]:
    order = sorted(members, key=lambda i: boxes[i].top)
    bottom = _thin(boxes[order[0]])[1]
    widest, at = 0.0, 0
    for number, following in enumerate(order[1:], 1):
        top, low = _thin(boxes[following])
        if top - bottom > widest:
            widest, at = top - bottom, number
        bottom = max(bottom, low)
    return (order[:at], order[at:]) if at else (members, [])


def _thin(box: Box) -> tuple[float, float]:
    return box.top + _THINNED * box.height, box.bottom - _THINNED * box.height


def _rows(boxes: Sequence[Box], members: list[int]) -> Rows:
    """Boxes whose middles lie on one height are one row."""
    rows: Rows = []
    for index in sorted(members, key=lambda i: boxes[i].top + boxes[i].bottom):
        last = boxes[rows[-1][0]] if rows else None
        if last is not None and _beside(last, boxes[index]):
            rows[-1].append(index)
        else:
            rows.append([index])
    return [sorted(row, key=lambda i: boxes[i].left) for row in rows]


def _beside(first: Box, second: Box) -> bool:
    apart = abs((first.top + first.bottom) - (second.top + second.bottom)) / 2
    return apart < _SAME_ROW * min(first.height, second.height)
