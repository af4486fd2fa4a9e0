"""Rows of sheets to blocks: the sheet's name as a heading, titles of tables below it, rows with their headers.

Sheets are written as they are read. A row is its cells by column number, so cells far apart cost nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.domain.documents import BlockKind
from app.formats.base import DocumentBuilder
from app.formats.tables import TableLines, is_figure

MOST_CELLS = 2_000_000
_MOST_MERGED_COLUMNS = 60
_MOST_TITLES = 3
_LONGEST_TITLE = 100
_NEAR = 3


@dataclass(frozen=True, slots=True)
class Merged:
    """Cells shown as one, by row and column from 0, all inclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class SheetHints:
    """What the file says about a sheet besides its cells. ``headers``: numbers of rows that name the columns."""

    merged: list[Merged] = field(default_factory=list)
    headers: frozenset[int] = frozenset()
    notes: dict[tuple[int, int], str] = field(default_factory=dict)


class SheetWriter:
    """Writes sheets into a builder: :meth:`begin` one, :meth:`add` its rows in order, :meth:`end` it."""

    def __init__(self, builder: DocumentBuilder) -> None:
        self._builder = builder
        self._left = MOST_CELLS
        self._merged: list[Merged] = []
        self._headers: frozenset[int] = frozenset()
        self._notes: dict[tuple[int, int], str] = {}
        self._open: list[tuple[Merged, str]] = []
        self._last = -1
        self._table: TableLines | None = None
        self._titles: list[str] = []
        self._listing = False
        self._names: Mapping[int, str] = {}

    @property
    def full(self) -> bool:
        """True when no more rows are taken; the document is marked then."""
        return self._left <= 0 or self._builder.full

    def begin(self, name: str, hints: SheetHints | None = None, *, hidden: bool = False) -> None:
        """Start a sheet."""
        self._builder.add(BlockKind.HEADING, f"{name} (hidden)" if hidden else name, level=1)
        self._begin(hints or SheetHints())

    def add(
        self,
        number: int,
        cells: Mapping[int, str],
        *,
        set_off: bool = False,
        named: bool = False,
        merged: Iterable[Merged] = (),
    ) -> bool:
        """Add row ``number`` (from 0). False: no more rows are taken.

        ``set_off``: all its cells are bold; ``named``: it names the columns; ``merged``: areas that begin in it.
        """
        if self._left <= 0:
            return False
        self._left -= len(cells)
        row = self._completed(number, cells, merged)
        if self._left <= 0:
            self._builder.warn("cells_left_out", partial=True)
        if row:
            if number != self._last + 1:
                self._pause(number - self._last - 1)
            self._last = number
            self._place(row, set_off=set_off, named=named or number in self._headers)
        return not self.full

    def end(self) -> None:
        """Write what was held back, and notes on cells that are blank."""
        self._close()
        self._flush_titles()
        for (row, column), text in sorted(self._notes.items()):
            self._builder.add(BlockKind.PARAGRAPH, f"{column_name(column)}{row + 1}: [{text}]")
        self._notes = {}

    def _begin(self, hints: SheetHints) -> None:
        self._merged = sorted(hints.merged, key=_top, reverse=True)
        self._headers = hints.headers
        self._notes = dict(hints.notes)
        self._open = []
        self._last = -1
        self._table = None
        self._titles = []
        self._listing = False
        self._names = {}

    def _completed(self, number: int, cells: Mapping[int, str], merged: Iterable[Merged]) -> dict[int, str]:
        """The row with notes behind their cells, and with the text of merged cells in each of them."""
        row = {column: text for column, text in cells.items() if text and not text.isspace()}
        if self._notes:
            for column in row:
                note = self._notes.pop((number, column), "")
                row[column] += f" [{note}]" if note else ""
        areas = list(merged)
        while self._merged and self._merged[-1].top <= number:
            areas.append(self._merged.pop())
        for area in areas:
            text = row.get(area.left, "")
            if area.top == number and text and area.right - area.left < _MOST_MERGED_COLUMNS:
                self._open.append((area, text))
        self._open = [(area, text) for area, text in self._open if area.bottom >= number]
        for area, text in self._open:
            if row:
                row.update(dict.fromkeys(range(area.left, area.right + 1), text))
        return row

    def _place(self, row: dict[int, str], *, set_off: bool, named: bool) -> None:
        if named:
            self._close()
        if self._table is None and len(set(row.values())) == 1 and not named:
            self._titles.append(next(iter(row.values())))
            if self._listing or len(self._titles) > _MOST_TITLES:  # a list of single cells
                self._flush_titles()
                self._listing = True
            return
        self._listing = False
        if self._table is None:
            self._flush_titles(over_table=True)
            self._table = TableLines(
                1 if named else None, tabular=True, set_off=set_off, inherited=self._names or None
            )
        self._write(self._table.add(row))

    def _pause(self, blank_rows: int) -> None:
        """Blank rows end a table, and a list of single cells; a title may stand apart from its table."""
        self._close()
        self._listing = False
        if blank_rows > _NEAR:
            self._names = {}
        if blank_rows > _NEAR:
            self._flush_titles()

    def _close(self) -> None:
        if self._table is not None:
            self._write(self._table.end())
            self._names = self._table.names
            self._table = None

    def _flush_titles(self, *, over_table: bool = False) -> None:
        """Single cells: titles where a table follows, lines of text otherwise."""
        titles, self._titles = self._titles, []
        as_heading = over_table and len(titles) <= _MOST_TITLES and _is_title(titles[:1])
        if as_heading:
            self._builder.add(BlockKind.HEADING, titles.pop(0), level=2)
            self._names = {}
        for text in titles:
            self._builder.add(BlockKind.TABLE_ROW, text)

    def _write(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._builder.add(BlockKind.TABLE_ROW, line)


def column_name(number: int) -> str:
    """The letters of a column from 0: A, B, ... Z, AA."""
    letters = ""
    number += 1
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _is_title(texts: list[str]) -> bool:
    return (
        bool(texts) and len(texts[0]) <= _LONGEST_TITLE and not is_figure(texts[0]) and "\n" not in texts[0]
    )


def _top(area: Merged) -> int:
    return area.top
