"""Mailboxes (.mbox, RFC 4155 and its older relatives): every mail below a heading with its subject."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from app.domain.documents import ParsedDocument, ReadOptions
from app.domain.errors import CarrelError, UserError
from app.formats.base import DocumentBuilder, DocumentFormat

_BEGIN = re.compile(rb"(?:\A|(?<=\n))From (\S{1,200}) [^\n]{0,100}\d{4}[^\n]{0,40}(?:\n|\Z)")
_QUOTED = re.compile(rb"^>(>*From )", re.M)
_MOST_MAILS = 100_000


def read(path: Path, data: bytes, options: ReadOptions) -> ParsedDocument:
    """Raises UserError: empty_document, damaged_document, no_text."""
    from app.formats.mail.message import add_message, parse_message

    if not data.strip():
        raise UserError("empty_document")
    builder = DocumentBuilder(FORMAT.media_types[0])
    for number, (sender, mail) in enumerate(_mails(data)):
        if number >= _MOST_MAILS or builder.full:
            builder.warn("text_truncated", partial=True)
            break
        try:
            add_message(builder, parse_message(mail), options, sender=sender)
        except CarrelError:
            builder.warn("part_damaged", partial=True)
    return builder.build(path.stem)


def _mails(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Envelope sender and content of every mail; a file without any envelope is one mail."""
    begins = list(_BEGIN.finditer(data))
    if not begins:
        yield "", data
        return
    for begin, following in pairwise([*begins, None]):
        assert begin is not None
        mail = data[begin.end() : following.start() if following else len(data)]
        yield begin[1].decode("utf-8", "replace"), _QUOTED.sub(rb"\1", mail)


FORMAT = DocumentFormat(
    format_id="mbox",
    label="Mailbox",
    suffixes=(".mbox", ".mbx"),
    media_types=("application/mbox",),
    read=read,
    max_bytes=512 * 1024 * 1024,
)
