"""One message to blocks: subject, who and when, what was written; attachments as documents of their own.

Parsed with ``email.policy.compat32``, the only policy that takes linear time on hostile headers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from email import policy
from email.message import Message
from email.parser import BytesParser
from pathlib import Path
from typing import TypeAlias

from app.domain.documents import BlockKind, ParsedDocument, ReadOptions
from app.domain.errors import ErrorInfo, UserError
from app.formats.base import DocumentBuilder
from app.formats.cleaning import clean_text
from app.formats.decoding import decode
from app.formats.mail.headers import LONGEST_FIELD, MOST_FIELDS, Fields, decode_value, field
from app.formats.nested import make_part, read_part
from app.formats.plain_text import add_text

MEDIA_TYPE = "message/rfc822"
_SHOWN = ("From", "To", "Cc", "Bcc", "Reply-To", "Date")
_MOST_PARTS = 1_000
_MAX_DEPTH = 20
_MOST_HEAD = 4 * 1024 * 1024
_MOST_COMPARED = 20
_WORD = re.compile(r"\b[^\W\d_]{2,}\b")
_SAME, _DIFFERENT = 0.1, 0.5
"""Shares of the words of one wording that the other lacks: the same text, and another text."""

_Message: TypeAlias = "Message[str, str]"


@dataclass(slots=True)
class _Body:
    """What a reader sees first, and what is attached to it."""

    texts: list[_Message]
    attachments: list[_Message]
    parts: int = 0
    cut: bool = False


def parse_message(data: bytes) -> _Message:
    """Raises UserError("damaged_document") when it is nested beyond what can be followed."""
    try:
        return BytesParser(policy=policy.compat32).parsebytes(_with_short_head(data))
    except (RecursionError, IndexError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise UserError("damaged_document") from error


def read_message(path: Path, message: _Message, options: ReadOptions) -> ParsedDocument:
    """A document of its own. Raises UserError("no_text") when there is neither a field nor a text."""
    builder = DocumentBuilder(MEDIA_TYPE)
    title = add_message(builder, message, options)
    return builder.build(title or path.stem)


def add_message(
    builder: DocumentBuilder, message: _Message, options: ReadOptions, *, sender: str = "", level: int = 1
) -> str:
    """Add a message below a heading of ``level`` with its subject, which is returned.

    ``sender`` is who sent it where the message does not say so.
    """
    fields = fields_of(message)
    subject = field(fields, "Subject")
    builder.add(BlockKind.HEADING, subject, level)
    shown = {name: field(fields, name) for name in _SHOWN}
    shown["From"] = shown["From"] or sender
    builder.add(BlockKind.PARAGRAPH, "\n".join(f"{name}: {value}" for name, value in shown.items() if value))
    body = _Body([], [])
    _collect(message, body, 0)
    for part in body.texts:
        _add_text_part(builder, part)
    for part in body.attachments:
        _add_attachment(builder, part, options, level + 1)
    if body.cut:
        builder.warn("parts_left_out", partial=True)
    return subject


def fields_of(message: _Message) -> Fields:
    """Names and raw values, in the order in which they stand."""
    return [(name, str(value)) for name, value in message.raw_items()][:MOST_FIELDS]


def content_of(part: _Message) -> bytes:
    """The decoded content of a part; what stands there where it cannot be decoded."""
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError, AttributeError):
        payload = part.get_payload()
    if isinstance(payload, str):
        return payload.encode("utf-8", "surrogateescape")
    return payload if isinstance(payload, bytes) else b""


def charset_of(part: _Message) -> str | None:
    """The encoding that a part declares."""
    try:
        charset = part.get_param("charset")
    except (ValueError, LookupError, TypeError, AttributeError, UnicodeError):
        return None
    return charset if isinstance(charset, str) else None


def content_type(part: _Message) -> str:
    """The media type, lower case; what cannot be made out is text."""
    try:
        return part.get_content_type()
    except (ValueError, LookupError, TypeError, AttributeError, UnicodeError):
        return "text/plain"


def name_of(part: _Message) -> str:
    """The file name of a part; "" where it has none."""
    try:
        name = part.get_filename()
    except (ValueError, LookupError, TypeError, AttributeError, UnicodeError):
        return ""
    return decode_value(name) if name else ""


def _with_short_head(data: bytes) -> bytes:
    """Without the end of a header that is longer than any mail's, and of fields longer than is looked at."""
    end = data.find(b"\n\n")
    other = data.find(b"\n\r\n")
    end = min((at for at in (end, other) if at >= 0), default=len(data))
    if end <= LONGEST_FIELD:
        return data
    lines: list[bytes] = []
    size = fields = taken = 0
    for line in data[:end].splitlines(keepends=True):
        continues = line[:1] in b" \t"
        size = size + len(line) if continues else len(line)
        fields += not continues
        if fields <= MOST_FIELDS and taken <= _MOST_HEAD and size - len(line) < LONGEST_FIELD:
            lines.append(line if size <= LONGEST_FIELD else line[: LONGEST_FIELD - size].rstrip() + b"\n")
            taken += len(lines[-1])
    return b"".join(lines) + data[end:]


def _collect(part: _Message, body: _Body, depth: int) -> None:
    """Sort the parts below into what is shown and what is attached."""
    body.parts += 1
    if body.parts > _MOST_PARTS or depth > _MAX_DEPTH:
        body.cut = True
        return
    kind = content_type(part)
    if part.is_multipart() and kind != "message/rfc822":
        children = [child for child in part.get_payload() if isinstance(child, Message)]
        if kind == "multipart/alternative":
            _collect_alternative(children, body, depth)
        else:
            for child in children:
                if not (kind == "multipart/related" and _is_embedded(child)):
                    _collect(child, body, depth + 1)
    elif _is_shown(part, kind):
        body.texts.append(part)
    else:
        body.attachments.append(part)


def _collect_alternative(children: list[_Message], body: _Body, depth: int) -> None:
    """The wording that says most; attachments in any of them."""
    plain: list[_Message] = []
    rich: list[_Message] = []
    for child in children:
        inner = replace(body, texts=[], attachments=[])
        _collect(child, inner, depth + 1)
        body.parts, body.cut = inner.parts, inner.cut
        body.attachments += inner.attachments
        if inner.texts and content_type(inner.texts[0]) == "text/plain":
            plain = plain or inner.texts
        elif inner.texts:
            rich = inner.texts
    body.texts += _fuller(plain, rich)


def _fuller(plain: list[_Message], rich: list[_Message]) -> list[_Message]:
    """The plain text, unless the HTML beside it says more; both where they say different things."""
    in_plain, in_rich = _words(plain), _words(rich)
    if not in_rich or not in_plain:
        return rich if in_rich else plain
    only_plain = len(in_plain - in_rich) / len(in_plain)
    only_rich = len(in_rich - in_plain) / len(in_rich)
    if only_plain > _DIFFERENT and only_rich > _DIFFERENT:
        return [*plain, *rich]
    return rich if only_rich > _SAME >= only_plain else plain


def _words(parts: list[_Message]) -> set[str]:
    scratch = DocumentBuilder(MEDIA_TYPE)
    for part in parts[:_MOST_COMPARED]:
        _add_text_part(scratch, part)
    return set(_WORD.findall(scratch.build("").text)) if scratch.blocks else set()


def _is_embedded(part: _Message) -> bool:
    """A picture or style that the HTML beside it shows."""
    return content_type(part).split("/")[0] in ("image", "audio", "video") or content_type(part) == "text/css"


def _is_shown(part: _Message, kind: str) -> bool:
    if kind not in ("text/plain", "text/html", "text/enriched"):
        return False
    return (part.get_content_disposition() or "") != "attachment" and not name_of(part)


def _add_text_part(builder: DocumentBuilder, part: _Message) -> None:
    data, charset = content_of(part), charset_of(part)
    if content_type(part) == "text/html":
        from app.formats.html.reader import add_html

        add_html(builder, data, charset, properties=True)
    else:
        add_text(builder, clean_text(decode(data, charset)), headings=False)


def _add_attachment(builder: DocumentBuilder, part: _Message, options: ReadOptions, level: int) -> None:
    kind, name = content_type(part), name_of(part)
    inside = part.get_payload()
    if kind == "message/rfc822" and isinstance(inside, list) and inside and isinstance(inside[0], Message):
        message = inside[0]
        name = name or field(fields_of(message), "Subject") or kind
        make_part(builder, name, 0, options, lambda inner: read_message(Path(name), message, inner), level)
        return
    data = content_of(part)
    if kind in ("application/pkcs7-mime", "application/x-pkcs7-mime") or (
        name == "encrypted.asc" or kind == "application/pgp-encrypted"
    ):
        builder.add_unread_part(name or kind, ErrorInfo("encrypted_document"), kind)
    elif data.strip():
        read_part(builder, name or _name_for(kind), data, options, level)


def _name_for(kind: str) -> str:
    """A name for an attachment without one, so that its suffix says what it is."""
    import mimetypes

    return f"attachment{mimetypes.guess_extension(kind) or ''}"
