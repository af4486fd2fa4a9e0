"""The container of today's office documents: a ZIP of XML parts.

Nothing is written to disk, declared sizes are not believed, entities and external files are never loaded.
A part that is damaged or too large costs that part only: :meth:`ZipPackage.report` says so in the document.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from app.domain.errors import UserError
from app.formats.base import DocumentBuilder
from app.formats.office.xml_nodes import Element

MOST_ENTRIES = 20_000
MOST_PART = 300 * 1024 * 1024
MOST_TOTAL = 600 * 1024 * 1024
MOST_RATIO = 200
_RATIO_FROM = 10 * 1024 * 1024
_MOST_TREE = 160 * 1024 * 1024
"""A part that is held as a whole tree takes about eight times its size in memory."""

_OLE = b"\xd0\xcf\x11\xe0"
_LOCAL_HEADER = struct.Struct("<4s5H3I2H")
_PIECE = 256 * 1024
_ESCAPED = re.compile(r"%([0-9A-Fa-f]{2})")
_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError,
    IndexError, KeyError,
)  # fmt: skip
_HARDENED = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
    "collect_ids": False,
    "recover": True,
}


class _TooLarge(Exception):
    """A part is beyond its budget."""


class XmlParts:
    """XML parts by name, and what went wrong with them. :meth:`stream` is where they come from."""

    def __init__(self) -> None:
        self.damaged = False
        self.oversized = False

    def find(self, name: str) -> str | None:
        """The name of a part as it is kept; None when there is none."""
        raise NotImplementedError

    def stream(self, name: str, most: int = MOST_PART) -> Stream | None:
        """A part to be read piece by piece, of at most so many bytes; None when there is none."""
        raise NotImplementedError

    def xml(self, name: str) -> Element | None:
        """The root of a part; None when there is none, or it is broken beyond repair."""
        data = self.read(name, most=_MOST_TREE)
        return None if data is None else self.parse(data)

    def parse(self, data: bytes) -> Element | None:
        """The root of an XML text, repaired where it can be."""
        parser = etree.XMLParser(**_HARDENED)
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError):
            root = None
        self.damaged = self.damaged or root is None or _is_damage(parser.error_log)
        return root

    def walk(self, name: str, *tags: str, starts: bool = False) -> Iterator[tuple[str, Element]]:
        """Elements with these local names as they end (and as they start), forgotten once they were given.

        Memory stays flat however long the part is. What follows a damaged place may be missing.
        """
        stream = self.stream(name)
        if stream is None:
            return
        events = etree.iterparse(
            stream,
            events=("start", "end") if starts else ("end",),
            tag=[f"{{*}}{tag}" for tag in tags],
            **_HARDENED,
        )
        try:
            for event, node in events:
                yield event, node
                if event == "end":
                    _forget(node)
            self.damaged = self.damaged or _is_damage(events.error_log)
        except _TooLarge:
            self.oversized = True
        except (etree.XMLSyntaxError, *_UNREADABLE):
            self.damaged = True

    def read(self, name: str, most: int = MOST_PART) -> bytes | None:
        """The content of a part, as far as it can be unpacked; None when there is none or it is too large."""
        stream = self.stream(name, most)
        if stream is None:
            return None
        pieces: list[bytes] = []
        try:
            while piece := stream.read(_PIECE):
                pieces.append(piece)
        except _TooLarge:
            self.oversized = True
            return None
        except _UNREADABLE:
            self.damaged = True
        return b"".join(pieces) or None

    def missing(self) -> UserError:
        """The reason why a part that a document cannot do without is not there."""
        return (
            UserError("too_large", size=MOST_PART, limit=MOST_PART)
            if self.oversized
            else UserError("damaged_document")
        )

    def report(self, builder: DocumentBuilder) -> None:
        """Warn of what could not be read. Raises UserError where that is why there is no text at all."""
        if not builder.blocks and (self.damaged or self.oversized):
            raise self.missing()
        if self.damaged:
            builder.warn("part_damaged", partial=True)
        if self.oversized:
            builder.warn("part_too_large", partial=True)


class ZipPackage(XmlParts):
    """An opened container. Raises UserError: encrypted_document, damaged_document, too_large (too many parts)."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        if data.startswith(_OLE):  # Office puts encrypted documents into an OLE container
            encrypted = "EncryptedPackage".encode("utf-16-le") in data
            raise UserError("encrypted_document" if encrypted else "damaged_document")
        self._data = memoryview(data)
        self._entries = _entries_of(data)
        self._total = 0

    def find(self, name: str) -> str | None:
        """The name of a part as it is kept, whatever its case and escapes; None when there is none."""
        key = _key(name)
        if key in self._entries:
            return key
        key = _key(_ESCAPED.sub(_unescaped, name))
        return key if key in self._entries else None

    def stream(self, name: str, most: int = MOST_PART) -> Stream | None:
        """A part to be read piece by piece. Raises UserError("encrypted_document")."""
        key = self.find(name)
        if key is None:
            return None
        entry = self._entries[key]
        if entry.flag_bits & 1:
            raise UserError("encrypted_document")
        return Stream(self._unpacked(entry, most))

    def tail(
        self, name: str, marker: bytes, most: int = 64 * 1024 * 1024, keep: int = 4 * 1024 * 1024
    ) -> bytes:
        """What follows the last ``marker`` in a part, as far as that can be had cheaply; b"" otherwise."""
        key = self.find(name)
        if key is None or self._entries[key].file_size > most or self._entries[key].flag_bits & 1:
            return b""
        kept, size = b"", 0
        try:
            for piece in _inflated(self._packed(self._entries[key]), self._entries[key].compress_type):
                size += len(piece)
                kept = (kept + piece)[-keep:]
                start = kept.rfind(marker)
                kept = kept[start:] if start >= 0 else kept
                if size > most:
                    return b""
        except _UNREADABLE:
            return b""
        return kept if kept.startswith(marker) else b""

    def _unpacked(self, entry: zipfile.ZipInfo, most: int) -> Iterator[bytes]:
        """The content in pieces, counted. Checksums are told, not insisted on: most of a damaged part is text."""
        size, checksum = 0, 0
        try:
            packed = self._packed(entry)
            for piece in _inflated(packed, entry.compress_type):
                size += len(piece)
                self._total += len(piece)
                bomb = size > _RATIO_FROM and size > MOST_RATIO * max(len(packed), 1)
                if bomb or size > most or self._total > MOST_TOTAL:
                    raise _TooLarge
                checksum = zlib.crc32(piece, checksum)
                yield piece
        except _UNREADABLE:
            self.damaged = True
        self.damaged = self.damaged or checksum != entry.CRC

    def _packed(self, entry: zipfile.ZipInfo) -> memoryview:
        """The bytes of an entry, without believing the lengths in its own header more than needed."""
        header = _LOCAL_HEADER.unpack_from(self._data, entry.header_offset)
        if header[0] != b"PK\x03\x04":
            raise zipfile.BadZipFile
        start = entry.header_offset + _LOCAL_HEADER.size + header[9] + header[10]
        return self._data[start : start + entry.compress_size]


class Stream:
    """A file to be read once; what the XML parser wants."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""

    def read(self, size: int = _PIECE) -> bytes:
        """The next bytes, at most ``size``; b"" at the end."""
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._rest = piece
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken


def _entries_of(data: bytes) -> dict[str, zipfile.ZipInfo]:
    """Entries by their names as they are kept; of several with one name the first counts."""
    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except _UNREADABLE as error:
        raise UserError("damaged_document") from error
    if len(entries) > MOST_ENTRIES:
        raise UserError("too_large", size=len(entries), limit=MOST_ENTRIES)
    found: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        found.setdefault(_key(entry.filename), entry)
    return found


def _inflated(packed: memoryview, method: int) -> Iterator[bytes]:
    if method == zipfile.ZIP_STORED:
        for start in range(0, len(packed), _PIECE):
            yield bytes(packed[start : start + _PIECE])
        return
    if method != zipfile.ZIP_DEFLATED:
        raise NotImplementedError
    unpacker = zlib.decompressobj(-15)
    piece = unpacker.decompress(packed, _PIECE)
    while piece or (unpacker.unconsumed_tail and not unpacker.eof):
        yield piece
        piece = unpacker.decompress(unpacker.unconsumed_tail, _PIECE)


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").removeprefix("./").lower()


def _unescaped(match: re.Match[str]) -> str:
    return chr(int(match[1], 16))


def _is_damage(log: etree._ListErrorLog) -> bool:
    """Undeclared prefixes and odd addresses of namespaces hurt nobody."""
    return any(
        entry.level >= etree.ErrorLevels.ERROR and entry.domain != etree.ErrorDomains.NAMESPACE
        for entry in log
    )


def _forget(node: Element) -> None:
    """Free an element and what stands before it."""
    node.clear(keep_tail=False)
    parent = node.getparent()
    while parent is not None and node.getprevious() is not None:
        del parent[0]
