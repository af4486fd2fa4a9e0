"""A workbook: its sheets in their order, rows as they come."""

from __future__ import annotations

import codecs
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.domain.documents import BlockKind, ParsedDocument
from app.domain.errors import UserError
from app.formats.base import DocumentBuilder
from app.formats.office.number_formats import (
    ERRORS,
    GENERAL,
    NumberFormat,
    built_in,
    compact_number,
    number_format,
)
from app.formats.office.ole import OleContainer
from app.formats.office.sheet_rows import Merged, SheetHints, SheetWriter
from app.formats.xls import records as r

MEDIA_TYPE = "application/vnd.ms-excel"
_EXCEL_97 = 0x600
_MOST_SHEETS = 2_000
_MOST_STRINGS = 3_000_000
_MOST_CHARACTERS = 40_000_000
_MARGIN_CODE = re.compile(r'&(?:"[^"]*"|\d{1,3}|[A-Za-z])|&(?=&)')


@dataclass(frozen=True, slots=True)
class _Sheet:
    place: int
    name: str
    hidden: bool


def read_xls(path: Path, data: bytes) -> ParsedDocument:
    """Raises UserError: encrypted_document, damaged_document, no_text."""
    container = OleContainer(data)
    stream = container.stream("Workbook", "Book")
    if not stream:
        raise UserError("damaged_document")
    builder = DocumentBuilder(MEDIA_TYPE)
    workbook = _Workbook(memoryview(stream), builder)
    workbook.write()
    if workbook.damaged:
        if not builder.blocks:
            raise UserError("damaged_document")
        builder.warn("part_damaged", partial=True)
    return builder.build(container.title() or path.stem)


class _Workbook:
    """The texts, formats and sheets of one workbook."""

    def __init__(self, data: memoryview, builder: DocumentBuilder) -> None:
        self._data = data
        self._builder = builder
        self._code_page: str | None = None
        self._from_1904 = False
        self._strings: list[str] = []
        self._codes: dict[int, str] = {}
        self._styles: list[int] = []
        self._sheets: list[_Sheet] = []
        self._formats: dict[int, NumberFormat] = {}
        self.damaged = False
        self._read_globals()

    def write(self) -> None:
        """All sheets, hidden ones too."""
        writer = SheetWriter(self._builder)
        for sheet in self._sheets[:_MOST_SHEETS]:
            if writer.full:
                return
            hints, boxes = self._surroundings(sheet)
            writer.begin(sheet.name, hints, hidden=sheet.hidden)
            for number, cells in self._rows(sheet):
                if not writer.add(number, cells):
                    break
            writer.end()
            for text in boxes:
                self._builder.add(BlockKind.PARAGRAPH, text)

    def _read_globals(self) -> None:
        first = next(r.records(self._data), (0, b""))
        if first[0] != r.BEGIN or len(first[1]) < 4:
            raise UserError("damaged_document")
        if int.from_bytes(first[1][:2], "little") < _EXCEL_97:
            self._code_page = "cp1252"
        strings: list[memoryview] = []
        goes_on = False
        for kind, record in r.records(self._data):
            if kind == r.PASSWORD:
                raise UserError("encrypted_document")
            if kind == r.END:
                break
            if kind == r.STRINGS or (kind == r.CONTINUE and goes_on):
                strings.append(record[8:] if kind == r.STRINGS else record)
                goes_on = True
                continue
            goes_on = False
            try:
                self._read_global(kind, record)
            except struct.error:
                self.damaged = True
        else:
            self.damaged = True  # the end is missing
        self._read_strings(r.Texts(strings))

    def _read_global(self, kind: int, record: memoryview) -> None:
        match kind:
            case r.CODE_PAGE if self._code_page is not None:
                self._code_page = _known(int.from_bytes(record[:2], "little"))
            case r.DATE_MODE:
                self._from_1904 = bytes(record[:1]) == b"\x01"
            case r.FORMAT | r.OLD_FORMAT:
                length = 2 if self._code_page is None else 1
                code = r.short_text(record, 2, self._code_page, length=length)
                self._codes[int.from_bytes(record[:2], "little")] = code
            case r.STYLE:
                self._styles.append(int.from_bytes(record[2:4], "little"))
            case r.SHEET if len(record) > 7:
                place, state, sort = struct.unpack_from("<IBB", record)
                if sort == 0:  # charts and macros of their own have no cells
                    name = r.short_text(record, 6, self._code_page, length=1)
                    self._sheets.append(_Sheet(place, name, state & 3 != 0))

    def _read_strings(self, texts: r.Texts) -> None:
        """The texts that cells refer to by number, however many there are said to be."""
        size = 0
        while not texts.at_end and len(self._strings) < _MOST_STRINGS and size < _MOST_CHARACTERS:
            self._strings.append(texts.next())
            size += len(self._strings[-1])

    def _records(self, sheet: _Sheet) -> Iterator[tuple[int, memoryview]]:
        """The records of a sheet; charts within it are left out."""
        depth = 0
        for kind, record in r.records(self._data, sheet.place):
            if not depth and kind != r.BEGIN:
                break
            depth += (kind == r.BEGIN) - (kind == r.END)
            if not depth:
                return
            if depth == 1:
                yield kind, record
        self.damaged = True

    def _surroundings(self, sheet: _Sheet) -> tuple[SheetHints, list[str]]:
        """Merged cells and comments; text boxes, page header and footer."""
        merged: list[Merged] = []
        places: dict[int, tuple[int, int]] = {}
        texts: dict[int, str] = {}
        margins: list[str] = []
        number, awaits = 0, False
        for kind, record in self._records(sheet):
            if kind == r.MERGED:
                merged += _areas(record)
            elif kind == r.OBJECT and len(record) >= 8:
                number = int.from_bytes(record[6:8], "little")
            elif kind == r.NOTE and len(record) >= 8:
                row, column, _, owner = struct.unpack_from("<4H", record)
                places[owner] = (row, column)
            elif kind in (r.HEADER, r.FOOTER) and len(record) > 3:
                length = 2 if self._code_page is None else 1
                text = r.short_text(record, 0, self._code_page, length=length)
                margins.append(" ".join(_MARGIN_CODE.sub(" ", text).split()))
            elif kind == r.CONTINUE and awaits:
                texts[number] = texts.get(number, "") + _continued(record)
            awaits = kind == r.TEXT_OBJECT
        notes = {place: " ".join(texts.pop(owner, "").split()) for owner, place in places.items()}
        return SheetHints(merged, notes={p: t for p, t in notes.items() if t}), [*texts.values(), *margins]

    def _rows(self, sheet: _Sheet) -> Iterator[tuple[int, dict[int, str]]]:
        """Rows by number with their cells by column."""
        current, cells = 0, dict[int, str]()
        awaits: tuple[int, int] | None = None
        for kind, record in self._records(sheet):
            if kind == r.TEXT_RESULT and awaits:
                found = [(awaits[1], r.short_text(record, 0, self._code_page, length=2))]
                row = awaits[0]
            elif len(record) >= 6:
                row = int.from_bytes(record[:2], "little")
                found = self._cells(kind, record)
            else:
                continue
            waits = (
                kind == r.FORMULA
                and len(record) >= 14
                and bytes(record[12:14]) == b"\xff\xff"
                and record[6] == 0
            )
            awaits = (row, int.from_bytes(record[2:4], "little")) if waits else None if found else awaits
            if not found:
                continue
            if row != current:
                if cells:
                    yield current, cells
                current, cells = row, {}
            cells.update(found)
        if cells:
            yield current, cells

    def _cells(self, kind: int, record: memoryview) -> list[tuple[int, str]]:
        """Column and text of what a record holds."""
        column, style = int.from_bytes(record[2:4], "little"), int.from_bytes(record[4:6], "little")
        if kind == r.COMPACTS:
            return [
                (column + number, self._figure(*struct.unpack_from("<HI", record, 4 + 6 * number)))
                for number in range((len(record) - 6) // 6)
            ]
        text = ""
        if kind == r.SHARED and len(record) >= 10:
            index = int.from_bytes(record[6:10], "little")
            text = self._strings[index] if index < len(self._strings) else ""
        elif kind in (r.LABEL, r.RICH_LABEL):
            text = r.short_text(record, 6, self._code_page, length=2)
        elif kind == r.COMPACT and len(record) >= 10:
            text = self._figure(style, int.from_bytes(record[6:10], "little"))
        elif kind == r.NUMBER and len(record) >= 14:
            text = self._shown(style, struct.unpack_from("<d", record, 6)[0])
        elif kind == r.BOOL_OR_ERROR and len(record) >= 8:
            text = _bool_or_error(record[6], is_error=record[7] != 0)
        elif kind == r.FORMULA and len(record) >= 14:
            text = self._result(style, record[6:14])
        return [(column, text)] if text else []

    def _result(self, style: int, result: memoryview) -> str:
        """The value a formula had when the file was saved; a text follows in a record of its own."""
        if bytes(result[6:8]) != b"\xff\xff":
            return self._shown(style, struct.unpack("<d", result)[0])
        return _bool_or_error(result[2], is_error=result[0] == 2) if result[0] in (1, 2) else ""

    def _figure(self, style: int, compact: int) -> str:
        return self._shown(style, compact_number(compact))

    def _shown(self, style: int, value: float) -> str:
        if value - value != 0:  # infinite or not a number
            return ""
        key = self._styles[style] if style < len(self._styles) else -1
        if key not in self._formats:
            code = self._codes.get(key)
            self._formats[key] = (
                number_format(code) if code is not None else built_in(key) if key >= 0 else GENERAL
            )
        return self._formats[key].shown(value, from_1904=self._from_1904)


def _areas(record: memoryview) -> Iterator[Merged]:
    for number in range((len(record) - 2) // 8):
        top, bottom, left, right = struct.unpack_from("<4H", record, 2 + 8 * number)
        yield Merged(top, left, bottom, right)


def _continued(record: memoryview) -> str:
    wide = len(record) > 0 and record[0] & 1
    return bytes(record[1:]).decode("utf-16-le" if wide else "latin-1", "replace")


def _bool_or_error(value: int, *, is_error: bool) -> str:
    return ERRORS.get(value, "#ERROR") if is_error else "TRUE" if value else "FALSE"


def _known(code_page: int) -> str:
    name = {10000: "mac_roman", 32768: "mac_roman", 32769: "cp1252"}.get(code_page, f"cp{code_page}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"
