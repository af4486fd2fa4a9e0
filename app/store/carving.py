"""Rows read from the pages of a database file themselves, for tables that SQLite no longer finds its way into.

After https://sqlite.org/fileformat2.html: 1.6 (b-tree pages), 2.1 (records), 1.5 (overflow). Pages that were freed
hold nothing: Carrel has SQLite overwrite what is deleted.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import closing
from mmap import ACCESS_READ, mmap
from pathlib import Path

Value = int | float | str | bytes | None
Bytes = bytes | mmap
_LEAF = 0x0D
_HEADER = 100
_MOST_BYTES = 1 << 28
_WIDTHS = (0, 1, 2, 3, 4, 6, 8)
"""Bytes of an integer by serial type."""


def carve(path: Path) -> Iterator[tuple[int, list[Value]]]:
    """(rowid, values) of every whole row on every leaf page, whichever table it belongs to. Raises OSError.

    The file is looked into, not taken into memory.
    """
    if not path.stat().st_size:
        return
    with path.open("rb") as file, closing(mmap(file.fileno(), 0, access=ACCESS_READ)) as data:
        size = _page_size(data)
        for number in range(len(data) // size):
            start = number * size
            header = start + (_HEADER if number == 0 else 0)
            if data[header] == _LEAF:
                yield from _rows(data, size, start, header)


def _page_size(data: Bytes) -> int:
    """4096, SQLite's own default, where the file's header is damaged."""
    said = int.from_bytes(data[16:18], "big") if data[:6] == b"SQLite" else 0
    said = 65536 if said == 1 else said
    return said if said >= 512 and said & (said - 1) == 0 else 4096


def _rows(data: Bytes, size: int, start: int, header: int) -> Iterator[tuple[int, list[Value]]]:
    count = int.from_bytes(data[header + 3 : header + 5], "big")
    for cell in range(min(count, size // 4)):
        at = header + 8 + 2 * cell
        place = int.from_bytes(data[at : at + 2], "big")
        try:
            length, position = _varint(data, start + place)
            rowid, position = _varint(data, position)
            payload = _payload(data, size, position, length)
            yield rowid - (1 << 64) if rowid >> 63 else rowid, _record(payload)
        except (IndexError, ValueError, struct.error):
            continue  # overwritten


def _varint(data: Bytes, at: int) -> tuple[int, int]:
    value = 0
    for index in range(8):
        byte = data[at + index]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + index + 1
    return value << 8 | data[at + 8], at + 9


def _payload(data: Bytes, size: int, at: int, length: int) -> bytes:
    if not 0 < length <= min(_MOST_BYTES, len(data)):
        raise ValueError
    most = size - 35
    if length <= most:
        return data[at : at + length]
    least = (size - 12) * 32 // 255 - 23
    local = least + (length - least) % (size - 4)
    local = local if local <= most else least
    pieces, got = [data[at : at + local]], local
    page = int.from_bytes(data[at + local : at + local + 4], "big")
    while got < length:
        if not 1 < page <= len(data) // size:
            raise ValueError
        begin = (page - 1) * size
        piece = data[begin + 4 : begin + 4 + min(size - 4, length - got)]
        pieces.append(piece)
        got += len(piece)
        page = int.from_bytes(data[begin : begin + 4], "big")
    return b"".join(pieces)


def _record(payload: bytes) -> list[Value]:
    end, at = _varint(payload, 0)
    body, values = end, []
    while at < end:
        serial, at = _varint(payload, at)
        value, body = _value(payload, serial, body)
        values.append(value)
    if body != len(payload) or at != end:
        raise ValueError
    return values


def _value(payload: bytes, serial: int, at: int) -> tuple[Value, int]:
    if serial in (0, 8, 9):
        return (None if serial == 0 else serial - 8), at
    if serial <= 6:
        width = _WIDTHS[serial]
        return int.from_bytes(payload[at : at + width], "big", signed=True), at + width
    if serial == 7:
        return struct.unpack_from(">d", payload, at)[0], at + 8
    if serial < 12:
        raise ValueError
    width = (serial - 12) // 2
    raw = payload[at : at + width]
    if len(raw) != width:
        raise ValueError
    return (raw.decode() if serial % 2 else raw), at + width
