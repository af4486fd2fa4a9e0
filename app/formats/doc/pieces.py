"""Which bytes of a Word document are which characters. Layouts: [MS-DOC] 2.5 (header), 2.9.38 and 2.9.177 (pieces).

A character has a position in the text (CP) and a place in the stream (FC); properties are kept by place.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from dataclasses import dataclass

from app.domain.errors import UserError
from app.formats.office.ole import OleContainer

_MAGIC = (0xA5EC, 0xA5DC)
_WORD_97 = 0xC1
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_PAIRS = 0x9A
_CLX = 33
_NARROW = 0x40000000
_MOST_CHARACTERS = 40_000_000
_CODE_PAGES = {0x19: "cp1251", 0x08: "cp1253", 0x1F: "cp1254", 0x0D: "cp1255", 0x01: "cp1256", 0x11: "cp932"}
_CENTRAL = frozenset((0x05, 0x0E, 0x15, 0x18, 0x1A, 0x1B, 0x24))
"""Languages written in Latin-2: Czech, Hungarian, Polish, Romanian, Croatian, Slovak, Slovenian."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters from ``start`` to ``end`` are at ``place``, one or two bytes each."""

    start: int
    end: int
    place: int
    width: int


class WordFile:
    """The streams of a document and its text. Raises UserError: encrypted_document, damaged_document."""

    def __init__(self, data: bytes) -> None:
        self.container = OleContainer(data)
        self.main = self.container.stream("WordDocument") or b""
        if len(self.main) < 512 or self._word(0) not in _MAGIC:
            raise UserError("damaged_document")
        flags = self._word(0x0A)
        if flags & _ENCRYPTED:
            raise UserError("encrypted_document")
        self.is_97 = self._word(2) >= _WORD_97
        names = ("1Table", "0Table") if flags & _SECOND_TABLE else ("0Table", "1Table")
        self.table = (self.container.stream(*names) or b"") if self.is_97 else b""
        self.damaged = False
        self.pieces = self._pieces()
        self.text = "".join(self._decoded(piece) for piece in self.pieces)
        self._starts = [piece.start for piece in self.pieces]

    def pair(self, index: int) -> bytes:
        """The structure with this number in the table stream; b"" for none."""
        entry = self.main[_PAIRS + 8 * index :][:8]
        place, size = struct.unpack("<2I", entry) if len(entry) == 8 else (0, 0)
        return self.table[place : place + size] if place + size <= len(self.table) else b""

    def lengths(self) -> tuple[int, ...]:
        """Characters in: body, footnotes, headers, macros, comments, endnotes, text boxes, those in headers."""
        if not self.is_97:
            return (len(self.text), 0, 0, 0, 0, 0, 0, 0)
        return tuple(max(count, 0) for count in struct.unpack_from("<8i", self.main, 0x4C))

    def place_of(self, position: int) -> int:
        """Where in the stream a character is."""
        piece = self.pieces[max(bisect_right(self._starts, position) - 1, 0)]
        return piece.place + (position - piece.start) * piece.width

    def _word(self, offset: int) -> int:
        return int.from_bytes(self.main[offset : offset + 2], "little")

    def _pieces(self) -> list[Piece]:
        if not self.is_97:
            start, end = struct.unpack_from("<2I", self.main, 0x18)
            return [Piece(0, max(min(end, len(self.main)) - start, 0), start, 1)]
        try:
            found = _piece_table(self.pair(_CLX))
        except struct.error as error:
            raise UserError("damaged_document") from error
        if not found:
            raise UserError("damaged_document")
        return found

    def _decoded(self, piece: Piece) -> str:
        """As many characters as the piece is said to hold, whatever its bytes are worth."""
        count = piece.end - piece.start
        raw = self.main[piece.place : piece.place + count * piece.width]
        if piece.width == 1:
            text = raw.decode("cp1252" if self.is_97 else _code_page(self._word(6)), "replace")
        else:
            units = struct.unpack(f"<{len(raw) // 2}H", raw[: len(raw) // 2 * 2])
            text = "".join(map(chr, units))  # pairs of surrogates are put together with the paragraph
        if len(text) < count:
            self.damaged = True
            text += "\0" * min(count - len(text), _MOST_CHARACTERS)
        return text


def _piece_table(clx: bytes) -> list[Piece]:
    offset = 0
    while offset + 3 <= len(clx) and clx[offset] == 1:  # property lists come first
        offset += 3 + struct.unpack_from("<H", clx, offset + 1)[0]
    if offset + 5 > len(clx) or clx[offset] != 2:
        return []
    size = min(struct.unpack_from("<I", clx, offset + 1)[0], len(clx) - offset - 5)
    count = (size - 4) // 12
    if count < 1:
        return []
    bounds = struct.unpack_from(f"<{count + 1}I", clx, offset + 5)
    found: list[Piece] = []
    for number in range(count):
        (place,) = struct.unpack_from("<I", clx, offset + 5 + 4 * (count + 1) + 8 * number + 2)
        narrow = bool(place & _NARROW)
        place &= 0x3FFFFFFF
        start, end = bounds[number], bounds[number + 1]
        if start < end <= _MOST_CHARACTERS and start == (found[-1].end if found else 0):
            found.append(Piece(start, end, place // 2 if narrow else place, 1 if narrow else 2))
    return found


def _code_page(language: int) -> str:
    primary = language & 0x3FF
    return "cp1250" if primary in _CENTRAL else _CODE_PAGES.get(primary, "cp1252")
