"""Saved web pages (.mhtml, RFC 2557): the page and its frames, without pictures and styles."""

from __future__ import annotations

from pathlib import Path

from app.domain.documents import BlockKind, ParsedDocument, ReadOptions
from app.domain.errors import UserError
from app.formats.base import DocumentBuilder, DocumentFormat

_MOST_PAGES = 100


def read(path: Path, data: bytes, _options: ReadOptions) -> ParsedDocument:
    """Raises UserError: empty_document, damaged_document, no_text."""
    from app.formats.html.reader import add_html
    from app.formats.mail.headers import field
    from app.formats.mail.message import charset_of, content_of, content_type, fields_of, parse_message

    if not data.strip():
        raise UserError("empty_document")
    message = parse_message(data)
    builder = DocumentBuilder(FORMAT.media_types[0])
    title, language = field(fields_of(message), "Subject"), None
    pages = [part for part in message.walk() if content_type(part) in ("text/html", "application/xhtml+xml")]
    for number, page in enumerate(pages[:_MOST_PAGES]):  # the first is the page, the others are its frames
        found, its_language = add_html(builder, content_of(page), charset_of(page), properties=not number)
        title, language = title or found, language or its_language
    if not pages:
        add_html(builder, content_of(message), charset_of(message), properties=True)
    if not builder.blocks:
        builder.add(BlockKind.HEADING, title, level=1)
    return builder.build(title or builder.first_heading() or path.stem, language)


FORMAT = DocumentFormat(
    format_id="mhtml",
    label="Saved web page",
    suffixes=(".mhtml", ".mht"),
    media_types=("multipart/related", "application/x-mimearchive"),
    read=read,
    max_bytes=128 * 1024 * 1024,
)
