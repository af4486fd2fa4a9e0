"""The records of a presentation's stream. Numbers and layouts: [MS-PPT] 2.13.24 (kinds), 2.3 (which slide is where)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

DOCUMENT, SLIDE, NOTES, SLIDE_LIST, SLIDE_PERSIST = 1000, 1006, 1008, 4080, 1011
NOTES_ATOM, DRAWING, TEXT_BOX, COMMENT, STRING = 1009, 1036, 0xF00D, 12000, 4026
TEXT_HEADER, TEXT_WIDE, TEXT_NARROW, OUTLINE_REFERENCE = 3999, 4000, 4008, 3998
SHAPE_GROUP, SHAPE = 0xF003, 0xF004
_USER_EDIT, _DIRECTORY = 4085, 6002
_HEADER = struct.Struct("<HHI")
_DEEPEST = 30
_MOST_EDITS = 1_000


@dataclass(frozen=True, slots=True)
class Record:
    """``instance`` tells records of a kind apart; ``content`` is what it holds, records where it is a container."""

    kind: int
    instance: int
    content: memoryview
    is_container: bool

    def children(self) -> Iterator[Record]:
        """The records in a container."""
        if self.is_container:
            yield from records(self.content)

    def below(self, *kinds: int, depth: int = 0) -> Iterator[Record]:
        """All records of these kinds in it, in their order; not those within one another."""
        for record in self.children() if depth < _DEEPEST else ():
            if record.kind in kinds:
                yield record
            else:
                yield from record.below(*kinds, depth=depth + 1)

    def number(self, offset: int = 0) -> int:
        """Four bytes of the content; 0 where there are none."""
        return int.from_bytes(self.content[offset : offset + 4], "little")


def records(data: memoryview, position: int = 0) -> Iterator[Record]:
    """One after the other, up to the first that is not whole."""
    while position + 8 <= len(data):
        first, kind, size = _HEADER.unpack_from(data, position)
        position += 8
        if position + size > len(data):
            return
        yield Record(kind, first >> 4, data[position : position + size], first & 0xF == 0xF)
        position += size


def record_at(data: memoryview, position: int) -> Record | None:
    """The record that begins at a place; None where none does."""
    return next(records(data, position), None)


def directory(data: memoryview, edit: int) -> tuple[dict[int, int], int]:
    """Places of objects by number, as of the last time the file was saved, and the number of the document."""
    places: dict[int, int] = {}
    document = 0
    seen: set[int] = set()
    while edit not in seen and len(seen) < _MOST_EDITS:
        seen.add(edit)
        record = record_at(data, edit)
        if record is None or record.kind != _USER_EDIT:
            break
        document = document or record.number(16)
        _add_places(places, record_at(data, record.number(12)))
        edit = record.number(8)
        if not edit:
            break
    return places, document


def _add_places(places: dict[int, int], record: Record | None) -> None:
    """What was saved later counts."""
    if record is None or record.kind != _DIRECTORY:
        return
    position = 0
    while position + 4 <= len(record.content):
        head = record.number(position)
        first, count = head & 0xFFFFF, head >> 20
        for number in range(min(count, (len(record.content) - position - 4) // 4)):
            places.setdefault(first + number, record.number(position + 4 + 4 * number))
        position += 4 + 4 * count
