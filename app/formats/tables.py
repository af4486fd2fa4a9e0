"""Table rows as ``header: value; header: value``, so that a row says by itself what its figures mean.

A table is looked at for its first rows, then written as it comes, so that long ones cost no memory. Rows are
given as cells by column number: a row with cells far apart costs no more than its cells.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

Row = Mapping[int, str]
"""Cells by column number from 0; blank cells are left out."""

_LOOKED_AT = 40
_LONGEST_HEADER = 60
_LONGEST_LABEL = 80
_MOST_HEADER_ROWS = 3
_FIGURE = re.compile(
    r"[\s(<>~\u2248\u2264\u2265\u00b1+\-\u2212]*(?:[A-Z]{0,3}[$\u20ac\u00a3\u00a5\u20b9]|[A-Z]{3}\s)?\s*[+\-\u2212]?"
    r"\d[\d.,'\u2019:/\u00a0 \-]*(?:[eE][+-]?\d+)?\s*"
    r"(?:[%\u2030$\u20ac\u00a3\u00a5\u20b9\u00b0)*]|[A-Za-z\u00b5\u00b2\u00b3/]{1,4}\b\.?)*\s*"
)
_YEAR = re.compile(r"(?:19|20|21)\d\d(?:\s*[/\u2013-]\s*\d{2,4})?[*)]?")


def table_lines(rows: Sequence[Sequence[str]], *, has_header: int | None = None) -> list[str]:
    """One line a row, blank ones left out.

    ``has_header``: whether the first row (or how many rows) names the columns; None means that the file does not
    say so, and it is told from the cells. Tables of two columns without a header are taken as names and values.
    """
    table = TableLines(headers=None if has_header is None else int(has_header))
    lines = [line for row in rows for line in table.add(cells_of(row))]
    return lines + table.end()


class TableLines:
    """Rows in, lines out, a few rows later: :meth:`add` every row, then :meth:`end`.

    ``headers`` is the number of rows at the top that name the columns, None when it is to be told from the cells.
    ``tabular``: it is known to be a sheet or list, so that a first row of names over more names is a header, too.
    ``set_off``: whether the first row looks different from the others (bold). ``inherited``: names of columns that
    go on to hold where this table has none of its own, as below a blank row.
    """

    def __init__(
        self,
        headers: int | None = None,
        *,
        tabular: bool = False,
        set_off: bool = False,
        inherited: Row | None = None,
    ) -> None:
        self._headers = headers
        self._tabular = tabular
        self._set_off = set_off
        self._waiting: list[Row] | None = []
        self._inherited = inherited or {}
        self.names: Row = {}
        self._pairs = False
        self._sections = False
        self._section = ""
        self._held: Row | None = None

    def add(self, row: Row) -> list[str]:
        """The lines that are ready after this row."""
        cells = {column: text for column, cell in row.items() if (text := " ".join(cell.split()))}
        if not cells:
            return []
        if self._waiting is None:
            return self._written(cells)
        self._waiting.append(cells)
        return self._begun() if len(self._waiting) >= _LOOKED_AT else []

    def end(self) -> list[str]:
        """The lines that were held back."""
        lines = self._begun() if self._waiting else []
        if self._held is not None:
            lines.append(_plain(self._held))
            self._held = None
        return lines

    def _begun(self) -> list[str]:
        """What the table is, told from its first rows; these rows' lines."""
        rows, self._waiting = self._waiting or [], None
        captions = _captions(rows)
        rows = rows[len(captions) :]
        count = self._headers
        if count is None:
            count = _header_rows(rows, tabular=self._tabular, set_off=self._set_off)
        elif count == 1 and len(rows) > 2:
            count = _with_second_row(rows)
        count = count if len(rows) > count else 0
        self.names = _names(rows[:count])
        body = rows[count:]
        if not count and _go_on(self._inherited, body):
            self.names = self._inherited
        self._pairs = not self.names and len({column for row in body for column in row}) == 2
        self._sections = len(body) > 1 and self._may_label(body[0]) and not self._may_label(body[1])
        lines = [_plain(row) for row in captions]
        if count and not _all_used(self.names, body):
            lines.append(_plain(self.names))
        return lines + [line for row in body for line in self._written(row)]

    def _written(self, row: Row) -> list[str]:
        """The line of one row; a label over the rows below waits for the next one."""
        if self._pairs:
            return [_name_and_value(row)]
        if not self.names:
            return [_plain(row)]
        held, self._held = self._held, None
        if held is not None:
            self._section = _plain(held)
        if self._is_label(row):
            self._held = row
            return [_plain(held)] if held is not None else []
        line = _labelled(self.names, row)
        return [f"{self._section}; {line}" if self._section else line]

    def _is_label(self, row: Row) -> bool:
        """Whether a row names the section below it: merged across, or as the table's first row does."""
        merged = len(row) > 1 and len(row) >= len(self.names)
        return (self._sections or merged) and self._may_label(row)

    def _may_label(self, row: Row) -> bool:
        """One short text (perhaps across merged columns) in the first column of a table of three or more."""
        one = len(row) == 1 or (len(row) >= len(self.names) and len(set(row.values())) == 1)
        if not one:  # most rows, and there may be a million
            return False
        text = next(iter(row.values()))
        first = bool(self.names) and min(row) <= min(self.names)
        short = len(text) <= _LONGEST_LABEL and text[-1] not in ".;" and not is_figure(text)
        return first and short and len(self.names) > 2


def is_figure(text: str) -> bool:
    """Whether a cell holds a number, amount, date or time, and no words."""
    return bool(_FIGURE.fullmatch(text))


def _go_on(names: Row, body: Sequence[Row]) -> bool:
    """Whether rows without names of their own fit below names from further up."""
    columns = {column for row in body for column in row}
    return len(names) > 1 and columns.issubset(names) and len(columns) >= len(names) * 0.6


def _captions(rows: Sequence[Row]) -> list[Row]:
    """Rows above the table proper that hold one text, alone or across merged columns."""
    found: list[Row] = []
    for row in rows[:-2]:
        wider = len(set(rows[len(found) + 1].values())) > 1
        if len(set(row.values())) > 1 or not (wider or len(row) > 1) or len(found) >= _MOST_HEADER_ROWS:
            break
        found.append(row)
    return found if len(rows) > len(found) and len({c for row in rows for c in row}) > 2 else []


def cells_of(row: Sequence[str]) -> dict[int, str]:
    """A row with a cell for every column as a :data:`Row`."""
    return {column: cell for column, cell in enumerate(row) if cell and not cell.isspace()}


def _names(rows: Sequence[Row]) -> Row:
    """The columns' names out of one or more header rows: a group's name goes before those of its columns."""
    if len(rows) < 2:
        return dict(rows[0]) if rows else {}
    columns = sorted({column for row in rows for column in row})
    names: dict[int, list[str]] = {column: [] for column in columns}
    for number, row in enumerate(rows):
        group = ""
        lower = {column for later in rows[number + 1 :] for column in later}
        for column in columns:
            group = row.get(column, group if column in lower and number < len(rows) - 1 else "")
            if group and group not in names[column]:
                names[column].append(group)
    return {column: " ".join(parts) for column, parts in names.items() if parts}


def _all_used(names: Row, body: Sequence[Row]) -> bool:
    used = {names[column] for row in body for column in row if column in names}
    return used.issuperset(names.values())


def _labelled(names: Row, row: Row) -> str:
    parts: list[str] = []
    before = (-2, "")
    for column, cell in sorted(row.items()):
        name = names.get(column, "").rstrip(":")
        goes_on = (
            before == (column - 1, cell) and column in names and names.get(column) == names.get(column - 1)
        )
        if not goes_on:
            parts.append(f"{name}: {cell}" if name and name != cell else cell)
        before = (column, cell)
    return "; ".join(parts)


def _name_and_value(row: Row) -> str:
    cells = [row[column] for column in sorted(row)]
    if len(cells) == 2 and cells[0] != cells[1] and len(cells[0]) <= _LONGEST_HEADER:
        return f"{cells[0].rstrip(':')}: {cells[1]}"
    return _plain(row)


def _plain(row: Row) -> str:
    cells: list[str] = []
    for column in sorted(row):
        if row[column] not in cells[-1:]:
            cells.append(row[column])
    return " | ".join(cells)


def _header_rows(rows: Sequence[Row], *, tabular: bool, set_off: bool) -> int:
    """How many rows at the top name the columns."""
    for count in range(1, min(_MOST_HEADER_ROWS, len(rows) - 1) + 1):
        if count > 1 and not _groups(rows[count - 2], rows[count - 1]):
            return 0
        if _names_columns(_names(rows[:count]), rows[count:], tabular=tabular, set_off=set_off):
            return count if count > 1 else _with_second_row(rows)
    return 0


def _with_second_row(rows: Sequence[Row]) -> int:
    """2 where the second row names columns below the groups of the first one, else 1."""
    if len(rows) < 3 or not _groups(rows[0], rows[1]):
        return 1
    repeated = len(set(rows[0].values())) < len(rows[0])
    below = {(column, cell) for row in rows[2:] for column, cell in row.items()}
    named = {(column, cell) for column, cell in rows[1].items() if rows[0].get(column) != cell}
    told_apart = repeated and len(named) > 1 and named.isdisjoint(below)
    return 2 if told_apart or _over_figures(_names(rows[:2]), rows[2:]) else 1


def _groups(row: Row, below: Row) -> bool:
    """Whether ``row`` names groups of the columns that ``below`` names: it has gaps or repeats where that has none."""
    gaps = [c for c in below if c not in row or (c - 1 in row and row[c - 1] == row[c])]
    names = all(_can_name(cell) for cell in (*row.values(), *below.values()))
    return len(row) >= 2 and bool(gaps) and names and not _figures(below)


def _names_columns(row: Row, body: Sequence[Row], *, tabular: bool, set_off: bool) -> bool:
    if len(row) < 2 or not body or not all(_can_name(cell) for cell in row.values()):
        return False
    width = len({column for other in body for column in other})
    if len(set(row.values())) < len(row) or len(row) < width * 0.6:
        return False
    if set_off and not _figures(row):
        return True
    if len(row) == 2:
        return tabular and len(body) > 2 and _all_figures(row, body)
    return _over_figures(row, body) or (tabular and len(body) > 1 and _short_names(row, body))


def _can_name(cell: str) -> bool:
    return len(cell) <= _LONGEST_HEADER and (not is_figure(cell) or bool(_YEAR.fullmatch(cell)))


def _figures(row: Row) -> int:
    return sum(is_figure(cell) for cell in row.values())


def _over_figures(row: Row, body: Sequence[Row]) -> bool:
    """A name (or year) over a column of figures; years over years are no header."""
    for column, name in row.items():
        cells = [other[column] for other in body if column in other]
        figures = [cell for cell in cells if is_figure(cell)]
        years = all(_YEAR.fullmatch(cell) for cell in figures)
        if figures and len(figures) * 2 >= len(cells) and not (years and is_figure(name)):
            return True
    return False


def _all_figures(row: Row, body: Sequence[Row]) -> bool:
    """Two columns: names on the left, nothing but figures on the right."""
    last = max(row)
    cells = [other[last] for other in body if last in other]
    first = [other[min(row)] for other in body if min(row) in other]
    labels = any(cell.endswith(":") for cell in (row[min(row)], *first))
    return bool(cells) and not labels and all(is_figure(cell) for cell in cells) and not is_figure(row[last])


def _short_names(row: Row, body: Sequence[Row]) -> bool:
    """A full row of short words that come up nowhere below."""
    below = {cell for other in body for cell in other.values()}
    first, last = min(row), max(row)
    full = last - first + 1 == len(row) and all(first <= c <= last for other in body for c in other)
    return full and not _figures(row) and below.isdisjoint(row.values()) and max(map(len, row.values())) <= 40
