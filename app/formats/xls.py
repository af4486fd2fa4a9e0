"""Excel 97 workbooks (and older ones in the same container)."""

from __future__ import annotations

from pathlib import Path

from app.domain.documents import ParsedDocument, ReadOptions
from app.domain.errors import UserError
from app.formats.base import DocumentBuilder, DocumentFormat

_MEDIA_TYPE = "application/vnd.ms-excel"


def read(path: Path, data: bytes, _options: ReadOptions) -> ParsedDocument:
    """Raises UserError: encrypted_document, damaged_document, no_text."""
    if not data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UserError("damaged_document")
    from app.formats.office.calamine_book import add_workbook
    from app.formats.office.ole import title_of

    builder = DocumentBuilder(_MEDIA_TYPE)
    add_workbook(builder, data)
    return builder.build(title_of(data) or path.stem)


FORMAT = DocumentFormat(
    format_id="xls",
    label="Excel 97 workbook",
    suffixes=(".xls", ".xlt", ".xla"),
    media_types=(_MEDIA_TYPE,),
    read=read,
    max_bytes=128 * 1024 * 1024,
)
