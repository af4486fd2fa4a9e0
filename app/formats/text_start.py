"""How every format begins that is text in a file: decoded, cleaned, cut where more is not kept."""

from __future__ import annotations

from app.domain.errors import UserError
from app.formats.base import MAX_TEXT, DocumentBuilder
from app.formats.cleaning import clean_text
from app.formats.decoding import decode_start


def begin_text(data: bytes, media_type: str) -> tuple[DocumentBuilder, str]:
    """A document with nothing in it yet, and the text to put there; a text that was cut has its warning.

    Raises UserError("empty_document") when there is only white space.
    """
    start, cut = decode_start(data, MAX_TEXT)
    text = clean_text(start)
    if not text.strip():
        raise UserError("empty_document")
    builder = DocumentBuilder(media_type)
    if cut:
        builder.warn("text_truncated", partial=True)
    return builder, text
