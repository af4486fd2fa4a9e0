"""Rich Text Format, read from the tokens up: code pages, fonts, escapes, tables, lists, notes.

tokens   bytes to control words, groups and text
charsets which bytes mean what
walk     tokens to paragraphs, rows and headings
"""

from __future__ import annotations

from pathlib import Path

from app.domain.documents import ParsedDocument, ReadOptions
from app.domain.errors import UserError
from app.formats.base import DocumentBuilder, DocumentFormat


def read(path: Path, data: bytes, _options: ReadOptions) -> ParsedDocument:
    """Raises UserError: damaged_document, no_text."""
    from app.formats.rtf.walk import add_rtf

    if b"{\\rtf" not in data[:1024]:
        raise UserError("damaged_document" if data.strip() else "empty_document")
    builder = DocumentBuilder(FORMAT.media_types[0])
    title = add_rtf(builder, data)
    return builder.build(title or builder.first_heading() or path.stem)


FORMAT = DocumentFormat(
    format_id="rtf",
    label="Rich text",
    suffixes=(".rtf",),
    media_types=("application/rtf", "text/rtf"),
    read=read,
    max_bytes=256 * 1024 * 1024,
)
