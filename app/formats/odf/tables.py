"""Tables of texts and presentations: cells by row and column."""

from __future__ import annotations

from collections.abc import Iterator

from app.formats.odf.inline import plain_text
from app.formats.office.xml_nodes import Element, attribute, local_name, number

_MOST_COLUMNS = 100
_MOST_REPEATED_ROWS = 20
_DEEPEST = 8


def rows_of(table: Element, depth: int = 0) -> Iterator[Element]:
    """Rows in their order, also those in groups."""
    for inner in table:
        name = local_name(inner)
        if name == "table-row":
            yield inner
        elif name.startswith("table-") and depth < _DEEPEST and name not in ("table-columns", "table-cell"):
            yield from rows_of(inner, depth + 1)


def cells_of(table: Element) -> Iterator[Element]:
    """All cells, row by row."""
    for row in rows_of(table):
        yield from row.iterchildren("{*}table-cell")


def header_rows(table: Element) -> int | None:
    """How many rows the file says name the columns; None where it does not say."""
    marked = sum(local_name(row.getparent()) == "table-header-rows" for row in rows_of(table))
    styled = attribute(table, "use-first-row-styles") == "true"
    return marked or (1 if styled else None)


def width(table: Element) -> int:
    """The number of columns that are used."""
    return max((len(row) for row in rows_of(table)), default=0)


def grid(table: Element) -> list[list[str]]:
    """Texts by row and column; merged cells are repeated in each place they cover."""
    texts: list[list[str]] = []
    for row in rows_of(table):
        above = texts[-1] if texts else []
        cells = _row(row, above)
        repeated = number(attribute(row, "number-rows-repeated"), 1)
        texts += [cells] * (max(1, min(repeated, _MOST_REPEATED_ROWS)) if any(cells) else 1)
    return texts


def _row(row: Element, above: list[str]) -> list[str]:
    cells: list[str] = []
    across = 0
    for cell in row:
        name = local_name(cell)
        if name not in ("table-cell", "covered-table-cell") or len(cells) >= _MOST_COLUMNS:
            continue
        times = max(1, min(number(attribute(cell, "number-columns-repeated"), 1), _MOST_COLUMNS - len(cells)))
        if name == "table-cell":
            cells += [plain_text(cell)] * times
            across = number(attribute(cell, "number-columns-spanned"), 1) - 1
            continue
        for _ in range(times):
            if across > 0 and cells:
                cells.append(cells[-1])
                across -= 1
            else:
                cells.append(above[len(cells)] if len(cells) < len(above) else "")
    return cells
