"""What a Word document says about runs of its bytes. Layouts: [MS-DOC] 2.9.23 and 2.9.175 (pages of properties),
2.6 (single properties), 2.9.271 and following (styles).
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from app.formats.doc.pieces import WordFile

_STYLES, _CHARACTERS, _PARAGRAPHS = 1, 12, 13
_PAGE = 512
_MOST_PAGES = 100_000
_IN_TABLE, _ROW_END, _OUTLINE, _LIST, _INNER_CELL, _INNER_ROW = 0x2416, 0x2417, 0x2640, 0x460B, 0x244B, 0x244C
_DELETED, _HIDDEN = 0x0800, 0x083C
_TABLE_DEFINITION = 0xD608
_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_TITLE_STYLE = 62
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Properties:
    """Of one paragraph. ``level`` is the heading level, 0 for none."""

    level: int = 0
    in_table: bool = False
    row_end: bool = False
    listed: bool = False


class PropertyTable:
    """Looks properties up by place in the stream. What is damaged counts as not set."""

    def __init__(self, file: WordFile) -> None:
        self._levels = _heading_levels(file.pair(_STYLES)) if file.is_97 else {}
        self._starts: list[int] = []
        self._found: list[Properties] = []
        self.hidden: list[tuple[int, int]] = []
        if not file.is_97:
            return
        for start, _, content in sorted(_runs(file, _PARAGRAPHS, 13), key=_first):
            self._starts.append(start)
            self._found.append(self._properties(content))
        for start, end, content in _runs(file, _CHARACTERS, 1):
            if any(code in (_HIDDEN, _DELETED) and value == 1 for code, value in _settings(content)):
                self.hidden.append((start, end))
        self.hidden.sort()

    def of(self, place: int) -> Properties:
        """The properties of the paragraph whose end is at this place."""
        index = bisect_right(self._starts, place) - 1
        return self._found[index] if index >= 0 else Properties()

    def _properties(self, content: bytes) -> Properties:
        if len(content) < 2:
            return Properties()
        set_to = dict(_settings(content[2:]))
        outline = set_to.get(_OUTLINE, 9)
        level = self._levels.get(int.from_bytes(content[:2], "little"), 0)
        return Properties(
            level=outline + 1 if outline < 9 else level,
            in_table=bool(set_to.get(_IN_TABLE) or set_to.get(_INNER_CELL)),
            row_end=bool(set_to.get(_ROW_END) or set_to.get(_INNER_ROW)),
            listed=bool(set_to.get(_LIST)),
        )


def _runs(file: WordFile, index: int, entry: int) -> Iterator[tuple[int, int, bytes]]:
    """Start, end and content of each run; ``entry`` is the size of what a page says about one."""
    plc = file.pair(index)
    count = min((len(plc) - 4) // 8, _MOST_PAGES)
    for number in range(max(count, 0)):
        (page,) = struct.unpack_from("<I", plc, 4 * (count + 1) + 4 * number)
        content = file.main[(page & 0x3FFFFF) * _PAGE :][:_PAGE]
        if len(content) == _PAGE:
            yield from _runs_on_page(content, entry)


def _runs_on_page(page: bytes, entry: int) -> Iterator[tuple[int, int, bytes]]:
    count = page[-1]
    if 4 * (count + 1) + entry * count > _PAGE:
        return
    bounds = struct.unpack_from(f"<{count + 1}I", page)
    for number in range(count):
        offset = page[4 * (count + 1) + entry * number] * 2
        content = b""
        if offset:
            size = page[offset]
            if entry == 1:
                content = page[offset + 1 : offset + 1 + size]
            elif size:
                content = page[offset + 1 : offset + 2 * size]
            elif offset + 1 < _PAGE:
                content = page[offset + 2 : offset + 2 + 2 * page[offset + 1]]
        yield bounds[number], bounds[number + 1], content


def _settings(content: bytes) -> Iterator[tuple[int, int]]:
    """Single properties and their values, as far as they fit a number."""
    offset = 0
    while offset + 2 < len(content):
        (code,) = struct.unpack_from("<H", content, offset)
        offset += 2
        size = _SIZES.get(code >> 13)
        if size is None:
            wide = code == _TABLE_DEFINITION
            size = int.from_bytes(content[offset : offset + 2], "little") + 1 if wide else content[offset] + 1
        yield code, int.from_bytes(content[offset : offset + min(size, 4)], "little")
        offset += size


def _heading_levels(sheet: bytes) -> dict[int, int]:
    """Heading levels by the number of a style: built-in ones, those with an outline level, what is based on them."""
    known: dict[int, tuple[int, int]] = {}
    offset = 2 + int.from_bytes(sheet[:2], "little")
    base_size = int.from_bytes(sheet[4:6], "little")
    number = 0
    while offset + 2 <= len(sheet) and base_size >= 4:
        size = int.from_bytes(sheet[offset : offset + 2], "little")
        style = sheet[offset + 2 : offset + 2 + size]
        if len(style) >= 4:
            identity, based_on = struct.unpack_from("<2H", style)
            known[number] = (_own_level(identity & 0xFFF, style, base_size), based_on >> 4)
        offset += 2 + size + (size & 1)
        number += 1
    return {style: level for style in known if (level := _level(known, style))}


def _own_level(identity: int, style: bytes, base_size: int) -> int:
    """The level of one style, 0 for none, without what it is based on."""
    if 1 <= identity <= 9:
        return identity
    if identity == _TITLE_STYLE:
        return 1
    is_paragraph = style[2] & 0xF == 1
    upx = base_size + 4 + 2 * int.from_bytes(style[base_size : base_size + 2], "little")
    upx += upx & 1
    if not is_paragraph or upx + 4 > len(style):
        return 0
    size = int.from_bytes(style[upx : upx + 2], "little")
    outline = dict(_settings(style[upx + 4 : upx + 2 + size])).get(_OUTLINE, 9)
    return outline + 1 if outline < 9 else 0


def _level(known: dict[int, tuple[int, int]], style: int) -> int:
    for _ in range(_DEEPEST):
        level, style = known.get(style, (0, 0xFFF))
        if level:
            return level
    return 0


def _first(run: tuple[int, int, bytes]) -> int:
    return run[0]
