"""Tells East Asian encodings apart, Thai among them, by which bytes stand where. Standard library only.

Each encoding puts the characters that people use most into one range of first bytes (JIS X 0208 level 1, GB 2312
level 1, Big5 level 1, the syllables of KS X 1001). Words of 8-bit scripts break the pairs of bytes, or make pairs
that are rare; single accents and quotation marks never make several pairs in a row.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_FEWEST = 3
_ALPHABET = 36
_RUN = 1.6
"""Characters in a row, on average: names and headings have at least that."""

_THAI_MARK = re.compile(rb"[\xd1\xd4-\xda\xe7-\xee]")
_THAI_WRONG = re.compile(
    rb"(?<![\xa1-\xda\xe7-\xee])[\xd1\xd4-\xda\xe7-\xee]|[\x80-\x84\x86-\x90\x98-\x9f\xdb-\xde\xfc-\xff]"
)
_PAIRS_EUC = re.compile(rb"(?:[\xa1-\xfe][\xa1-\xfe])+")
_PAIRS_WIDE = re.compile(rb"(?:[\xa1-\xf9][\x40-\x7e\xa1-\xfe])+")
_PAIRS_SHIFT = re.compile(rb"(?:[\x81-\x9f\xe0-\xef][\x40-\x7e\x80-\xfc])+")


def encoding_by_pairs(sample: bytes) -> str | None:
    """An East Asian encoding that makes sense of the bytes; None when none does."""
    for encoding, pattern, fits in _CHOICES:
        if encoding == "big5hkscs" and _is_thai(sample):  # what is left would take Thai for Chinese
            return "cp874"
        leads, trails, runs = _pairs(sample, pattern)
        if (
            len(leads) < max(_FEWEST, _RUN * runs)
            or _is_one_alphabet(leads + trails)
            or not fits(leads, trails)
        ):
            continue
        if _decodes(sample, encoding):
            return encoding
    return None


def _is_thai(sample: bytes) -> bool:
    """TIS-620: vowel signs and tone marks stand on consonants."""
    high = sum(byte > 127 for byte in sample)
    marks = len(_THAI_MARK.findall(sample))
    upper = sum(0xE0 <= byte <= 0xEE for byte in sample)
    return high > 3 and min(marks, upper) > high * 0.08 and len(_THAI_WRONG.findall(sample)) <= high * 0.01


def _pairs(sample: bytes, pattern: re.Pattern[bytes]) -> tuple[bytes, bytes, int]:
    """First bytes, second bytes, and the number of runs."""
    runs = pattern.findall(sample)
    text = b"".join(runs)
    return text[::2], text[1::2], len(runs)


def _is_one_alphabet(letters: bytes) -> bool:
    """First and second bytes from the same narrow range: words of even length in an 8-bit script."""
    ordered = sorted(letters)
    margin = len(ordered) // 20
    return ordered[-1 - margin] - ordered[margin] <= _ALPHABET


def _decodes(sample: bytes, encoding: str) -> bool:
    try:
        sample.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start >= len(sample) - 4  # the sample may end within a character
    return True


def _share(data: bytes, *ranges: tuple[int, int]) -> float:
    return sum(any(low <= byte <= high for low, high in ranges) for byte in data) / len(data)


def _shift_jis(leads: bytes, _trails: bytes) -> bool:
    return _share(leads, (0x81, 0x83), (0x88, 0x97)) > 0.8


def _euc_jp(leads: bytes, _trails: bytes) -> bool:
    return _share(leads, (0xA4, 0xA5)) > 0.2 and _share(leads, (0xA1, 0xCF)) > 0.85


def _euc_kr(leads: bytes, _trails: bytes) -> bool:
    return _share(leads, (0xB0, 0xC8), (0xA1, 0xA3)) > 0.97 and _share(leads, (0xB0, 0xC8)) > 0.8


def _gb(leads: bytes, trails: bytes) -> bool:
    return _share(leads, (0xB0, 0xD7), (0xA1, 0xA3)) > 0.75 and _share(trails, (0xA1, 0xFE)) > 0.95


def _big5(leads: bytes, trails: bytes) -> bool:
    return _share(leads, (0xA1, 0xC6)) > 0.75 and _share(trails, (0x40, 0x7E)) > 0.1


_CHOICES: tuple[tuple[str, re.Pattern[bytes], Callable[[bytes, bytes], bool]], ...] = (
    ("cp932", _PAIRS_SHIFT, _shift_jis),
    ("euc_jp", _PAIRS_EUC, _euc_jp),
    ("cp949", _PAIRS_EUC, _euc_kr),
    ("big5hkscs", _PAIRS_WIDE, _big5),
    ("gb18030", _PAIRS_EUC, _gb),
)
