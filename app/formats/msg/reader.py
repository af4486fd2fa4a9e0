"""One Outlook message to blocks: subject, who and when, what was written; attachments as documents of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import olefile

from app.domain.documents import BlockKind, ParsedDocument, ReadOptions
from app.domain.errors import CarrelError, UserError
from app.formats.base import DocumentBuilder
from app.formats.cleaning import clean_text
from app.formats.msg import properties as p
from app.formats.msg.compressed import decompressed
from app.formats.msg.properties import Properties
from app.formats.nested import make_part, read_part
from app.formats.plain_text import add_text

MEDIA_TYPE = "application/vnd.ms-outlook"
_MOST_PARTS = 1_000
_EMBEDDED = "__substg1.0_3701000D"
_RECIPIENTS = ((1, "To", p.DISPLAY_TO), (2, "Cc", p.DISPLAY_CC), (3, "Bcc", p.DISPLAY_BCC))


def read_msg(path: Path, data: bytes, options: ReadOptions) -> ParsedDocument:
    """Raises UserError: damaged_document, no_text."""
    try:
        container = olefile.OleFileIO(data)
        is_message = container.exists("__properties_version1.0")
        parsed = _Message(container, ()).read(path, options) if is_message else None
    except (CarrelError, MemoryError):
        raise
    except Exception as error:  # olefile raises whatever a damaged container leads to
        raise UserError("damaged_document") from error
    if parsed is None:
        raise UserError("damaged_document")
    return parsed


class _Message:
    """A message in the container, or in another message."""

    def __init__(self, container: olefile.OleFileIO, place: tuple[str, ...]) -> None:
        self._container = container
        self._properties = Properties(container, place)

    def read(self, path: Path, options: ReadOptions) -> ParsedDocument:
        """A document of its own."""
        builder = DocumentBuilder(MEDIA_TYPE)
        subject = " ".join(clean_text(self._properties.text(p.SUBJECT)).split())
        builder.add(BlockKind.HEADING, subject, level=1)
        builder.add(BlockKind.PARAGRAPH, "\n".join(self._fields()))
        self._add_body(builder)
        for number, place in enumerate(self._properties.children("__attach_version1.0")):
            if number >= _MOST_PARTS:
                builder.warn("parts_left_out", partial=True)
                break
            self._add_attachment(builder, place, options)
        return builder.build(subject or path.stem)

    def _fields(self) -> Iterator[str]:
        properties = self._properties
        name = properties.text(p.SENDER_NAME) or properties.text(p.SENT_FOR_NAME)
        mail = (
            properties.text(p.SENDER_SMTP)
            or properties.text(p.SENDER_MAIL)
            or properties.text(p.SENT_FOR_MAIL)
        )
        if name or mail:
            yield f"From: {_person(name, mail)}"
        people = list(self._recipients())
        for kind, label, display in _RECIPIENTS:
            names = [person for its_kind, person in people if its_kind == kind]
            text = ", ".join(names) or properties.text(display)
            if text.strip():
                yield f"{label}: {' '.join(text.split())}"
        when = properties.time(p.SENT) or properties.time(p.DELIVERED)
        if when is not None:
            yield f"Date: {when:%a, %d %b %Y %H:%M} UTC"

    def _recipients(self) -> Iterator[tuple[int, str]]:
        for place in self._properties.children("__recip_version1.0")[:_MOST_PARTS]:
            recipient = Properties(self._container, place)
            page = self._properties.page
            mail = recipient.text(p.SMTP, page) or recipient.text(p.MAIL, page)
            person = _person(recipient.text(p.NAME, page), mail)
            if person:
                yield recipient.number(p.RECIPIENT_TYPE) or 1, person

    def _add_body(self, builder: DocumentBuilder) -> None:
        """The plain text; the HTML or the rich text where there is none."""
        text = clean_text(self._properties.text(p.BODY))
        html = self._properties.binary(p.HTML) or self._properties.text(p.HTML).encode("utf-8")
        if text.strip():
            add_text(builder, text, headings=False)
        elif html.strip():
            from app.formats.html.reader import add_html

            add_html(builder, html, properties=True)
        else:
            from app.formats.rtf.walk import add_rtf

            add_rtf(builder, decompressed(self._properties.binary(p.RICH_TEXT)))

    def _add_attachment(self, builder: DocumentBuilder, place: tuple[str, ...], options: ReadOptions) -> None:
        attachment = Properties(self._container, place)
        page = self._properties.page
        name = attachment.text(p.LONG_FILE_NAME, page) or attachment.text(p.FILE_NAME, page)
        name = name or attachment.text(p.NAME, page) or "attachment"
        inner = (*place, _EMBEDDED)
        if self._container.exists("/".join(inner)):
            message = _Message(self._container, inner)
            make_part(builder, name, 0, options, lambda deeper: message.read(Path(name), deeper), level=2)
            return
        data = attachment.binary(p.ATTACHED)
        if data:
            read_part(builder, name, data, options, level=2)


def _person(name: str, mail: str) -> str:
    """Name and address, once each."""
    name, mail = " ".join(clean_text(name).split()).strip("'\""), clean_text(mail).strip().strip("'\"")
    if not mail or mail.casefold() == name.casefold():
        return name or mail
    return f"{name} <{mail}>" if name else mail
