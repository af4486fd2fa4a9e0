"""PDF, through PDFium: text with its place on the page, headings, form fields, page images.

opening     bytes to a document, PDFium's errors to ours
page_text   one page: PDFium's text repaired, line by line, with where every line stands
waiting     which pages want to be read from their picture
recognized  pages that were, as lines (pure)
lines       what a line is (pure)
layout      lines to paragraphs, list items and table rows (pure)
tables      rows and forms with their labels (pure)
running     repeated page headers and footers (pure)
headings    which blocks are headings (pure)
fields      what people wrote into forms and notes
assembly    all of it put together, and the index from text back to the page (pure)
document    a file read from its first page to its last
rendering   page images with highlighted passages
"""

from __future__ import annotations

from pathlib import Path

from app.domain.documents import PageImage, ParsedDocument, ReadOptions
from app.formats.base import DocumentFormat, PageWanted


def read(path: Path, data: bytes, options: ReadOptions) -> ParsedDocument:
    """Raises UserError: encrypted_document, damaged_document, no_text."""
    from app.formats.pdf.document import read_pdf

    return read_pdf(data, path.stem, options).parsed


def render(path: Path, data: bytes, wanted: PageWanted) -> PageImage:
    """Raises UserError("invalid_input") for a page that is not there, and what :func:`read` raises."""
    from app.formats.pdf.rendering import render_pdf

    return render_pdf(data, path.stem, wanted)


FORMAT = DocumentFormat(
    format_id="pdf",
    label="PDF",
    suffixes=(".pdf",),
    media_types=("application/pdf",),
    read=read,
    render=render,
    max_bytes=512 * 1024 * 1024,
)
