"""What a file is by its first bytes. Standard library only; never trusts a name where the content speaks."""

from __future__ import annotations

import io
import re
import zipfile

from app.formats.decoding import utf16_of_cjk

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BINARY = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"RIFF", b"II*\x00", b"MM\x00*", b"\x7fELF", b"MZ",
    b"\x1f\x8b",
    b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ", b"OggS", b"ID3", b"fLaC", b"\x00\x00\x01\x00",
    b"SQLite format 3",
    b"\xca\xfe\xba\xbe", b"\x1aE\xdf\xa3", b"GGUF", b"wOFF", b"8BPS", b"%!PS", b"{\\rtf",
)  # fmt: skip
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_TEXT_FORMATS = ("text", "markdown", "html", "captions")
_DOCX_TYPES = (
    b"wordprocessingml.document.main+xml",
    b"wordprocessingml.template.main+xml",
    b"ms-word.document.macroEnabled.main+xml",
    b"ms-word.template.macroEnabledTemplate.main+xml",
)


def sniff(data: bytes, promised: str | None) -> str | None:
    """The format id of a file's content; ``promised`` is what its name says. None: no format reads this."""
    head = data[:1024]
    if b"%PDF-" in head and not head.lstrip().startswith(b"<"):
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _sniff_zip(data, promised)
    if head.startswith(_OLE):
        return "docx" if promised == "docx" else None
    if head.startswith(_BINARY) and (not head[:8].isascii() or _looks_binary(data)):
        return None
    return _sniff_text(data, promised)


def _sniff_zip(data: bytes, promised: str | None) -> str | None:
    """A DOCX by its content types; a ZIP that cannot be opened is what its name says."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("[Content_Types].xml") as part:
            types = part.read(1_000_000)
    except Exception:  # noqa: BLE001 - a crafted archive raises whatever it likes; the reader says what is wrong
        return "docx" if promised == "docx" else None
    if any(kind in types for kind in _DOCX_TYPES):
        return "docx"
    return "docx" if promised == "docx" and b"wordprocessingml" in types else None


def _sniff_text(data: bytes, promised: str | None) -> str | None:
    if _looks_binary(data):
        if promised in _TEXT_FORMATS:
            return promised if utf16_of_cjk(data) else None
        return promised  # damaged: that format's reader says so
    if promised != "html" and _HTML.match(data[:2048]):
        return "html"
    return promised if promised in _TEXT_FORMATS or promised is None else "text"


def _looks_binary(data: bytes) -> bool:
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


def _utf32(sample: bytes) -> bool:
    """Every fourth byte only is used: UTF-32 of mostly Latin text."""
    counts = sorted(sample[offset::4].count(0) for offset in range(4))
    quarter = len(sample) // 4
    return quarter > 0 and counts[1] >= quarter * 0.9 and counts[0] <= quarter // 10
