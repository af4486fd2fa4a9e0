"""Outlook messages (.msg, [MS-OXMSG]): an OLE container of properties, recipients and attachments.

properties  named streams to values
compressed  the compressed rich text in them
reader      one message to blocks, like a mail
"""

from __future__ import annotations

from pathlib import Path

from app.domain.documents import ParsedDocument, ReadOptions
from app.formats.base import DocumentFormat


def read(path: Path, data: bytes, options: ReadOptions) -> ParsedDocument:
    """Raises UserError: damaged_document, no_text."""
    from app.formats.msg.reader import read_msg

    return read_msg(path, data, options)


FORMAT = DocumentFormat(
    format_id="msg",
    label="Outlook message",
    suffixes=(".msg",),
    media_types=("application/vnd.ms-outlook",),
    read=read,
    max_bytes=256 * 1024 * 1024,
)
