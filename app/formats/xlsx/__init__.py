"""Excel workbooks (Office Open XML), read as a stream: a sheet of a million cells costs no more memory than a row.

cells           a sheet's XML to rows of text
surroundings    what the file says about a sheet besides its cells: merged cells, tables, comments, drawings
reader          bytes to document
"""

from __future__ import annotations

from pathlib import Path

from app.domain.documents import ParsedDocument, ReadOptions
from app.formats.base import DocumentFormat


def read(path: Path, data: bytes, _options: ReadOptions) -> ParsedDocument:
    """Raises UserError: encrypted_document, damaged_document, too_large (a decompression bomb), no_text."""
    from app.formats.xlsx.reader import read_xlsx

    return read_xlsx(path, data)


FORMAT = DocumentFormat(
    format_id="xlsx",
    label="Excel workbook",
    suffixes=(".xlsx", ".xlsm", ".xltx", ".xltm", ".xlam"),
    media_types=(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.ms-excel.sheet.macroEnabled.12",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.template",
        "application/vnd.ms-excel.template.macroEnabled.12",
    ),
    read=read,
    max_bytes=256 * 1024 * 1024,
)
