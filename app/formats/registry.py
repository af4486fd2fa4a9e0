"""All document formats, found by walking this package; which one a file is, and the two things to do with it.

Importing this module imports no parser library: the window asks it for suffixes, the parser child for text.
"""

from __future__ import annotations

import errno
import os
import pkgutil
import stat
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path

from app.domain.documents import AS_IT_COMES, PageImage, ParsedDocument, ReadOptions, RecognizedPage, Span
from app.domain.errors import UserError
from app.formats.base import DocumentFormat, PageWanted
from app.formats.nested import with_budget
from app.formats.sniffing import known_binary, sniff

PARSER_VERSION = 2
"""Raised when a reader's text changes, so that documents read by an older one are read again."""

_MAX_RENDER_SCALE = 10.0


@cache
def formats() -> tuple[DocumentFormat, ...]:
    """All formats, by id."""
    package = import_module(__package__)
    names = (info.name for info in pkgutil.iter_modules(package.__path__) if info.name != "transcripts")
    modules = (import_module(f"{__package__}.{name}") for name in sorted(names))
    found = (getattr(module, "FORMAT", None) for module in modules)
    return tuple(sorted((f for f in found if isinstance(f, DocumentFormat)), key=_by_id))


def supported_suffixes() -> frozenset[str]:
    """Lower-case suffixes, with the dot, of the files that can be added."""
    return frozenset(suffix for f in formats() for suffix in f.suffixes)


def media_type_for(path: Path) -> str | None:
    """The media type that the file's name promises; None when no format has that suffix."""
    chosen = _format_of_suffix(path)
    return chosen.media_type(path) if chosen else None


def parse(path: Path, options: ReadOptions = AS_IT_COMES) -> ParsedDocument:
    """Read one file. What it holds decides how it is read, not its name.

    Raises UserError: file_missing, not_a_file, permission_denied, too_large, empty_document,
    unsupported_format, encrypted_document, damaged_document, no_text.
    """
    return parse_bytes(path, _read_file(path), options)


def parse_bytes(name: Path, data: bytes, options: ReadOptions = AS_IT_COMES) -> ParsedDocument:
    """Read the content of a file that somebody else opened; ``name`` is never looked up on the disk.

    Raises UserError: too_large, empty_document, unsupported_format or the reason why a known kind is not read
    (such as audio_not_read), encrypted_document, damaged_document, no_text.
    """
    return _format_of_content(name, data).read(name, data, with_budget(options))


def render_page(
    path: Path,
    page: int,
    scale: float,
    highlight: Span | None = None,
    recognized: Sequence[RecognizedPage] = (),
) -> PageImage:
    """Paint a page (from 1) at ``scale`` pixels per point, with the boxes of ``highlight`` (document's text).

    ``recognized`` are the pages that were read from their picture when the document was read.

    Raises what :func:`parse` raises; unsupported_format for formats without pages, and invalid_input for a
    page or scale that cannot be.
    """
    if not 0 < scale <= _MAX_RENDER_SCALE:
        raise UserError("invalid_input", name="scale")
    return render_bytes(path, _read_file(path), page, scale, highlight, recognized)


def render_bytes(
    name: Path,
    data: bytes,
    page: int,
    scale: float,
    highlight: Span | None = None,
    recognized: Sequence[RecognizedPage] = (),
) -> PageImage:
    """As :func:`render_page`, for a file that somebody else opened."""
    if not 0 < scale <= _MAX_RENDER_SCALE:
        raise UserError("invalid_input", name="scale")
    chosen = _format_of_content(name, data)
    if chosen.render is None:
        raise UserError("unsupported_format", suffix=name.suffix.lower())
    return chosen.render(name, data, PageWanted(page, scale, highlight, recognized))


def looks_readable(head: bytes) -> bool:
    """Whether a file with an unknown suffix is worth adding, by its first 4 KB or so: a text, or a known container."""
    if not head.strip(b"\x00 \t\r\n"):
        return False
    return sniff(head, None) is not None


def reason_against(head: bytes) -> UserError | None:
    """Why a file that begins so is not read: a known kind without text, or an unknown one. None: it may be read."""
    if looks_readable(head):
        return None
    return UserError(known_binary(head) or "unsupported_format")


def _by_id(document_format: DocumentFormat) -> str:
    return document_format.format_id


def _format_of_suffix(path: Path) -> DocumentFormat | None:
    suffix = path.suffix.lower()
    return next((f for f in formats() if suffix in f.suffixes), None)


def _format_of_content(path: Path, data: bytes) -> DocumentFormat:
    if not data:
        raise UserError("empty_document")
    promised = _format_of_suffix(path)
    found = sniff(data, promised.format_id if promised else None)
    chosen = next((f for f in formats() if f.format_id == found), None)
    if chosen is None:
        raise UserError(known_binary(data) or "unsupported_format", suffix=path.suffix.lower())
    if len(data) > chosen.max_bytes:
        raise UserError("too_large", size=len(data), limit=chosen.max_bytes)
    return chosen


def _read_file(path: Path) -> bytes:
    """The whole file; regular files only, and never more than the largest format takes."""
    limit = max(f.max_bytes for f in formats())
    try:
        # O_NONBLOCK: opening a pipe that nobody writes to must not wait.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with open(descriptor, "rb") as file:  # noqa: PTH123 - a descriptor, not a path
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise UserError("not_a_file")
            if status.st_size > limit:
                raise UserError("too_large", size=status.st_size, limit=limit)
            return file.read(limit + 1)
    except OSError as error:
        raise _translated(path, error) from error


def _translated(path: Path, error: OSError) -> UserError:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return UserError("file_missing")
    if isinstance(error, IsADirectoryError) or error.errno in (errno.ENXIO, errno.ELOOP) or path.is_dir():
        return UserError("not_a_file")
    if isinstance(error, PermissionError):
        return UserError("permission_denied")
    return UserError("damaged_document")
