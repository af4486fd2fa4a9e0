"""OpenDocument presentations and drawings (LibreOffice Impress and others), zipped or flat. A slide is a page."""

from __future__ import annotations

from pathlib import Path

from app.domain.documents import ParsedDocument, ReadOptions
from app.formats.base import DocumentFormat


def read(path: Path, data: bytes, _options: ReadOptions) -> ParsedDocument:
    """Raises UserError: encrypted_document, damaged_document, too_large (a decompression bomb), no_text."""
    from app.formats.odf.reader import read_odp

    return read_odp(path, data)


FORMAT = DocumentFormat(
    format_id="odp",
    label="OpenDocument presentation",
    suffixes=(".odp", ".otp", ".fodp", ".odg", ".otg", ".fodg", ".sxi"),
    media_types=(
        "application/vnd.oasis.opendocument.presentation",
        "application/vnd.oasis.opendocument.presentation-template",
        "application/vnd.oasis.opendocument.graphics",
    ),
    read=read,
    max_bytes=512 * 1024 * 1024,
)
