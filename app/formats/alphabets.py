"""Tells legacy 8-bit encodings apart by the letters they would yield. Standard library only.

Statistical detectors need a page of text; a letter that a language does not have tells more in one line. The
first encoding under which nearly everything beyond ASCII is a letter or sign of its languages is taken.
"""

from __future__ import annotations

_SIGNS = "«»„“”‘’‚–—…€£§°·•©®™№\xa0\xad"
_QUOTES = "«»„“”‘’–—…"
_WESTERN = "äöüßÄÖÜéèêëàâçîïôûùœæÉÈÊÀÂÇÎÔÛÙŒÆáíóúñÁÍÓÚÑ¿¡ãõÃÕåøÅØìòÌÒýðþÐÞºª"
_TURKISH = "çğıöşüÇĞİÖŞÜâîû"
_CENTRAL = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻáčďéěíňřšťúůýžÁČĎÉĚÍŇŘŠŤÚŮÝŽőűŐŰöüÖÜĺľŕôĹĽŔÔäÄßăâîşţĂÂÎŞŢđĐ"
_BALTIC = "āčēģīķļņšūžĀČĒĢĪĶĻŅŠŪŽąęėįųĄĘĖĮŲõäöüÕÄÖÜ"
_CYRILLIC = "оеаинтсрвлкмдпу"
_GREEK = "αεηιουωςστνρκλπ"
_HEBREW = "אבגדהוזחטיכלמנסעפצקרשתםןךףץ"
_ENOUGH = 0.97
_ENOUGH_OF_COMMON = 0.6
_LEAST_COMMON = 0.4

_COMMON_WESTERN = frozenset("äöüßÄÖÜéèêàçôûñáíóúãõåøæÉÀÇÖ")
_LATIN = (
    ("cp1252", _WESTERN + _SIGNS, _ENOUGH),
    ("cp1254", _TURKISH + _QUOTES, _ENOUGH),
    ("cp1250", _CENTRAL + _QUOTES, _ENOUGH),
    ("iso8859_2", _CENTRAL, _ENOUGH),
    ("cp1257", _BALTIC + _QUOTES, _ENOUGH),
    ("cp850", _WESTERN, _ENOUGH),
)
_OTHER = (
    ("cp1255", _HEBREW + _QUOTES, _ENOUGH),
    ("cp1251", _CYRILLIC, _ENOUGH_OF_COMMON),
    ("koi8_r", _CYRILLIC, _ENOUGH_OF_COMMON),
    ("iso8859_5", _CYRILLIC, _ENOUGH_OF_COMMON),
    ("cp866", _CYRILLIC, _ENOUGH_OF_COMMON),
    ("cp1253", _GREEK, _ENOUGH_OF_COMMON),
    ("cp1250", _CENTRAL, _ENOUGH),
    ("iso8859_2", _CENTRAL, _ENOUGH),
)
_MOST_ACCENTS = 0.3
"""Latin scripts use letters beyond ASCII for less than this share of a text, others for more."""


def encoding_by_letters(sample: bytes) -> str | None:
    """The encoding that makes sense of the bytes beyond ASCII; None when none does, or there is none."""
    high = bytes(byte for byte in sample if byte > 127)
    if not high:
        return None
    for encoding, letters, enough in _LATIN if len(high) < len(sample) * _MOST_ACCENTS else _OTHER:
        if _share(high, encoding, frozenset(letters)) >= enough and _plausible(high, encoding):
            return encoding
    return None


def _plausible(high: bytes, encoding: str) -> bool:
    """Western languages mostly use the common accents."""
    if encoding not in ("cp1252", "cp850"):
        return True
    return _share(high, encoding, _COMMON_WESTERN | frozenset(_SIGNS)) > _LEAST_COMMON


def _share(high: bytes, encoding: str, letters: frozenset[str]) -> float:
    text = high.decode(encoding, "replace")
    return sum(character in letters for character in text) / len(text)
