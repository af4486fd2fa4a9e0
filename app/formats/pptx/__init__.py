"""PowerPoint presentations (Office Open XML), read from the package itself. A slide is a page.

shapes  what stands on one slide: titles, lists, tables, groups, pictures
reader  slides in the order they are shown, with their notes and comments
"""

from __future__ import annotations

from pathlib import Path

from app.domain.documents import ParsedDocument, ReadOptions
from app.formats.base import DocumentFormat


def read(path: Path, data: bytes, _options: ReadOptions) -> ParsedDocument:
    """Raises UserError: encrypted_document, damaged_document, too_large (a decompression bomb), no_text."""
    from app.formats.pptx.reader import read_pptx

    return read_pptx(path, data)


FORMAT = DocumentFormat(
    format_id="pptx",
    label="PowerPoint presentation",
    suffixes=(".pptx", ".pptm", ".ppsx", ".ppsm", ".potx", ".potm"),
    media_types=(
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "application/vnd.ms-powerpoint.presentation.macroEnabled.12",
        "application/vnd.openxmlformats-officedocument.presentationml.slideshow",
        "application/vnd.openxmlformats-officedocument.presentationml.template",
    ),
    read=read,
    max_bytes=512 * 1024 * 1024,
)
