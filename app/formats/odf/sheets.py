"""Spreadsheets: rows as they come, each in the words that its cells show."""

from __future__ import annotations

from pathlib import Path

from app.domain.documents import BlockKind, ParsedDocument
from app.formats.base import DocumentBuilder
from app.formats.odf.inline import is_shape, note_text, read_paragraph
from app.formats.odf.package import open_odf, properties_of, title_of
from app.formats.odf.reader import margins
from app.formats.odf.text import OdfText
from app.formats.office.sheet_rows import Merged, SheetWriter
from app.formats.office.xml_nodes import Element, attribute, below, child, local_name, number
from app.formats.office.zip_package import XmlParts
from app.formats.properties import add_properties

MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_MOST_REPEATED = 100
_MOST_COLUMNS = 16_384


def read_ods(path: Path, data: bytes) -> ParsedDocument:
    """Raises UserError: encrypted_document, damaged_document, too_large, no_text."""
    parts = open_odf(data)
    if not parts.find("content.xml"):
        raise parts.missing()
    builder = DocumentBuilder(MEDIA_TYPE)
    _Sheets(parts, builder).add_all()
    styles = parts.xml("styles.xml")
    for kind in ("header", "footer"):
        for text in margins(styles, kind):
            builder.add(BlockKind.PARAGRAPH, text)
    meta = parts.xml("meta.xml")
    title = title_of(meta)
    parts.report(builder)
    add_properties(builder, properties_of(meta))
    return builder.build(title or path.stem)


class _Sheets:
    """Writes the sheets of one spreadsheet."""

    def __init__(self, parts: XmlParts, builder: DocumentBuilder) -> None:
        self._parts = parts
        self._builder = builder
        self._writer = SheetWriter(builder)
        self._hidden: set[str] = set()
        self._row = 0
        self._depth = 0

    def add_all(self) -> None:
        """All sheets in their order, hidden ones too."""
        events = self._parts.walk("content.xml", "style", "table", "table-row", "shapes", starts=True)
        for event, node in events:
            name = local_name(node)
            if name == "table":
                self._begin(node) if event == "start" else self._end()
            elif event == "end" and name == "style":
                self._note_style(node)
            elif event == "end" and name == "shapes":
                self._add_shapes(list(node))
            elif event == "end" and not self._add_row(node):
                break
        if self._depth:  # the file breaks off within a sheet
            self._depth = 1
            self._end()

    def _note_style(self, style: Element) -> None:
        if attribute(child(style, "table-properties"), "display") == "false":
            self._hidden.add(attribute(style, "name") or "")

    def _begin(self, table: Element) -> None:
        self._depth += 1
        if self._depth == 1:
            self._row = 0
            hidden = attribute(table, "style-name") in self._hidden
            self._writer.begin(attribute(table, "name") or "", hidden=hidden)

    def _end(self) -> None:
        self._depth -= 1
        if self._depth == 0:
            self._writer.end()

    def _add_row(self, row: Element) -> bool:
        """False when no more rows are taken."""
        cells, merged, shapes = self._cells(row)
        repeated = max(number(attribute(row, "number-rows-repeated"), 1), 1)
        named = local_name(row.getparent()) == "table-header-rows"
        goes_on = True
        if cells:
            if repeated > _MOST_REPEATED:
                self._leave_out()
            for _ in range(min(repeated, _MOST_REPEATED)):
                goes_on = goes_on and self._writer.add(self._row, cells, named=named, merged=merged)
                self._row += 1
            repeated -= min(repeated, _MOST_REPEATED)
        self._row += repeated
        self._add_shapes(shapes)
        return goes_on

    def _cells(self, row: Element) -> tuple[dict[int, str], list[Merged], list[Element]]:
        """Texts by column, areas of merged cells that begin here, and what is drawn over them."""
        cells: dict[int, str] = {}
        merged: list[Merged] = []
        shapes: list[Element] = []
        column = 0
        for cell in row.iterchildren("{*}table-cell", "{*}covered-table-cell"):
            times = max(number(attribute(cell, "number-columns-repeated"), 1), 1)
            text = _text(cell)
            if text and column < _MOST_COLUMNS:
                if times > _MOST_REPEATED:
                    self._leave_out()
                cells.update(dict.fromkeys(range(column, column + min(times, _MOST_REPEATED)), text))
                merged += self._area(cell, column)
            shapes += [shape for shape in cell if is_shape(shape)]
            column += times
        return cells, merged, shapes

    def _area(self, cell: Element, column: int) -> list[Merged]:
        wide = number(attribute(cell, "number-columns-spanned"), 1)
        high = number(attribute(cell, "number-rows-spanned"), 1)
        if wide < 2 and high < 2:
            return []
        return [Merged(self._row, column, self._row + max(high, 1) - 1, column + max(wide, 1) - 1)]

    def _add_shapes(self, shapes: list[Element]) -> None:
        """Text boxes and charts, where they are anchored."""
        if shapes:
            reader = OdfText(self._builder.add, self._parts, shapes[0], None)
            for shape in shapes:
                reader.add_shape(shape)

    def _leave_out(self) -> None:
        self._builder.warn("cells_left_out", partial=True)


def _text(cell: Element) -> str:
    """What the cell shows, its comment in brackets; the value where nothing is shown."""
    shown = (read_paragraph(node).joined() for node in cell.iterchildren("{*}p", "{*}h"))
    text = " ".join(filter(None, shown)) or _value(cell)
    notes = (note_text(note) for note in below(cell, "annotation"))
    return " ".join([text, *(f"[{note}]" for note in notes if note)]).strip()


def _value(cell: Element) -> str:
    for name in ("string-value", "date-value", "time-value", "boolean-value", "value"):
        value = attribute(cell, name)
        if value:
            return value
    return ""
