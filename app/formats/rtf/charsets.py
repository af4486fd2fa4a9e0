"""Python's names for RTF's code pages and character sets (Rich Text Format Specification 1.9.1, Microsoft)."""

from __future__ import annotations

import codecs

_BY_CHARSET = {
    0: "cp1252", 2: "cp1252", 77: "mac_roman", 78: "shift_jis", 79: "euc_kr", 80: "gb18030", 81: "big5",
    83: "mac_greek", 84: "cp1255", 85: "mac_turkish", 88: "mac_latin2", 89: "mac_cyrillic",
    128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030", 136: "big5", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
    254: "cp437", 255: "cp850",
}  # fmt: skip
_BY_PAGE = {0: "cp1252", 42: "cp1252", 708: "iso8859_6", 709: "cp1256", 710: "cp1256", 711: "cp1256", 936: "gb18030",
            10000: "mac_roman", 10001: "shift_jis", 10006: "mac_greek", 10007: "mac_cyrillic", 10029: "mac_latin2",
            10081: "mac_turkish", 20866: "koi8_r", 21866: "koi8_u", 28591: "cp1252", 28592: "iso8859_2",
            28605: "iso8859_15", 50220: "iso2022_jp", 51932: "euc_jp", 54936: "gb18030", 65001: "utf-8"}  # fmt: skip


def by_charset(number: int) -> str | None:
    """The encoding of a font's ``\\fcharset``; None where the document's own counts."""
    return _BY_CHARSET.get(number) if number != 1 else None


def by_page(number: int) -> str:
    """The encoding of a Windows or Macintosh code page; Windows-1252 for unknown ones."""
    if number in _BY_PAGE:
        return _BY_PAGE[number]
    try:
        return codecs.lookup(f"cp{number}").name
    except (LookupError, ValueError):
        return "cp1252"
