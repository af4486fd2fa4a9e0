"""Pictures of text: scans, photographs of pages, screenshots. Every page waits to be read from its picture.

pixels  the file as upright pages of plain pixels (Pillow)
pages   recognized pages to a document, and page images with highlighted passages
"""

from __future__ import annotations

from pathlib import Path

from app.domain.documents import PageImage, ParsedDocument, ReadOptions
from app.formats.base import DocumentFormat, PageWanted


def read(path: Path, data: bytes, options: ReadOptions) -> ParsedDocument:
    """Raises UserError: damaged_document, too_large, no_text."""
    from app.formats.image.pages import read_image

    return read_image(data, path.stem, options).parsed


def render(path: Path, data: bytes, wanted: PageWanted) -> PageImage:
    """Raises UserError("invalid_input") for a page that is not there, and what :func:`read` raises."""
    from app.formats.image.pages import render_image

    return render_image(data, path.stem, wanted)


FORMAT = DocumentFormat(
    format_id="image",
    label="Picture",
    suffixes=(".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif", ".bmp", ".webp"),
    media_types=("image/png", "image/jpeg", "image/tiff", "image/gif", "image/bmp", "image/webp"),
    read=read,
    render=render,
    max_bytes=256 * 1024 * 1024,
)
