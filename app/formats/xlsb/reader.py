"""A binary workbook: its sheets in their order, rows as they come."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.domain.documents import ParsedDocument
from app.formats.base import DocumentBuilder
from app.formats.office.number_formats import ERRORS, GENERAL, built_in, compact_number, number_format
from app.formats.office.ooxml import OoxmlPackage
from app.formats.office.sheet_rows import Merged, SheetHints, SheetWriter
from app.formats.xlsb import records as r
from app.formats.xlsx.cells import MOST_COLUMNS, MOST_ROWS, Looks

MEDIA_TYPE = "application/vnd.ms-excel.sheet.binary.macroEnabled.12"
_USUAL_PLACE = "xl/workbook.bin"
_MOST_PART = 100 * 1024 * 1024
_MOST_SHEETS = 2_000
_MOST_STRINGS = 3_000_000


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    relation: str
    hidden: bool


def read_xlsb(path: Path, data: bytes) -> ParsedDocument:
    """Raises UserError: encrypted_document, damaged_document, too_large, no_text."""
    package = OoxmlPackage(data)
    main = package.main_part(_USUAL_PLACE)
    content = package.read(main, _MOST_PART)
    if content is None:
        raise package.missing()
    builder = DocumentBuilder(MEDIA_TYPE)
    try:
        _Workbook(package, main, content).write(SheetWriter(builder))
    except (struct.error, IndexError):
        package.damaged = True
    package.report(builder)
    return builder.build(package.title() or path.stem)


class _Workbook:
    def __init__(self, package: OoxmlPackage, main: str, content: bytes) -> None:
        self._package = package
        self._parts = package.relationships(main)
        self._from_1904 = False
        self._sheets: list[_Sheet] = []
        for kind, record in r.records(content):
            if kind == r.WORKBOOK_PROPERTIES:
                self._from_1904 = bool(record[0] & 1)
            elif kind == r.SHEET and len(self._sheets) < _MOST_SHEETS:
                relation, end = r.text_at(record, 8)
                self._sheets.append(_Sheet(r.text_at(record, end)[0], relation, record[0] != 0))
        self._strings = [
            r.text_at(record, 1)[0]
            for (kind, record), _ in zip(self._records("sharedStrings"), range(_MOST_STRINGS), strict=False)
            if kind == r.SHARED_ITEM
        ]
        self._looks = _looks(self._records("styles"))

    def write(self, writer: SheetWriter) -> None:
        """All sheets, hidden ones too."""
        for sheet in self._sheets:
            target = self._parts.get(sheet.relation)
            content = (
                self._package.read(target.target, _MOST_PART) if target and not target.external else None
            )
            if writer.full:
                return
            if content is None:
                self._package.damaged = True
                continue
            writer.begin(
                sheet.name, self._hints(target.target if target else "", content), hidden=sheet.hidden
            )
            for number, cells in self._rows(content):
                if not writer.add(number, cells):
                    break
            writer.end()

    def _records(self, kind: str) -> Iterator[tuple[int, memoryview]]:
        target = next(self._package.targets(self._parts, kind), None)
        content = self._package.read(target, _MOST_PART) if target else None
        return r.records(content or b"")

    def _hints(self, part: str, content: bytes) -> SheetHints:
        """Merged cells, and comments by their cells."""
        merged = []
        for kind, record in r.records(content):
            if kind == r.MERGED:
                top, bottom, left, right = struct.unpack_from("<4I", record)
                merged.append(Merged(top, left, bottom, right))
        notes: dict[tuple[int, int], str] = {}
        place = (0, 0)
        for target in self._package.targets(self._package.relationships(part), "comments"):
            for kind, record in r.records(self._package.read(target, _MOST_PART) or b""):
                if kind == r.COMMENT:
                    row, _, column = struct.unpack_from("<3I", record, 4)
                    place = (row, column)
                elif kind == r.COMMENT_TEXT:
                    notes[place] = " ".join(r.text_at(record, 1)[0].split())
        return SheetHints(merged, notes=notes)

    def _rows(self, content: bytes) -> Iterator[tuple[int, dict[int, str]]]:
        number = 0
        cells: dict[int, str] = {}
        for kind, record in r.records(content):
            if kind == r.ROW:
                if cells:
                    yield number, cells
                (number,), cells = struct.unpack_from("<I", record), {}
                number = min(number, MOST_ROWS)
            elif (r.CELL_RK <= kind <= r.FORMULA_ERROR or kind == r.CELL_RICH) and len(record) > 8:
                column, style = struct.unpack_from("<2I", record)
                text = self._text(kind, record, style & 0xFFFFFF)
                if text and column < MOST_COLUMNS:
                    cells[column] = text
        if cells:
            yield number, cells

    def _text(self, kind: int, record: memoryview, style: int) -> str:
        match kind:
            case r.CELL_TEXT | r.FORMULA_TEXT:
                return r.text_at(record, 8)[0]
            case r.CELL_RICH:
                return r.text_at(record, 9)[0]
            case r.CELL_SHARED:
                (index,) = struct.unpack_from("<I", record, 8)
                return self._strings[index] if index < len(self._strings) else ""
            case r.CELL_BOOL | r.FORMULA_BOOL:
                return "TRUE" if record[8] else "FALSE"
            case r.CELL_ERROR | r.FORMULA_ERROR:
                return ERRORS.get(record[8], "#ERROR")
        value = (
            compact_number(struct.unpack_from("<I", record, 8)[0])
            if kind == r.CELL_RK
            else float(struct.unpack_from("<d", record, 8)[0])
        )
        if value - value != 0:  # infinite or not a number
            return ""
        shown = self._looks.formats[style] if style < len(self._looks.formats) else GENERAL
        return shown.shown(value, from_1904=self._from_1904)


def _looks(found: Iterator[tuple[int, memoryview]]) -> Looks:
    """Number formats by the number of a cell's style."""
    looks = Looks()
    codes: dict[int, str] = {}
    within = False
    for kind, record in found:
        if kind == r.NUMBER_FORMAT:
            codes[struct.unpack_from("<H", record)[0]] = r.text_at(record, 2)[0]
        elif kind in (r.BEGIN_STYLES, r.END_STYLES):
            within = kind == r.BEGIN_STYLES
        elif kind == r.STYLE and within:
            (key,) = struct.unpack_from("<H", record, 2)
            looks.formats.append(number_format(codes[key]) if key in codes else built_in(key))
    return looks
