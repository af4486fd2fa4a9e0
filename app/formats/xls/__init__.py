"""Excel 97 workbooks, and those of Excel 5 and 95 in the same container.

records  the binary stream, record by record; texts that go on in the next record
reader   bytes to document

An own reader: the known one for Python (calamine) holds a sheet as one dense grid, and a damaged cell number makes it
ask for more memory than there is.
"""

from __future__ import annotations

from pathlib import Path

from app.domain.documents import ParsedDocument, ReadOptions
from app.formats.base import DocumentFormat


def read(path: Path, data: bytes, _options: ReadOptions) -> ParsedDocument:
    """Raises UserError: encrypted_document, damaged_document, no_text."""
    from app.formats.xls.reader import read_xls

    return read_xls(path, data)


FORMAT = DocumentFormat(
    format_id="xls",
    label="Excel 97 workbook",
    suffixes=(".xls", ".xlt", ".xla"),
    media_types=("application/vnd.ms-excel",),
    read=read,
    max_bytes=128 * 1024 * 1024,
)
