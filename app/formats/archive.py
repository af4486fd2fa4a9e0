"""Archives (ZIP, TAR, GZIP): not unpacked. The names of what is in them can be searched, so that a file is found.

Nothing is extracted; of a compressed tar only as much is unpacked as its list of names needs, within limits.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from app.domain.documents import BlockKind, ParsedDocument, ReadOptions
from app.domain.errors import UserError
from app.formats.base import DocumentBuilder, DocumentFormat
from app.formats.binary_kinds import is_tar
from app.formats.cleaning import clean_text

_MOST_NAMES = 2_000
_MOST_UNPACKED = 32 * 1024 * 1024
_PIECE = 64 * 1024
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError,
    NotImplementedError, IndexError, KeyError, OverflowError,
)  # fmt: skip


def read(path: Path, data: bytes, _options: ReadOptions) -> ParsedDocument:
    """The names of the members. Raises UserError: archive_not_read (nothing to list), encrypted_document."""
    builder = DocumentBuilder(FORMAT.media_types[0 if data.startswith(b"PK") else 1 if is_tar(data) else 2])
    names = list(islice(_names(data), _MOST_NAMES + 1))
    builder.add(BlockKind.HEADING, path.name, level=1)
    count = 0
    for name in names[:_MOST_NAMES]:
        count += builder.add(BlockKind.LIST_ITEM, clean_text(name).replace("\n", " ")) is not None
    if not count:
        raise UserError("archive_not_read")
    builder.warn("contents_not_read", partial=True)
    if len(names) > _MOST_NAMES:
        builder.warn("parts_left_out", partial=True)
    return builder.build(path.name)


def _names(data: bytes) -> Iterator[str]:
    """Names of members, folders left out; as many as could be read of a damaged archive."""
    try:
        if data.startswith(b"PK"):
            yield from _zip_names(data)
        elif is_tar(data):
            yield from _tar_names(data)
        else:
            yield from _gzip_names(data)
    except _BROKEN:
        return


def _zip_names(data: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if entries and all(entry.flag_bits & 1 for entry in entries):
        raise UserError("encrypted_document")
    yield from (entry.filename for entry in entries)


def _tar_names(data: bytes) -> Iterator[str]:
    import tarfile  # slow to import, and every parser imports this module

    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r|", errorlevel=0) as archive:
            for member in archive:
                if member.isfile():
                    yield member.name
    except tarfile.TarError:
        return


def _gzip_names(data: bytes) -> Iterator[str]:
    """Those of a tar inside; else the name in the header (RFC 1952)."""
    start = zlib.decompressobj(31).decompress(data, 1024)
    if is_tar(start):
        yield from _tar_names(_unpacked(data))
        return
    flags = data[3]
    at = 10
    if flags & 4:
        at += 2 + int.from_bytes(data[10:12], "little")
    if flags & 8:
        yield data[at : data.index(b"\x00", at, at + 1024)].decode("utf-8", "replace")


def _unpacked(data: bytes) -> bytes:
    unpacker = zlib.decompressobj(31)
    pieces = [unpacker.decompress(data, _PIECE)]
    size = len(pieces[0])
    while unpacker.unconsumed_tail and size < _MOST_UNPACKED:
        pieces.append(unpacker.decompress(unpacker.unconsumed_tail, _PIECE))
        size += len(pieces[-1])
    return b"".join(pieces)


FORMAT = DocumentFormat(
    format_id="archive",
    label="Archive (names only)",
    suffixes=(".zip", ".tar", ".gz", ".tgz"),
    media_types=("application/zip", "application/x-tar", "application/gzip"),
    read=read,
    max_bytes=512 * 1024 * 1024,
)
