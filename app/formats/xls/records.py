"""The records of a workbook's stream. Numbers and layouts: [MS-XLS] 2.3 (records), 2.5.293 and 2.5.294 (texts)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

BEGIN, END, CONTINUE = 0x0809, 0x0A, 0x3C
CODE_PAGE, DATE_MODE, PASSWORD, FONT, STYLE, SHEET, STRINGS = 0x42, 0x22, 0x2F, 0x31, 0xE0, 0x85, 0xFC
FORMAT, OLD_FORMAT = 0x041E, 0x1E
SHARED, LABEL, RICH_LABEL, NUMBER, COMPACT, COMPACTS = 0xFD, 0x204, 0xD6, 0x203, 0x27E, 0xBD
BOOL_OR_ERROR, FORMULA, TEXT_RESULT, MERGED = 0x205, 0x06, 0x207, 0xE5
NOTE, TEXT_OBJECT, OBJECT, HEADER, FOOTER = 0x1C, 0x1B6, 0x5D, 0x14, 0x15
_LONGEST_TEXT = 32_767
_WIDE, _EXTENDED, _RICH = 1, 4, 8


def records(data: memoryview, position: int = 0) -> Iterator[tuple[int, memoryview]]:
    """Kind and content of each, up to the first that is not whole."""
    while position + 4 <= len(data):
        kind, size = struct.unpack_from("<HH", data, position)
        position += 4
        if position + size > len(data):
            return
        yield kind, data[position : position + size]
        position += size


class Texts:
    """Reads texts out of a record and those that continue it."""

    def __init__(self, pieces: list[memoryview]) -> None:
        self._pieces = pieces
        self._piece = 0
        self._position = 0

    @property
    def at_end(self) -> bool:
        """True when nothing is left."""
        return self._piece >= len(self._pieces)

    def next(self) -> str:
        """The next text, with its length in two bytes before it."""
        count = int.from_bytes(self._take(2), "little")
        flags = self._byte()
        runs = int.from_bytes(self._take(2), "little") if flags & _RICH else 0
        extension = int.from_bytes(self._take(4), "little") if flags & _EXTENDED else 0
        text = self._characters(count, wide=bool(flags & _WIDE))
        self._skip(4 * runs + extension)
        return text

    def _characters(self, count: int, *, wide: bool) -> str:
        """A text that goes on in the next record says anew how wide its characters are."""
        parts: list[str] = []
        while count > 0 and not self.at_end:
            rest = len(self._pieces[self._piece]) - self._position
            width = 2 if wide else 1
            taken = min(count, rest // width)
            raw = bytes(self._pieces[self._piece][self._position : self._position + taken * width])
            parts.append(raw.decode("utf-16-le" if wide else "latin-1", "replace"))
            self._position += taken * width
            count -= taken
            if count > 0:
                self._piece, self._position = self._piece + 1, 0
                wide = bool(self._byte() & _WIDE)
        self._settle()
        return "".join(parts)[:_LONGEST_TEXT]

    def _byte(self) -> int:
        taken = self._take(1)
        return taken[0] if taken else 0

    def _take(self, count: int) -> bytes:
        self._settle()
        if self.at_end:
            return b""
        taken = bytes(self._pieces[self._piece][self._position : self._position + count])
        self._position += len(taken)
        return taken + (self._take(count - len(taken)) if len(taken) < count else b"")

    def _skip(self, count: int) -> None:
        while count > 0 and not self.at_end:
            step = min(count, len(self._pieces[self._piece]) - self._position)
            self._position += step
            count -= step
            self._settle()

    def _settle(self) -> None:
        while not self.at_end and self._position >= len(self._pieces[self._piece]):
            self._piece, self._position = self._piece + 1, 0


def short_text(record: memoryview, offset: int, code_page: str | None, *, length: int) -> str:
    """A text in one record, its ``length`` in so many bytes; without a code page it is one of Excel 97."""
    count = int.from_bytes(record[offset : offset + length], "little")
    offset += length
    if code_page is not None:
        return bytes(record[offset : offset + count]).decode(code_page, "replace")
    wide = offset < len(record) and record[offset] & _WIDE
    raw = bytes(record[offset + 1 : offset + 1 + count * (2 if wide else 1)])
    return raw.decode("utf-16-le" if wide else "latin-1", "replace")[:_LONGEST_TEXT]
