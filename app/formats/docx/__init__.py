"""Word documents (Office Open XML), read from the package itself.

styles     which styles are headings and lists
numbering  the numbers Word puts before paragraphs
body       paragraphs, tables, text boxes, notes to blocks
reader     bytes to document
"""

from __future__ import annotations

from pathlib import Path

from app.domain.documents import ParsedDocument, ReadOptions
from app.formats.base import DocumentFormat


def read(path: Path, data: bytes, _options: ReadOptions) -> ParsedDocument:
    """Raises UserError: encrypted_document, damaged_document, too_large (a decompression bomb), no_text."""
    from app.formats.docx.reader import read_docx

    return read_docx(path, data)


FORMAT = DocumentFormat(
    format_id="docx",
    label="Word document",
    suffixes=(".docx", ".docm", ".dotx", ".dotm"),
    media_types=(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.ms-word.document.macroEnabled.12",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.template",
        "application/vnd.ms-word.template.macroEnabled.12",
    ),
    read=read,
    max_bytes=256 * 1024 * 1024,
)
