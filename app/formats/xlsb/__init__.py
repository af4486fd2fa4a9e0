"""Excel's binary workbooks in a ZIP package.

records  the binary parts, record by record
reader   bytes to document

An own reader and not calamine's: that one holds a sheet as one dense grid, and two cells far apart end the process.
"""

from __future__ import annotations

from pathlib import Path

from app.domain.documents import ParsedDocument, ReadOptions
from app.formats.base import DocumentFormat


def read(path: Path, data: bytes, _options: ReadOptions) -> ParsedDocument:
    """Raises UserError: encrypted_document, damaged_document, too_large (a decompression bomb), no_text."""
    from app.formats.xlsb.reader import read_xlsb

    return read_xlsb(path, data)


FORMAT = DocumentFormat(
    format_id="xlsb",
    label="Excel binary workbook",
    suffixes=(".xlsb",),
    media_types=("application/vnd.ms-excel.sheet.binary.macroEnabled.12",),
    read=read,
    max_bytes=256 * 1024 * 1024,
)
