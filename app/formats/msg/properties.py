"""The properties of a message, a recipient or an attachment: streams named after property and type ([MS-OXMSG] 2.4)."""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta

import olefile

from app.formats.decoding import decode
from app.formats.rtf.charsets import by_page

SUBJECT, BODY, HTML, RICH_TEXT = 0x0037, 0x1000, 0x1013, 0x1009
SENDER_NAME, SENDER_MAIL, SENDER_SMTP = 0x0C1A, 0x0C1F, 0x5D01
SENT_FOR_NAME, SENT_FOR_MAIL = 0x0042, 0x0065
DISPLAY_TO, DISPLAY_CC, DISPLAY_BCC = 0x0E04, 0x0E03, 0x0E02
NAME, MAIL, SMTP, RECIPIENT_TYPE = 0x3001, 0x3003, 0x39FE, 0x0C15
SENT, DELIVERED = 0x0039, 0x0E06
CODE_PAGE, INTERNET_CODE_PAGE = 0x3FFD, 0x3FDE
ATTACHED, LONG_FILE_NAME, FILE_NAME, MEDIA_TYPE = 0x3701, 0x3707, 0x3704, 0x370E

_UNICODE, _STRING, _BINARY = "001F", "001E", "0102"
_ENTRY = struct.Struct("<HHI8s")
_HEADERS = (32, 24, 8)
"""Bytes before the entries: of a message, of a message within a message, of recipients and attachments."""
_MOST_STREAM = 128 * 1024 * 1024
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


class Properties:
    """The properties in one storage; ``place`` is its path in the container. Missing ones are "", b"" or None."""

    def __init__(self, container: olefile.OleFileIO, place: tuple[str, ...]) -> None:
        self._container = container
        self._place = place
        self._fixed = self._read_fixed()
        page = self.number(INTERNET_CODE_PAGE) or self.number(CODE_PAGE)
        self.page = page or 0

    def text(self, number: int, page: int = 0) -> str:
        """A string; ``page`` is the code page of the message where the storage does not say."""
        unicode = self._stream(number, _UNICODE)
        if unicode:
            return unicode.decode("utf-16-le", "replace").rstrip("\x00")
        return self._decoded(self._stream(number, _STRING), page)

    def binary(self, number: int) -> bytes:
        """Bytes, or a string's bytes where the property is kept as a string."""
        return self._stream(number, _BINARY) or self._stream(number, _STRING)

    def number(self, number: int) -> int | None:
        """A whole number."""
        value = self._fixed.get(number)
        return int.from_bytes(value[:4], "little", signed=True) if value else None

    def time(self, number: int) -> datetime | None:
        """A moment, in UTC."""
        value = self._fixed.get(number)
        ticks = int.from_bytes(value, "little") if value else 0
        try:
            return _EPOCH + timedelta(microseconds=ticks // 10) if ticks else None
        except OverflowError:
            return None

    def children(self, prefix: str) -> list[tuple[str, ...]]:
        """Paths of the storages in this one whose names begin so, in their order."""
        depth = len(self._place)
        found = {
            tuple(path[: depth + 1])
            for path in self._container.listdir(streams=True, storages=True)
            if tuple(path[:depth]) == self._place and len(path) > depth and path[depth].startswith(prefix)
        }
        return sorted(found)

    def _decoded(self, data: bytes, page: int) -> str:
        number = self.page or page
        if number in (0, 1252, 20127):  # programs write this one whatever the encoding is
            return decode(data)
        return data.decode(by_page(number), "replace")

    def _stream(self, number: int, kind: str) -> bytes:
        name = [*self._place, f"__substg1.0_{number:04X}{kind}"]
        if (
            not self._container.exists("/".join(name))
            or self._container.get_type(name) != olefile.STGTY_STREAM
        ):
            return b""
        return bytes(self._container.openstream(name).read(_MOST_STREAM))

    def _read_fixed(self) -> dict[int, bytes]:
        name = [*self._place, "__properties_version1.0"]
        if not self._container.exists("/".join(name)):
            return {}
        data = self._container.openstream(name).read(_MOST_STREAM)
        header = next((size for size in _HEADERS if (len(data) - size) % _ENTRY.size == 0), _HEADERS[0])
        if self._place and self._place[-1].startswith(("__recip", "__attach")):
            header = _HEADERS[2]
        elif self._place:
            header = _HEADERS[1]
        entries = _ENTRY.iter_unpack(
            data[header : header + (len(data) - header) // _ENTRY.size * _ENTRY.size]
        )
        return {number: value for _, number, _, value in entries}
