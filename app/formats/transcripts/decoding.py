"""Bytes to text: byte order marks, then strict UTF-8, then UTF-16 without a mark, then Windows-1252.

Latin-1 is not used: it turns the dashes and quotation marks of Windows files into control characters.
"""

from __future__ import annotations

import codecs

from app.domain.errors import UserError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes) -> str:
    """Text with ``\\n`` line ends. Raises UserError("not_a_transcript") for binary data."""
    text = _decode(data).replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n")
    if "\x00" in text:
        raise UserError("not_a_transcript")
    return text


def _decode(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    for encoding in (_utf16_without_mark(data), "utf-8", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UserError("not_a_transcript")


def _utf16_without_mark(data: bytes) -> str:
    """Mostly Latin text in UTF-16 has a zero in nearly every other byte."""
    head = data[:2000]
    if len(head) >= 4 and head[1::2].count(0) > 0.4 * len(head):
        return "utf-16-le"
    if len(head) >= 4 and head[0::2].count(0) > 0.4 * len(head):
        return "utf-16-be"
    return "utf-8"
