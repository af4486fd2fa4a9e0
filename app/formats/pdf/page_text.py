"""The text of one page, line by line, with where each line stands.

PDFium's text needs two repairs. It takes out a hyphen at a line end together with the line break and leaves a
marker (U+FFFE or U+0002), which would glue to the word; and Arabic lam-alef ligatures come out in the wrong
order: both characters then have the very same box.

Content order is kept: it is the best cheap reading order, and sorting by position makes columns worse.
"""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections.abc import Callable

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from app.formats.cleaning import INVISIBLE, SPACES, replacement
from app.formats.pdf.lines import Cell, Edit, Line

_LINE = re.compile(r"(?:[^\r\n\ufffe\x02]|[\ufffe\x02](?:\r?\n)?)+")
_REPAIR = re.compile(
    "[\ufffe\x02](?:\r?\n)?"
    f"|(?P<line>[\x85\u2028\u2029])|(?P<space>[ {SPACES}\t]{{2,}}|[{SPACES}])|(?P<ligature>[\ufb00-\ufb06])"
    f"|(?P<accent>[^\\W\\d_][\u0300-\u036f]+)|(?P<lam_alef>[\u0622\u0623\u0625\u0627]\u0644)|[{INVISIBLE}]"
)
SameBox = Callable[[int], bool]

_SPACE = re.compile(r"\s+")
_MAY_BE_ROW = re.compile(r"[\d:]")
_MOST_SPACES = 10
"""Lines with more words and neither figures nor labels are running text and not measured: it is most of the cost."""
_WIDE_GAP = 1.1
"""In font sizes; spaces are 0.25 to 0.35, in justified text up to about 0.9."""
_BOLD_WEIGHT = 600
_BOLD_NAMES = (b"bold", b"black", b"heavy", b"semibold", b"demi")


def page_lines(text_page: pdfium.PdfTextPage) -> tuple[str, list[Line]]:
    """PDFium's own text of a page, and its lines that hold something visible, in content order."""
    raw = text_page.get_text_range(errors="surrogatepass")
    measure = _Measure(text_page)
    lines = (_line(raw, match, measure) for match in _LINE.finditer(raw))
    return raw, [line for line in lines if line is not None]


def _line(raw: str, match: re.Match[str], measure: _Measure) -> Line | None:
    piece = match.group()
    start = match.start() + len(piece) - len(piece.lstrip())
    end = match.start() + len(piece.rstrip())
    text, edits = repair(raw[start:end], start, measure.same_box)
    if not text.strip():
        return None
    first, last = measure.char_index(start, 1), measure.char_index(end - 1, -1)
    size, turns = measure.size_and_turns(first)
    right = measure.right(last, turns)
    left, first_y = measure.origin(first, turns)
    return Line(
        text=text,
        start=start,
        end=end,
        edits=edits,
        left=left,
        right=right,
        first_y=first_y,
        last_y=measure.origin(last, turns)[1],
        size=size,
        bold=measure.bold(first) and measure.bold(last),
        turns=turns,
        cells=() if edits or last - first != end - 1 - start else _cells(text, first, size, turns, measure),
    )


def _cells(text: str, first: int, size: float, turns: int, measure: _Measure) -> tuple[Cell, ...]:
    """Cut at the spaces that are much wider than a space; () when there are none. One character a letter."""
    if not _MAY_BE_ROW.search(text) and text.count(" ") > _MOST_SPACES:
        return ()
    gaps = []
    for match in _SPACE.finditer(text):
        before, after = measure.gap(first + match.start() - 1, first + match.end(), turns)
        if after - before > _WIDE_GAP * size:
            gaps.append((match.start(), match.end(), before, after))
    if not gaps:
        return ()
    starts = [(0, measure.left(first, turns)), *((end, after) for _, end, _, after in gaps)]
    ends = [
        *((start, before) for start, _, before, _ in gaps),
        (len(text), measure.right(first + len(text) - 1, turns)),
    ]
    return tuple(Cell(s, e, left, right) for (s, left), (e, right) in zip(starts, ends, strict=True))


def repair(piece: str, start: int, same_box: SameBox) -> tuple[str, tuple[Edit, ...]]:
    """The text of a line and how it differs from PDFium's, of which it is the part from ``start``."""
    parts: list[str] = []
    edits: list[Edit] = []
    copied = length = 0
    for match in _REPAIR.finditer(piece):
        new = _repaired(match, start, same_box)
        parts += (piece[copied : match.start()], new)
        length += match.start() - copied
        edits.append(Edit(start + match.start(), start + match.end(), new, length))
        length += len(new)
        copied = match.end()
    return "".join((*parts, piece[copied:])), tuple(edits)


def _repaired(match: re.Match[str], start: int, same_box: SameBox) -> str:
    if match["accent"]:
        return unicodedata.normalize("NFC", match["accent"])
    if pair := match["lam_alef"]:
        return pair[::-1] if same_box(start + match.start()) else pair
    return " " if match["line"] else replacement(match)


class _Measure:
    """Asks PDFium where characters stand."""

    def __init__(self, text_page: pdfium.PdfTextPage) -> None:
        self._page = text_page.raw
        self._sides = tuple(ctypes.c_double() for _ in range(4))

    def char_index(self, text_index: int, step: int) -> int:
        """PDFium's character for a place in its text; the next one in direction ``step`` where it has none."""
        for candidate in range(text_index, text_index + 3 * step, step):
            found = int(pdfium_c.FPDFText_GetCharIndexFromTextIndex(self._page, candidate))
            if found >= 0:
                return found
        return max(text_index, 0)

    def origin(self, char: int, turns: int) -> tuple[float, float]:
        """Where the character's baseline begins, in a line's own axes."""
        x, y = ctypes.c_double(), ctypes.c_double()
        pdfium_c.FPDFText_GetCharOrigin(self._page, char, x, y)
        return _turned(x.value, y.value, turns)

    def box(self, char: int) -> tuple[float, float, float, float]:
        """Left, bottom, right, top in the page's axes."""
        left, right, bottom, top = self._sides
        pdfium_c.FPDFText_GetCharBox(self._page, char, left, right, bottom, top)
        return left.value, bottom.value, right.value, top.value

    def gap(self, before: int, after: int, turns: int) -> tuple[float, float]:
        """Where one character ends and another begins, in a line's own axes."""
        if turns:
            return self.right(before, turns), self.left(after, turns)
        left, bottom, right, top = self._sides
        pdfium_c.FPDFText_GetCharBox(self._page, before, left, right, bottom, top)
        end = right.value
        pdfium_c.FPDFText_GetCharBox(self._page, after, left, right, bottom, top)
        return end, left.value

    def left(self, char: int, turns: int) -> float:
        """The near end of a character, in a line's own axes."""
        left, bottom, right, top = self.box(char)
        return min(_turned(left, bottom, turns)[0], _turned(right, top, turns)[0])

    def right(self, char: int, turns: int) -> float:
        """The far end of a character, in a line's own axes."""
        left, bottom, right, top = self.box(char)
        return max(_turned(left, bottom, turns)[0], _turned(right, top, turns)[0])

    def size_and_turns(self, char: int) -> tuple[float, int]:
        """The font size as it appears (PDFium's own leaves the text matrix out), and the way it is written."""
        matrix = pdfium_c.FS_MATRIX()
        size = float(pdfium_c.FPDFText_GetFontSize(self._page, char))
        if not pdfium_c.FPDFText_GetMatrix(self._page, char, matrix):
            return (size if 0.5 < size < 2000 else 10.0), 0
        size *= math.hypot(matrix.c, matrix.d) or 1.0
        turns = round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4
        return (size if 0.5 < size < 2000 else 10.0), turns

    def bold(self, char: int) -> bool:
        """By weight, or by the name of the font where no weight is given."""
        if pdfium_c.FPDFText_GetFontWeight(self._page, char) >= _BOLD_WEIGHT:
            return True
        name = ctypes.create_string_buffer(96)
        pdfium_c.FPDFText_GetFontInfo(self._page, char, name, len(name), None)
        return any(mark in name.value.lower() for mark in _BOLD_NAMES)

    def same_box(self, text_index: int) -> bool:
        """Do this character and the next one stand in the very same place?"""
        first = self.char_index(text_index, 1)
        return self.box(first) == self.box(first + 1)


def _turned(x: float, y: float, turns: int) -> tuple[float, float]:
    """The point in axes turned by ``turns`` quarters."""
    return ((x, y), (y, -x), (-x, -y), (-y, x))[turns]
