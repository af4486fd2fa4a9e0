"""From bytes to text when nobody says how they were encoded.

The order: byte order mark, NUL pattern (UTF-16/32 without a mark; before UTF-8, since ASCII in UTF-16 is
valid UTF-8 with NULs), ISO-2022-JP escapes, strict UTF-8, UTF-16 of CJK, pairs of bytes of East Asian encodings,
the alphabets of 8-bit encodings, a guess among likely encodings, this computer's own, Windows-1252. Never UTF-7.
"""

from __future__ import annotations

import codecs
import locale

from app.formats.alphabets import encoding_by_letters
from app.formats.double_bytes import encoding_by_pairs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LIKELY = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "iso8859_2", "iso8859_15",
    "koi8_r", "koi8_u", "cp437", "cp850", "cp866", "mac_roman", "shift_jis", "euc_jp",
    "gb18030", "big5", "euc_kr",
]  # fmt: skip
_SAMPLE = 32 * 1024


def decode(data: bytes, declared: str | None = None) -> str:
    """The text of ``data``; ``declared`` is an encoding the file itself names. Never raises."""
    data = data.rstrip(b"\x00") if data.endswith(b"\x00" * 8) else data  # logs are padded so
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    encoding = _by_nuls(data) or _by_escapes(data) or _known(declared)
    if encoding:
        return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3 and not data[: error.start].isascii():  # a last character cut in two
            return data.decode("utf-8", "ignore")
    return data.decode(utf16_of_cjk(data) or _guess(data), "replace")


def decode_start(data: bytes, most: int, declared: str | None = None) -> tuple[str, bool]:
    """The first ``most`` characters of the text, and whether there are more."""
    text = decode(data[: 4 * most], declared)
    return text[:most], len(text) > most or len(data) > 4 * most


def ascii_view(head: bytes) -> str:
    """The beginning of a text with its ASCII readable, whatever the encoding; the rest may be wrong."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return head[len(mark) :].decode(name, "replace")
    return head.decode(_by_nuls(head) or "latin-1", "replace")


def utf16_of_cjk(data: bytes) -> str | None:
    """UTF-16 without a mark, of scripts that show no NULs. Only for what is not valid UTF-8."""
    sample = data[: _SAMPLE // 4]
    sample = sample[: len(sample) // 2 * 2]
    for encoding in ("utf-16-le", "utf-16-be"):
        text = sample.decode(encoding, "replace")
        ideographs = sum("\u4e00" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3" for c in text)
        others = sum(
            c in "\t\r\n" or " " <= c <= "~" or "\u3000" <= c <= "\u30ff" or "\uff00" <= c <= "\uffef"
            for c in text
        )
        # Pairs of 8-bit letters look like ideographs too, but they never make punctuation.
        if (
            ideographs + others > len(text) * 0.98
            and ideographs > len(text) * 0.2
            and others > len(text) * 0.02
        ):
            return encoding
    return None


def _by_escapes(data: bytes) -> str | None:
    """ISO-2022-JP looks like ASCII with escapes."""
    if b"\x1b$" not in data[:_SAMPLE]:
        return None
    try:
        data[:_SAMPLE].decode("iso2022_jp", "strict")
    except UnicodeDecodeError:
        return None
    return "iso2022_jp"


def _by_nuls(data: bytes) -> str | None:
    """UTF-16/32 without a mark: NULs in every second, or three of every four, places."""
    sample = data[: _SAMPLE - _SAMPLE % 4]
    if sample.count(0) < len(sample) / 5 or len(sample) < 4:
        return None
    zeros = [sample[offset::4].count(0) / max(len(sample) // 4, 1) for offset in range(4)]
    if zeros[1] > 0.9 and zeros[2] > 0.9:
        return "utf-32-le" if zeros[3] > 0.9 else "utf-32-be" if zeros[0] > 0.9 else None
    if zeros[0] + zeros[2] > 4 * (zeros[1] + zeros[3]):
        return "utf-16-be"
    return "utf-16-le" if zeros[1] + zeros[3] > 4 * (zeros[0] + zeros[2]) else None


def _known(name: str | None) -> str | None:
    """The codec of a declared name; None for unknown ones and UTF-7. WHATWG: Latin-1 means Windows-1252."""
    if not name:
        return None
    try:
        codec = codecs.lookup(name.strip())
    except (LookupError, ValueError):
        return None
    if not getattr(codec, "_is_text_encoding", True) or codec.name in ("utf-7", "utf-8", "idna", "punycode"):
        return None
    if codec.name.startswith(("utf-16", "utf-32")):
        return None  # it would have shown in the NULs; a page that can say so in ASCII is not UTF-16
    return "cp1252" if codec.name in ("iso8859-1", "ascii") else codec.name


def _guess(data: bytes) -> str:
    middle = len(data) // 2
    sample = data
    if len(data) > 3 * _SAMPLE:
        sample = data[:_SAMPLE] + data[middle : middle + _SAMPLE] + data[-_SAMPLE:]
    told = encoding_by_pairs(sample) or encoding_by_letters(sample)
    if told:
        return told
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=_LIKELY, enable_fallback=False).best()
    return best.encoding if best else _system_encoding(sample)


def _system_encoding(sample: bytes) -> str:
    """The code page of this computer, where that is one and can be; else that of Western Windows."""
    name = _known(locale.getencoding())
    try:
        sample.decode(name or "cp1252")
    except UnicodeDecodeError:
        return "cp1252"
    return name or "cp1252"
