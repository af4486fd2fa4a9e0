"""Table rows as ``header: value; header: value``, so that a row says by itself what its figures mean."""

from __future__ import annotations

import re
from collections.abc import Sequence

_DIGIT = re.compile(r"\d")
_LONGEST_HEADER = 60


def table_lines(rows: Sequence[Sequence[str]], *, has_header: bool | None = None) -> list[str]:
    """One line a row, blank ones left out.

    ``has_header``: whether the first row names the columns; None means that the file does not say so, and it is
    told from the cells. Tables of two columns without a header are taken as names and values.
    """
    filled = [[" ".join(cell.split()) for cell in row] for row in rows]
    filled = [row for row in filled if any(row)]
    if not filled:
        return []
    if has_header is None:
        has_header = _looks_like_header(filled)
    if has_header and len(filled) > 1:
        return _with_header(filled[0], filled[1:])
    if max(len(row) for row in filled) == 2:
        return [_name_and_value(row) for row in filled]
    return [_plain(row) for row in filled]


def _with_header(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    used = {header[i] for row in rows for i, cell in enumerate(row) if cell and i < len(header)}
    lines = [] if used.issuperset(filter(None, header)) else [_plain(header)]
    return lines + [_labelled(header, row) for row in rows]


def _labelled(header: Sequence[str], row: Sequence[str]) -> str:
    parts: list[str] = []
    for number, cell in enumerate(row):
        name = header[number].rstrip(":") if number < len(header) else ""
        spans_on = number > 0 and cell == row[number - 1] and number < len(header)
        if cell and not (spans_on and header[number] == header[number - 1]):
            parts.append(f"{name}: {cell}" if name and name != cell else cell)
    return "; ".join(parts)


def _name_and_value(row: Sequence[str]) -> str:
    cells = [cell for cell in row if cell]
    if len(cells) == 2 and cells[0] != cells[1] and len(cells[0]) <= _LONGEST_HEADER:
        return f"{cells[0].rstrip(':')}: {cells[1]}"
    return _plain(row)


def _plain(row: Sequence[str]) -> str:
    cells: list[str] = []
    for cell in row:
        if cell and cell not in cells[-1:]:
            cells.append(cell)
    return " | ".join(cells)


def _looks_like_header(rows: Sequence[Sequence[str]]) -> bool:
    """Three columns or more, a first row of short names without figures, figures further down."""
    first, rest = rows[0], rows[1:]
    if len(first) < 3 or not rest or len(set(first)) < len(first):
        return False
    names = all(len(cell) <= _LONGEST_HEADER and not _DIGIT.search(cell) for cell in first) and all(first[1:])
    return names and any(_DIGIT.search(cell) for row in rest for cell in row[1:])
