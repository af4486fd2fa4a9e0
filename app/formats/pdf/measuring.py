"""Where characters stand and how they are set, asked of PDFium.

This is asked many thousand times a document, and ctypes spends most of each call on checking and wrapping arguments.
The functions are therefore called without their argument types, with values that are of the right type already.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable
from functools import cache
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

_BOLD_WEIGHT = 600
_BOLD_NAMES = (b"bold", b"black", b"heavy", b"semibold", b"demi")
_NAME_BYTES = 96


@cache
def _direct(name: str, result: type = ctypes.c_int) -> Callable[..., Any]:
    """The C function of that name; whoever calls it passes ints and ``c_void_p`` only."""
    address = ctypes.cast(getattr(pdfium_c, name), ctypes.c_void_p).value
    return ctypes.PYFUNCTYPE(result)(address or 0)


class Measure:
    """Asks about the characters of one page, which must stay open."""

    def __init__(self, text_page: pdfium.PdfTextPage) -> None:
        self._page = ctypes.cast(text_page.raw, ctypes.c_void_p)
        self._index = _direct("FPDFText_GetCharIndexFromTextIndex")
        self._box = _direct("FPDFText_GetCharBox")
        self._origin = _direct("FPDFText_GetCharOrigin")
        self._size = _direct("FPDFText_GetFontSize", ctypes.c_double)
        self._transform = _direct("FPDFText_GetMatrix")
        self._weight = _direct("FPDFText_GetFontWeight")
        self._font = _direct("FPDFText_GetFontInfo")
        self._left, self._right, self._bottom, self._top = (ctypes.c_double() for _ in range(4))
        self._matrix = pdfium_c.FS_MATRIX()
        self._name = ctypes.create_string_buffer(_NAME_BYTES)
        self._into = [
            ctypes.c_void_p(ctypes.addressof(value))
            for value in (self._left, self._right, self._bottom, self._top)
        ]
        self._into_matrix = ctypes.c_void_p(ctypes.addressof(self._matrix))
        self._into_name = ctypes.c_void_p(ctypes.addressof(self._name))
        self._no_flags, self._name_bytes = ctypes.c_void_p(), ctypes.c_ulong(_NAME_BYTES)
        self._bold: dict[bytes, bool] = {}

    def char_index(self, text_index: int, step: int) -> int:
        """PDFium's character for a place in its text; the next one in direction ``step`` where it has none."""
        for candidate in range(text_index, text_index + 3 * step, step):
            found = int(self._index(self._page, candidate))
            if found >= 0:
                return found
        return max(text_index, 0)

    def origin(self, char: int, turns: int) -> tuple[float, float]:
        """Where the character's baseline begins, in a line's own axes."""
        self._origin(self._page, char, self._into[0], self._into[1])
        x, y = self._left.value, self._right.value
        return turned(x, y, turns) if turns else (x, y)

    def box(self, char: int) -> tuple[float, float, float, float]:
        """Left, bottom, right, top in the page's axes."""
        self._box(self._page, char, *self._into)
        return self._left.value, self._bottom.value, self._right.value, self._top.value

    def gap(self, before: int, after: int, turns: int) -> tuple[float, float]:
        """Where one character ends and another begins, in a line's own axes."""
        if turns:
            return self.right(before, turns), self.left(after, turns)
        box, page, into = self._box, self._page, self._into
        box(page, before, *into)
        end = self._right.value
        box(page, after, *into)
        return end, self._left.value

    def left(self, char: int, turns: int) -> float:
        """The near end of a character, in a line's own axes."""
        left, bottom, right, top = self.box(char)
        return min(turned(left, bottom, turns)[0], turned(right, top, turns)[0])

    def right(self, char: int, turns: int) -> float:
        """The far end of a character, in a line's own axes."""
        left, bottom, right, top = self.box(char)
        return max(turned(left, bottom, turns)[0], turned(right, top, turns)[0])

    def size_and_turns(self, char: int) -> tuple[float, int]:
        """The font size as it appears (PDFium's own leaves the text matrix out), and the way it is written."""
        size = float(self._size(self._page, char))
        turns = 0
        if self._transform(self._page, char, self._into_matrix):
            matrix = self._matrix
            size *= math.hypot(matrix.c, matrix.d) or 1.0
            if matrix.b or matrix.a <= 0:
                turns = round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4
        return (size if 0.5 < size < 2000 else 10.0), turns

    def bold(self, char: int) -> bool:
        """By weight, or by the name of the font where no weight is given."""
        if self._weight(self._page, char) >= _BOLD_WEIGHT:
            return True
        self._name[0] = b"\0"
        self._font(self._page, char, self._into_name, self._name_bytes, self._no_flags)
        name = self._name.value
        known = self._bold.get(name)
        if known is None:
            known = self._bold[name] = any(mark in name.lower() for mark in _BOLD_NAMES)
        return known

    def same_box(self, text_index: int) -> bool:
        """Do this character and the next one stand in the very same place?"""
        first = self.char_index(text_index, 1)
        return self.box(first) == self.box(first + 1)


def turned(x: float, y: float, turns: int) -> tuple[float, float]:
    """The point in axes turned by ``turns`` quarters."""
    return ((x, y), (y, -x), (-x, -y), (-y, x))[turns]
