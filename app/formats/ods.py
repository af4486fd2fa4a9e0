"""OpenDocument spreadsheets (LibreOffice Calc and others), zipped or flat, read as a stream."""

from __future__ import annotations

from pathlib import Path

from app.domain.documents import ParsedDocument, ReadOptions
from app.formats.base import DocumentFormat


def read(path: Path, data: bytes, _options: ReadOptions) -> ParsedDocument:
    """Raises UserError: encrypted_document, damaged_document, too_large (a decompression bomb), no_text."""
    from app.formats.odf.sheets import read_ods

    return read_ods(path, data)


FORMAT = DocumentFormat(
    format_id="ods",
    label="OpenDocument spreadsheet",
    suffixes=(".ods", ".ots", ".fods", ".sxc"),
    media_types=(
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.spreadsheet-template",
        "application/vnd.oasis.opendocument.spreadsheet-flat-xml",
    ),
    read=read,
    max_bytes=256 * 1024 * 1024,
)
