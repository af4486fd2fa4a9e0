"""OpenDocument texts (LibreOffice Writer and others), zipped or flat."""

from __future__ import annotations

from pathlib import Path

from app.domain.documents import ParsedDocument, ReadOptions
from app.formats.base import DocumentFormat


def read(path: Path, data: bytes, _options: ReadOptions) -> ParsedDocument:
    """Raises UserError: encrypted_document, damaged_document, too_large (a decompression bomb), no_text."""
    from app.formats.odf.reader import read_odt

    return read_odt(path, data)


FORMAT = DocumentFormat(
    format_id="odt",
    label="OpenDocument text",
    suffixes=(".odt", ".ott", ".fodt", ".odm", ".sxw"),
    media_types=(
        "application/vnd.oasis.opendocument.text",
        "application/vnd.oasis.opendocument.text-template",
        "application/vnd.oasis.opendocument.text-flat-xml",
    ),
    read=read,
    max_bytes=256 * 1024 * 1024,
)
