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
_MOST_HEADERS = 3
_WIDEST_GAP = 4
"""Between the baselines of two rows of one table, in font sizes."""


def label_rows(blocks: Sequence[PageBlock]) -> None:
    """Rewrite the table rows among the blocks of a page, in place."""
    for run in _runs(blocks):
        headers = [block.lines[0] for block in run[: _header_rows(run)]]
        for block in run[len(headers) :]:
            line = block.lines[0]
            if headers and line.cells:
                block.pieces = list(_named(line, headers))
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


def _header_rows(run: Sequence[PageBlock]) -> int:
    """How many rows hold the names of the columns: none, one, or up to three when names go over several lines."""
    if not _is_header(run):
        return 0
    count = 1
    while count < min(_MOST_HEADERS, len(run) - 1) and _goes_on_header(run, count):
        count += 1
    return count


def _goes_on_header(run: Sequence[PageBlock], at: int) -> bool:
    """Names again, with nothing above the labels that the rows begin with, in this row or the ones before."""
    line, rows = run[at].lines[0], [block.lines[0] for block in run[at + 1 :]]
    labels = min((row.cells[0].right for row in rows if row.cells), default=0.0)
    headers = [block.lines[0] for block in run[: at + 1]]
    apart = all(header.cells[0].left >= labels if header.cells else False for header in headers[-2:])
    return apart and line.bold == run[0].lines[0].bold and not _has_figures(line) and _figures_follow(rows)


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
    return not _has_figures(header) and _figures_follow(rows)


def _has_figures(line: Line) -> bool:
    return bool(_DIGIT.search(_YEAR.sub("", line.text)))


def _figures_follow(rows: Sequence[Line]) -> bool:
    """Do the last cells of at least half of the rows hold some?"""
    return sum(bool(row.cells and _DIGIT.search(row.text[row.cells[-1].start :])) for row in rows) * 2 >= len(
        rows
    )


def _named(line: Line, headers: Sequence[Line]) -> Iterator[Piece]:
    last: tuple[Cell, ...] = ()
    for number, cell in enumerate(line.cells):
        above = [(header, _above(cell, header.cells)) for header in headers]
        names = tuple(name for _, name in above if name)
        if number and names == last:
            before = " "
        else:
            words = " ".join(header.text[name.start : name.end] for header, name in above if name)
            label = f"{words}: " if words else ""
            before = f"; {label}" if number else label
        yield Piece(before, line, cell.start, cell.end)
        last = names


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
