"""The container: a ZIP of XML parts that point to each other.

Nothing is written to disk, declared sizes are not believed, entities and external files are never loaded.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO, Any, TypeAlias

from lxml import etree

from app.domain.errors import UserError

Element: TypeAlias = Any
"""An lxml element; lxml has no public name and no types for it."""

_OLE = b"\xd0\xcf\x11\xe0"
_MOST_ENTRIES = 20_000
_MOST_PART = 200 * 1024 * 1024
_MOST_TOTAL = 400 * 1024 * 1024
_RATIO_FROM = 10 * 1024 * 1024
_MOST_RATIO = 200
_PIECE = 1024 * 1024
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    NotImplementedError,
)


@dataclass(frozen=True, slots=True)
class Relationship:
    """``kind`` is the last part of the type's address; ``target`` is a part's name, or an address outside."""

    kind: str
    target: str
    external: bool


class Package:
    """An opened container. Raises UserError: encrypted_document, damaged_document, too_large."""

    def __init__(self, data: bytes) -> None:
        if data.startswith(_OLE):  # Office puts encrypted documents into an OLE container
            encrypted = "EncryptedPackage".encode("utf-16-le") in data
            raise UserError("encrypted_document" if encrypted else "damaged_document")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _UNREADABLE as error:
            raise UserError("damaged_document") from error
        entries = self._zip.infolist()
        if len(entries) > _MOST_ENTRIES:
            raise UserError("too_large", size=len(entries), limit=_MOST_ENTRIES)
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for entry in entries:
            self._entries.setdefault(entry.filename.lstrip("/").lower(), entry)
        self._total = 0
        self.partial = False

    def names(self) -> list[str]:
        """Lower-case names of all parts."""
        return list(self._entries)

    def xml(self, name: str) -> Element | None:
        """The root of a part; None when there is none, or it is broken beyond repair."""
        data = self.read(name)
        if data is None:
            return None
        try:
            return etree.fromstring(data, _parser(recover=False))
        except (etree.XMLSyntaxError, ValueError):
            self.partial = True
        try:
            return etree.fromstring(data, _parser(recover=True))
        except (etree.XMLSyntaxError, ValueError):
            return None

    def relationships(self, part: str) -> dict[str, Relationship]:
        """By id; ``part`` "" asks for those of the package."""
        folder, name = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        found: dict[str, Relationship] = {}
        for node in () if root is None else root.iter("{*}Relationship"):
            target = node.get("Target") or ""
            external = node.get("TargetMode") == "External"
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[node.get("Id") or ""] = Relationship(
                (node.get("Type") or "").rsplit("/", 1)[-1], target, external
            )
        return found

    def read(self, name: str) -> bytes | None:
        """The content of a part, None when there is none or it cannot be unpacked."""
        entry = self._entries.get(name.lower())
        if entry is None:
            return None
        if entry.flag_bits & 1:
            raise UserError("encrypted_document")
        try:
            with self._zip.open(entry) as file:
                return self._unpack(file, max(entry.compress_size, 1))
        except _UNREADABLE:
            self.partial = True
            return None

    def _unpack(self, file: IO[bytes], packed: int) -> bytes:
        pieces: list[bytes] = []
        size = 0
        while piece := file.read(_PIECE):
            pieces.append(piece)
            size += len(piece)
            self._total += len(piece)
            bomb = size > _RATIO_FROM and size > _MOST_RATIO * packed
            if bomb or size > _MOST_PART or self._total > _MOST_TOTAL:
                raise UserError("too_large", size=size, limit=_MOST_PART)
        return b"".join(pieces)


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=recover,
        remove_comments=True,
    )
