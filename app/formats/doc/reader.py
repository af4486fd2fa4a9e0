"""A Word 97 document: paragraphs, tables and notes to blocks."""

from __future__ import annotations

import re
import struct
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path

from app.domain.documents import BlockKind, ParsedDocument
from app.formats.base import DocumentBuilder
from app.formats.doc.pieces import WordFile
from app.formats.doc.properties import PropertyTable
from app.formats.tables import table_lines

MEDIA_TYPE = "application/msword"
_ENDS = re.compile("[\r\x07\x0c]")
_FIELD_MARKS = re.compile("[\x13\x14\x15]")
_KEPT = frozenset("\r\x07\x0c\x13\x14\x15")
_SIGNS = str.maketrans({"\x0b": "\n", "\x0e": "\n", "\x1e": "-"})
_NOTES = ((2, 3, 2, 1), (46, 47, 2, 5), (4, 5, 30, 4))
"""Footnotes, endnotes, comments: where references and texts are listed, bytes a reference, part of the text."""
_BODY, _MARGINS, _BOXES = 0, 2, (6, 7)
_MOST_COLUMNS = 100


def read_doc(path: Path, data: bytes) -> ParsedDocument:
    """Raises UserError: encrypted_document, damaged_document, no_text."""
    file = WordFile(data)
    builder = DocumentBuilder(MEDIA_TYPE)
    _Body(file, builder).write()
    if file.damaged:
        builder.warn("part_damaged", partial=True)
    return builder.build(file.container.title() or builder.first_heading() or path.stem)


class _Body:
    """Writes a document's text into a builder."""

    def __init__(self, file: WordFile, builder: DocumentBuilder) -> None:
        self._file = file
        self._builder = builder
        self._properties = PropertyTable(file)
        self._text = _shown(file, self._properties.hidden)
        self._rows: list[list[str]] = []
        self._cells: list[str] = []
        self._cell: list[str] = []

    def write(self) -> None:
        """The body with its notes, then text boxes, then page headers and footers, each once."""
        parts = _bounds(self._file)
        notes = self._notes(parts)
        for start, end in (parts[_BODY], *(parts[number] for number in _BOXES)):
            for position, text, mark in self._paragraphs(start, end):
                self._add(position, text, mark)
                while notes and notes[-1][0] <= position:
                    self._builder.add(BlockKind.PARAGRAPH, f"[{notes.pop()[1]}]")
            self._end_table()
        margins = (text for _, text, _ in self._paragraphs(*parts[_MARGINS]))
        for text in dict.fromkeys(text for text in margins if not text.isdecimal()):
            self._builder.add(BlockKind.PARAGRAPH, text)

    def _paragraphs(self, start: int, end: int) -> Iterator[tuple[int, str, str]]:
        """Where each ends, its text, and the mark at its end."""
        begin = start
        for match in _ENDS.finditer(self._text, start, end):
            yield match.start(), _clean(self._text[begin : match.start()]), match[0]
            begin = match.end()
        yield end, _clean(self._text[begin:end]), "\r"

    def _add(self, position: int, text: str, mark: str) -> None:
        properties = self._properties.of(self._file.place_of(position))
        if properties.in_table or mark == "\x07":
            self._add_cell(text, mark, ends_row=properties.row_end or not (properties.in_table or text))
            return
        self._end_table()
        if properties.level:
            self._builder.add(BlockKind.HEADING, " ".join(text.split()), properties.level)
        elif properties.listed and text:
            self._builder.add(BlockKind.LIST_ITEM, f"- {text}")
        else:
            self._builder.add(BlockKind.PARAGRAPH, text)

    def _add_cell(self, text: str, mark: str, *, ends_row: bool) -> None:
        """Paragraphs up to a mark are a cell; the row's end has a mark of its own."""
        if ends_row and mark == "\x07":
            self._rows.append(self._cells[:_MOST_COLUMNS])
            self._cells, self._cell = [], []
            return
        self._cell.append(text)
        if mark == "\x07":
            self._cells.append(" ".join(filter(None, self._cell)))
            self._cell = []

    def _end_table(self) -> None:
        rows = [*self._rows, [*self._cells, *filter(None, self._cell)]]
        self._rows, self._cells, self._cell = [], [], []
        if max(map(len, rows)) < 2:
            for row in rows:
                for text in row:
                    self._builder.add(BlockKind.PARAGRAPH, text)
            return
        for line in table_lines(rows):
            self._builder.add(BlockKind.TABLE_ROW, line)

    def _notes(self, parts: list[tuple[int, int]]) -> list[tuple[int, str]]:
        """Notes and comments by the place they are referred from, the last first."""
        found: list[tuple[int, str]] = []
        for references, texts, size, part in _NOTES if self._file.is_97 else ():
            start, end = parts[part]
            where, bounds = self._file.pair(references), self._file.pair(texts)
            count = max((len(where) - 4) // (4 + size), 0)
            count = min(count, len(bounds) // 4 - 1)
            for number in range(count if end > start else 0):
                (place,) = struct.unpack_from("<I", where, 4 * number)
                first, last = struct.unpack_from("<2I", bounds, 4 * number)
                text = " ".join(_clean(self._text[start + first : min(start + last, end)]).split())
                if text:
                    found.append((place, text))
        return sorted(found, reverse=True)


def _bounds(file: WordFile) -> list[tuple[int, int]]:
    """Where each part of the text begins and ends."""
    found: list[tuple[int, int]] = []
    start = 0
    for length in file.lengths():
        end = min(start + length, len(file.text))
        found.append((start, end))
        start = end
    return found


def _shown(file: WordFile, hidden: list[tuple[int, int]]) -> str:
    """The text with everything that is not shown replaced by NUL: positions stay what they are."""
    gone = _field_codes(file.text)
    starts = [start for start, _ in hidden]
    for piece in file.pieces if hidden else ():
        last = piece.place + (piece.end - piece.start) * piece.width
        for start, end in hidden[max(bisect_right(starts, piece.place) - 1, 0) :]:
            if start >= last:
                break
            first = piece.start + max(start - piece.place, 0) // piece.width
            until = piece.start + min(end - piece.place, last - piece.place) // piece.width
            if first < until:
                gone.append((first, until))
    pieces: list[str] = []
    position = 0
    for start, end in sorted(gone):
        if end > position:
            start = max(start, position)
            pieces.append(file.text[position:start])
            pieces.append("".join(c if c in _KEPT else "\0" for c in file.text[start:end]))
            position = end
    return "".join([*pieces, file.text[position:]])


def _field_codes(text: str) -> list[tuple[int, int]]:
    """Instructions between the marks of fields; their results are text."""
    gone: list[tuple[int, int]] = []
    open_fields: list[tuple[int, bool]] = []
    for match in _FIELD_MARKS.finditer(text):
        if match[0] == "\x13":
            open_fields.append((match.start(), True))
        elif open_fields:
            start, in_code = open_fields.pop()
            if in_code:
                gone.append((start, match.start()))
            if match[0] == "\x14":
                open_fields.append((start, False))
    return gone


def _clean(text: str) -> str:
    """Readable text: pairs of surrogates put together, marks of pictures and notes left out."""
    text = text.replace("\0", "").translate(_SIGNS)
    if any("\ud800" <= character <= "\udfff" for character in text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text.strip()
