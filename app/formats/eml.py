"""Single mails as files (.eml, RFC 5322). Subject is the title; quoted replies are kept."""

from __future__ import annotations

from pathlib import Path

from app.domain.documents import ParsedDocument, ReadOptions
from app.domain.errors import UserError
from app.formats.base import DocumentFormat


def read(path: Path, data: bytes, options: ReadOptions) -> ParsedDocument:
    """Raises UserError: empty_document, damaged_document, no_text."""
    from app.formats.mail.message import parse_message, read_message

    if not data.strip():
        raise UserError("empty_document")
    return read_message(path, parse_message(data), options)


FORMAT = DocumentFormat(
    format_id="eml",
    label="Mail",
    suffixes=(".eml", ".emlx"),
    media_types=("message/rfc822",),
    read=read,
    max_bytes=256 * 1024 * 1024,
)
