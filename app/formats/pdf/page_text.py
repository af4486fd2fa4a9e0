"""The text of one page, line by line, with where each line stands.

PDFium's text needs two repairs. It takes out a hyphen at a line end together with the line break and leaves a
marker (U+FFFE or U+0002), which would glue to the word; and Arabic lam-alef ligatures come out in the wrong
order: both characters then have the very same box.

Content order is kept: it is the best cheap reading order, and sorting by position makes columns worse.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import pypdfium2 as pdfium

from app.formats.cleaning import INVISIBLE, SPACES, replacement
from app.formats.pdf.lines import Cell, Edit, Line
from app.formats.pdf.measuring import Measure

_LINE = re.compile(
    r"[^\r\n\ufffe\x02]+(?:[\ufffe\x02](?:\r?\n)?[^\r\n\ufffe\x02]*)*|(?:[\ufffe\x02](?:\r?\n)?[^\r\n\ufffe\x02]*)+"
)
_REPAIR = re.compile(
    "[\ufffe\x02](?:\r?\n)?"
    f"|(?P<line>[\x85\u2028\u2029])|(?P<space>[ {SPACES}\t]{{2,}}|[{SPACES}])|(?P<ligature>[\ufb00-\ufb06])"
    f"|(?P<accent>[^\\W\\d_][\u0300-\u036f]+)|(?P<lam_alef>[\u0622\u0623\u0625\u0627]\u0644)|[{INVISIBLE}]"
)
SameBox = Callable[[int], bool]

_MAY_BE_ROW = re.compile(r"[\d:]")
_MOST_SPACES = 10
"""Lines with more words and neither figures nor labels are running text and not measured: it is most of the cost."""
_WIDE_GAP = 1.1
"""In font sizes; spaces are 0.25 to 0.35, in justified text up to about 0.9."""


def page_lines(text_page: pdfium.PdfTextPage) -> tuple[str, list[Line]]:
    """PDFium's own text of a page, and its lines that hold something visible, in content order."""
    raw = text_page.get_text_range(errors="surrogatepass")
    measure = Measure(text_page)
    lines = (_line(raw, match, measure) for match in _LINE.finditer(raw))
    return raw, [line for line in lines if line is not None]


def _line(raw: str, match: re.Match[str], measure: Measure) -> Line | None:
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


def _cells(text: str, first: int, size: float, turns: int, measure: Measure) -> tuple[Cell, ...]:
    """Cut at the spaces that are much wider than a space; () when there are none. One character a letter."""
    spaces = text.count(" ")
    if not spaces or (spaces > _MOST_SPACES and not _MAY_BE_ROW.search(text)):
        return ()
    gaps = []
    at = text.find(" ")
    while at > 0:  # two never follow each other in a repaired line
        before, after = measure.gap(first + at - 1, first + at + 1, turns)
        if after - before > _WIDE_GAP * size:
            gaps.append((at, at + 1, before, after))
        at = text.find(" ", at + 1)
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
    if piece.isascii() and piece.isprintable() and "  " not in piece:
        return piece, ()  # most lines
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
