"""What a file is by its content. Standard library only; never trusts a name where the content speaks."""

from __future__ import annotations

import re

from app.formats.binary_kinds import is_tar, reason_not_read
from app.formats.decoding import ascii_view, utf16_of_cjk
from app.formats.sniffing_containers import sniff_flat_odf, sniff_ole, sniff_zip

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"PK00PK")
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
_GZIP = b"\x1f\x8b"
_TEXT_FORMATS = frozenset({
    "text", "markdown", "html", "captions", "csv", "json", "notebook", "xml", "config", "code",
    "eml", "mbox", "mhtml", "rtf",
})  # fmt: skip
_KEEPS_ITS_NAME = _TEXT_FORMATS - {"text", "rtf", "xml"}
_SHEETS = frozenset({"xls", "xlsx", "xlsb", "ods"})

_HTML = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*){0,5}<(?:!doctype\s+html|html|head|body)\b",
    re.I | re.S,
)
_XML = re.compile(r"\s*(?:<\?xml\s|<svg[\s>])", re.I)
_RTF = re.compile(r"\s{0,64}\{\\rtf")
_JSON = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*(?:[\[{\]\"]|-?\d|true|false|null))")
_CAPTIONS = re.compile(r"WEBVTT(?:[\s-]|\Z)|(?:\d+\r?\n)?\d\d:\d\d:\d\d[,.]\d{3} --> \d\d:\d\d")
_MBOX = re.compile(r"From \S+ .{0,60}\d{4}\s*\r?\n(?:>?From |[A-Za-z][A-Za-z0-9-]*:)")
_FIELD = re.compile(r"^([A-Za-z][A-Za-z0-9-]{1,60}):[ \t]", re.M)
_MAIL_FIELDS = frozenset({
    "from", "to", "cc", "subject", "date", "received", "message-id", "mime-version", "return-path",
    "content-type", "delivered-to", "reply-to", "sender",
})  # fmt: skip
_MHTML = re.compile(r"^content-type:\s*multipart/related|^snapshot-content-location:", re.I | re.M)
_HEAD = 16 * 1024


def sniff(data: bytes, promised: str | None) -> str | None:
    """The format id of a file's content; ``promised`` is what its name says. None: no format reads this."""
    if _is_pdf(data, promised):
        return "pdf"
    if data.startswith(_ZIP):
        return sniff_zip(data, promised)
    if data.startswith(_OLE):
        return sniff_ole(data, promised)
    if data.startswith(_IMAGES) or _is_bmp(data) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return "image"
    if data.startswith(_GZIP) or is_tar(data):
        return "archive"
    if known_binary(data):
        return None
    return _sniff_text(data, promised)


def known_binary(data: bytes) -> str | None:
    """The reason not to read a known kind of binary file; None for everything else, text above all."""
    code = reason_not_read(data)
    if code is None:
        return None
    stray = any(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in data[:64])
    return code if stray or looks_binary(data) else None  # words may begin like a signature


def looks_binary(data: bytes) -> bool:
    """Many control characters, and not the NUL pattern of UTF-16 or UTF-32 text."""
    sample = data[:4096].rstrip(b"\x00")
    if sample.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        return False
    stray = sum(byte < 9 or 13 < byte < 27 or 27 < byte < 32 or byte == 127 for byte in sample)
    nuls = sample.count(0)
    if nuls > len(sample) // 5:
        even, odd = sample[::2].count(0), sample[1::2].count(0)
        return not (
            stray - nuls <= len(sample) // 50 and max(even, odd) >= 4 * min(even, odd) + len(sample) // 8
        ) and not _utf32(sample)
    return stray > max(len(sample) // 20, 2) and stray - nuls > 2


def _is_pdf(data: bytes, promised: str | None) -> bool:
    """Behind the first bytes the mark counts only where nothing says that this is text about PDF."""
    at = data[:1024].find(b"%PDF-")
    if at < 0:
        return False
    before = data[:at].strip(b"\x00 \t\r\n\xef\xbb\xbf")
    if not before or promised == "pdf":
        return not before.startswith(b"<")
    return b"startxref" in data[-2048:] and not before.startswith(b"<") and promised not in _KEEPS_ITS_NAME


def _is_bmp(data: bytes) -> bool:
    """The two letters and the reserved zeros of the file header."""
    return data[:2] == b"BM" and data[6:10] == bytes(4) and len(data) > 26


def _sniff_text(data: bytes, promised: str | None) -> str | None:
    if looks_binary(data):
        if promised is None or promised in _TEXT_FORMATS:
            return (promised or "text") if utf16_of_cjk(data) else None
        return promised  # damaged: that format's reader says so
    head = ascii_view(data[:_HEAD])
    if _RTF.match(head):
        return "rtf"
    if promised != "code" and _HTML.match(head):
        return "html"
    if promised in _KEEPS_ITS_NAME:
        return promised
    return sniff_flat_odf(data) or _text_by_content(head, promised)


def _text_by_content(head: str, promised: str | None) -> str:
    """The kind of text in a file whose name says nothing, or something that it is not."""
    if _XML.match(head) or (promised == "xml" and head.lstrip().startswith("<")):
        return "xml"
    mail = _mail_kind(head)
    if mail or promised == "text":
        return mail or "text"
    if _CAPTIONS.match(head):
        return "captions"
    if _JSON.match(head):
        return "json"
    if head.startswith("#!"):
        return "code"
    return "csv" if promised in _SHEETS and re.search(r"[,;\t]", head) else "text"


def _mail_kind(head: str) -> str | None:
    """A mailbox, or a message: three fields of mails, one of them saying whom it is from or what it is."""
    if _MBOX.match(head):
        return "mbox"
    top = re.split(r"\r?\n\r?\n", head.lstrip("\r\n"), maxsplit=1)[0]
    first = top.split("\n", 1)[0]
    names = {name.lower() for name in _FIELD.findall(top)} & _MAIL_FIELDS
    if (
        not _FIELD.match(first)
        or len(names) < 3
        or not names & {"from", "received", "mime-version", "message-id"}
    ):
        return None
    return "mhtml" if _MHTML.search(top) and "text/html" in head.lower() else "eml"


def _utf32(sample: bytes) -> bool:
    """Every fourth byte only is used: UTF-32 of mostly Latin text."""
    counts = sorted(sample[offset::4].count(0) for offset in range(4))
    quarter = len(sample) // 4
    return quarter > 0 and counts[1] >= quarter * 0.9 and counts[0] <= quarter // 10
