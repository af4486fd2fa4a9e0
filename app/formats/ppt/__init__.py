"""PowerPoint 97 presentations. A slide is a page.

records  the binary stream, record by record; which slide is where
reader   slides in the order they are shown, with their notes and comments
"""

from __future__ import annotations

from pathlib import Path

from app.domain.documents import ParsedDocument, ReadOptions
from app.formats.base import DocumentFormat


def read(path: Path, data: bytes, _options: ReadOptions) -> ParsedDocument:
    """Raises UserError: encrypted_document, damaged_document, no_text."""
    from app.formats.ppt.reader import read_ppt

    return read_ppt(path, data)


FORMAT = DocumentFormat(
    format_id="ppt",
    label="PowerPoint 97 presentation",
    suffixes=(".ppt", ".pps", ".pot"),
    media_types=("application/vnd.ms-powerpoint",),
    read=read,
    max_bytes=512 * 1024 * 1024,
)
