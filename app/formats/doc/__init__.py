"""Word 97 documents (and older ones in the same container).

pieces      the header and the piece table: which bytes are which characters
properties  what the file says about runs of bytes: styles, table cells, lists, hidden text
reader      paragraphs to blocks
"""

from __future__ import annotations

from pathlib import Path

from app.domain.documents import ParsedDocument, ReadOptions
from app.formats.base import DocumentFormat


def read(path: Path, data: bytes, _options: ReadOptions) -> ParsedDocument:
    """Raises UserError: encrypted_document, damaged_document, no_text."""
    from app.formats.doc.reader import read_doc

    return read_doc(path, data)


FORMAT = DocumentFormat(
    format_id="doc",
    label="Word 97 document",
    suffixes=(".doc", ".dot"),
    media_types=("application/msword",),
    read=read,
    max_bytes=256 * 1024 * 1024,
)
