"""Table rows and forms: what stands apart on a line is told apart in the text.

Rows below a row of names become ``Name: value; Name: value``, like the tables of other formats. Lines of forms
(``Date:   3 May     Place:   Ostermoor``) get a semicolon between value and next label. Pure geometry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from app.domain.documents import BlockKind
from app.formats.pdf.layout import PageBlock, Piece
from app.formats.pdf.lines import Cell, Line

_YEAR = re.compile(r"\b(?:19|20)\d\d\b|\b[QH][1-4]\b")
_DIGIT = re.compile(r"\d")
_LONGEST_NAME = 50
_WIDEST_GAP = 4
"""Between the baselines of two rows of one table, in font sizes."""


def label_rows(blocks: Sequence[PageBlock]) -> None:
    """Rewrite the table rows among the blocks of a page, in place."""
    for run in _runs(blocks):
        header = run[0].lines[0] if _is_header(run) else None
        for block in run[1:] if header else run:
            line = block.lines[0]
            if header and line.cells:
                block.pieces = list(_named(line, header))
            elif any(_is_label(line, cell) for cell in line.cells):
                block.pieces = list(_as_form(line))


def _runs(blocks: Sequence[PageBlock]) -> Iterator[list[PageBlock]]:
    """Rows that follow each other without a large gap."""
    run: list[PageBlock] = []
    for block in blocks:
        is_row = block.kind is BlockKind.TABLE_ROW and len(block.lines) == 1 and not block.running
        if run and not (is_row and _is_near(run[-1].lines[0], block.lines[0])):
            yield run
            run = []
        if is_row:
            run.append(block)
    if run:
        yield run


def _is_near(above: Line, below: Line) -> bool:
    return 0 < above.last_y - below.first_y < _WIDEST_GAP * max(above.size, below.size)


def _is_header(run: Sequence[PageBlock]) -> bool:
    """A row of names: set in bold, or without figures (years aside) above rows that have some."""
    header, rows = run[0].lines[0], [block.lines[0] for block in run[1:]]
    names = [header.text[cell.start : cell.end] for cell in header.cells]
    if (
        len(rows) < 2
        or len(names) < 2
        or any(name.endswith(":") or len(name) > _LONGEST_NAME for name in names)
    ):
        return False
    if header.bold and not all(row.bold for row in rows):
        return True
    without_figures = not any(_DIGIT.search(_YEAR.sub("", name)) for name in names)
    with_figures = sum(bool(row.cells and _DIGIT.search(row.text[row.cells[-1].start :])) for row in rows)
    return without_figures and with_figures * 2 >= len(rows)


def _named(line: Line, header: Line) -> Iterator[Piece]:
    last: Cell | None = None
    for number, cell in enumerate(line.cells):
        name = _above(cell, header.cells)
        if number and name is last:
            before = " "
        else:
            label = f"{header.text[name.start : name.end]}: " if name else ""
            before = f"; {label}" if number else label
        yield Piece(before, line, cell.start, cell.end)
        last = name


def _above(cell: Cell, header: Sequence[Cell]) -> Cell | None:
    """The name that stands above a cell, by how far they overlap."""
    widest, found = 0.0, None
    for name in header:
        overlap = min(cell.right, name.right) - max(cell.left, name.left)
        if overlap > widest:
            widest, found = overlap, name
    return found


def _as_form(line: Line) -> Iterator[Piece]:
    for number, cell in enumerate(line.cells):
        before = "; " if _is_label(line, cell) else " "
        yield Piece(before if number else "", line, cell.start, cell.end)


def _is_label(line: Line, cell: Cell) -> bool:
    return line.text[cell.start : cell.end].endswith(":")
