"""Header fields: RFC 2047 encoded words and raw 8-bit bytes to text.

By hand, since the standard library's header parser takes quadratic time on long fields. Everything is capped.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence

from app.formats.cleaning import clean_text
from app.formats.decoding import decode

LONGEST_FIELD = 64 * 1024
"""Characters of one field; what is beyond is not looked at."""

MOST_FIELDS = 1_000
"""Fields of one message that are looked at."""

_LONGEST_SHOWN = 2_000
_WORD = re.compile(r"=\?([A-Za-z0-9_.:+-]{1,60})(?:\*[A-Za-z-]{0,20})?\?([bBqQ])\?([^?\n]{0,20000})\?=")
_BETWEEN_WORDS = re.compile(r"(?<=\?=)\s+(?==\?)")
_QUOTED_BYTE = re.compile(rb"=([0-9A-Fa-f]{2})")

Fields = Sequence[tuple[str, str]]
"""Names and raw values as they stand in the message, 8-bit bytes as surrogates."""


def field(fields: Fields, name: str) -> str:
    """The decoded value of the first field of that name, on one line; "" where there is none."""
    wanted = name.lower()
    for found, value in fields[:MOST_FIELDS]:
        if found.lower() == wanted:
            return decode_value(str(value))
    return ""


def decode_value(raw: str) -> str:
    """One line of text, capped."""
    text = _BETWEEN_WORDS.sub("", _as_text(raw[:LONGEST_FIELD]))
    pieces: list[str] = []
    end = 0
    pending: tuple[str, bytes] | None = None
    for match in _WORD.finditer(text):
        if pending and (match.start() > end or match[1].lower() != pending[0]):
            pieces.append(decode(pending[1], pending[0]))
            pending = None
        pieces.append(text[end : match.start()])
        data = _word_bytes(match[2], match[3])
        pending = (match[1].lower(), (pending[1] if pending else b"") + data)  # a letter may be cut in two
        end = match.end()
    if pending:
        pieces.append(decode(pending[1], pending[0]))
    pieces.append(text[end:])
    return " ".join(clean_text("".join(pieces)).split())[:_LONGEST_SHOWN]


def _as_text(raw: str) -> str:
    """Bytes beyond ASCII, kept as surrogates by the parser, decoded."""
    if raw.isascii():
        return raw
    return decode(raw.encode("utf-8", "surrogateescape"))


def _word_bytes(kind: str, content: str) -> bytes:
    data = content.encode("utf-8", "surrogateescape")
    if kind in "qQ":
        return _QUOTED_BYTE.sub(_byte, data.replace(b"_", b" "))
    try:
        return base64.b64decode(data + b"=" * (-len(data) % 4)) or data
    except (binascii.Error, ValueError):
        return data


def _byte(match: re.Match[bytes]) -> bytes:
    return bytes([int(match[1], 16)])
