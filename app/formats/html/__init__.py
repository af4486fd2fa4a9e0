"""Web pages.

guard   what would keep the parser busy for hours is found before it sees the page
walk    elements to blocks
reader  bytes to document
"""

from __future__ import annotations

from pathlib import Path

from app.domain.documents import ParsedDocument, ReadOptions
from app.formats.base import DocumentFormat


def read(path: Path, data: bytes, _options: ReadOptions) -> ParsedDocument:
    """Raises UserError: empty_document, no_text."""
    from app.formats.html.reader import read_html

    return read_html(path, data)


FORMAT = DocumentFormat(
    format_id="html",
    label="Web page",
    suffixes=(".html", ".htm", ".xhtml"),
    media_types=("text/html", "application/xhtml+xml"),
    read=read,
    max_bytes=64 * 1024 * 1024,
)
