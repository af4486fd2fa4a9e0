"""Binary parts of a workbook, record by record. Numbers and layouts of records: [MS-XLSB], 2.3 and 2.4."""

from __future__ import annotations

import struct
from collections.abc import Iterator

ROW, CELL_RK, CELL_ERROR, CELL_BOOL, CELL_REAL, CELL_TEXT, CELL_SHARED = 0, 2, 3, 4, 5, 6, 7
FORMULA_TEXT, FORMULA_NUMBER, FORMULA_BOOL, FORMULA_ERROR, CELL_RICH = 8, 9, 10, 11, 62
SHARED_ITEM, FONT, NUMBER_FORMAT, STYLE, BEGIN_STYLES, END_STYLES = 19, 43, 44, 47, 617, 618
WORKBOOK_PROPERTIES, SHEET, MERGED = 153, 156, 176
COMMENT, COMMENT_TEXT = 635, 637

_LONGEST_TEXT = 32_767
_MOST_BYTES_OF_NUMBER = 4


def records(data: bytes) -> Iterator[tuple[int, memoryview]]:
    """The kind and content of each record, up to the first that is not whole."""
    view = memoryview(data)
    position, end = 0, len(data)
    while position < end:
        kind, position = _number(data, position, 2)
        size, position = _number(data, position, _MOST_BYTES_OF_NUMBER)
        if position + size > end:
            return
        yield kind, view[position : position + size]
        position += size


def text_at(record: memoryview, offset: int) -> tuple[str, int]:
    """A counted text and where it ends; "" for one that is not there."""
    (count,) = struct.unpack_from("<I", record, offset)
    if count == 0xFFFFFFFF:
        return "", offset + 4
    end = min(offset + 4 + 2 * count, len(record))
    return bytes(record[offset + 4 : end]).decode("utf-16-le", "replace")[:_LONGEST_TEXT], end


def _number(data: bytes, position: int, most: int) -> tuple[int, int]:
    """Seven bits a byte, the lowest first; the eighth says that more follow."""
    value = 0
    for index in range(most):
        if position >= len(data):
            return value, position
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << (7 * index)
        if not byte & 0x80:
            break
    return value, position
