"""Electronic books (EPUB 2 and 3): chapters in the order of the book's spine.

reader  container, package document, spine, table of contents
"""

from __future__ import annotations

from pathlib import Path

from app.domain.documents import ParsedDocument, ReadOptions
from app.formats.base import DocumentFormat


def read(path: Path, data: bytes, _options: ReadOptions) -> ParsedDocument:
    """Raises UserError: encrypted_document (copy protection), damaged_document, too_large, no_text."""
    from app.formats.epub.reader import read_epub

    return read_epub(path, data)


FORMAT = DocumentFormat(
    format_id="epub",
    label="Electronic book",
    suffixes=(".epub",),
    media_types=("application/epub+zip",),
    read=read,
    max_bytes=512 * 1024 * 1024,
)
