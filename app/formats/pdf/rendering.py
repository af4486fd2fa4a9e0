"""Page images, with the very words highlighted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from app.domain.documents import OcrMode, PageImage, PageLine, ReadOptions, RecognizedPage, Rect, Span
from app.domain.errors import UserError
from app.formats.base import PageWanted
from app.formats.pdf.assembly import PlacedLine
from app.formats.pdf.document import read_pdf
from app.formats.pdf.highlights import covered_part, recognized_highlights
from app.formats.pdf.opening import init_forms, open_pdf

_MAX_PIXELS = 25_000_000
"""Larger pages are painted smaller; 100 MB is what one picture may take. A poster is still read at 90 dots per inch."""

_Box = tuple[float, float, float, float]
"""Left, bottom, right, top in the page's axes."""


@dataclass(frozen=True, slots=True)
class _Covered:
    """A part of PDFium's text of a page, on one line; ``turns`` is the way that line is written."""

    text: range
    turns: int


def render_pdf(data: bytes, file_stem: str, wanted: PageWanted) -> PageImage:
    """Raises UserError: invalid_input (no such page), damaged_document, and those of reading."""
    with open_pdf(data) as pdf:
        if not 1 <= wanted.page <= len(pdf):
            raise UserError("invalid_input", name="page")
        init_forms(pdf)
        try:
            handle = pdf[wanted.page - 1]
            lines = _lines(data, file_stem, wanted)
            return _render(handle, len(pdf), wanted, lines)
        except (pdfium.PdfiumError, ValueError) as error:
            raise UserError("damaged_document") from error


def _render(page: pdfium.PdfPage, count: int, wanted: PageWanted, lines: Sequence[PlacedLine]) -> PageImage:
    width, height = page.get_size()
    found = _found(lines, wanted.highlight)
    largest = (_MAX_PIXELS / max(width * height, 1.0)) ** 0.5
    bitmap = page.render(scale=min(wanted.scale, largest), prefer_bgrx=True, maybe_alpha=False)
    try:
        return PageImage(
            page=wanted.page,
            page_count=count,
            width=bitmap.width,
            height=bitmap.height,
            pixels=_packed(bitmap),
            highlights=(
                *recognized_highlights(found, bitmap.width, bitmap.height),
                *_highlights(page, bitmap.get_posconv(page), found),
            ),
            lines=tuple(_page_lines(page, bitmap, lines)),
        )
    finally:
        bitmap.close()


def _packed(bitmap: pdfium.PdfBitmap) -> bytes:
    """Rows without padding, four bytes a pixel."""
    row = bitmap.width * 4
    data = bytes(bitmap.buffer)
    if bitmap.stride == row:
        return data[: row * bitmap.height]
    return b"".join(data[y * bitmap.stride : y * bitmap.stride + row] for y in range(bitmap.height))


def _lines(data: bytes, file_stem: str, wanted: PageWanted) -> Sequence[PlacedLine]:
    """The page's lines; none where no place in them is asked for, as finding them means reading the document."""
    if wanted.highlight is None:
        return ()
    pages = _placed_lines(data, file_stem, _Recognized(tuple(wanted.recognized)))
    return pages[wanted.page - 1] if wanted.page <= len(pages) else ()


def _found(lines: Sequence[PlacedLine], highlight: Span | None) -> list[PlacedLine]:
    """The parts of the page's lines that the span covers."""
    if highlight is None:
        return []
    found = (covered_part(placed, highlight) for placed in lines)
    return [covered for covered in found if covered is not None]


class _Recognized:
    """Recognized pages as a key: told apart by what tells them apart, without looking at every word."""

    def __init__(self, pages: tuple[RecognizedPage, ...]) -> None:
        self.pages = pages
        self._key = tuple((p.page, p.engine, p.confidence, len(p.lines), p.lines[-1:]) for p in pages)

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Recognized) and self._key == other._key


@lru_cache(maxsize=1)
def _placed_lines(data: bytes, file_stem: str, recognized: _Recognized) -> tuple[tuple[PlacedLine, ...], ...]:
    """Kept for the document looked at last: paging through citations must not read it again each time."""
    return read_pdf(data, file_stem, ReadOptions(OcrMode.NEVER, recognized.pages)).pages


def _covered(placed: PlacedLine) -> _Covered:
    line = placed.line
    text = range(line.raw_offset(placed.first), line.raw_offset(placed.last - 1) + 1)
    return _Covered(text, line.turns)


def _highlights(
    page: pdfium.PdfPage, convert: pdfium.PdfPosConv, found: Sequence[PlacedLine]
) -> Iterator[Rect]:
    """One rectangle a line on the page, in pixels, for what PDFium knows the place of."""
    ranges = [_covered(placed) for placed in found if not placed.line.words]
    if not ranges:
        return
    text_page = page.get_textpage()
    try:
        for covered in ranges:
            for row in _rows(list(_boxes(text_page, covered.text)), across=covered.turns % 2 == 0):
                yield _pixels(convert, _united(row))
    finally:
        text_page.close()


def _page_lines(
    page: pdfium.PdfPage, bitmap: pdfium.PdfBitmap, lines: Sequence[PlacedLine]
) -> Iterator[PageLine]:
    """Every line with its place in the text and on the picture."""
    convert = bitmap.get_posconv(page)
    text_page = page.get_textpage()
    try:
        for placed in lines:
            span = Span(placed.start, placed.start + placed.last - placed.first)
            if placed.line.words:
                boxes = list(recognized_highlights([placed], bitmap.width, bitmap.height))
            else:
                glyphs = list(_boxes(text_page, _covered(placed).text)) if placed.last > placed.first else []
                boxes = [_pixels(convert, _united(glyphs))] if glyphs else []
            if boxes:
                yield PageLine(span, boxes[0])
    finally:
        text_page.close()


def _boxes(text_page: pdfium.PdfTextPage, text: range) -> Iterator[_Box]:
    """Loose boxes, as high as the font, of the characters that have any."""
    for text_index in text:
        char = pdfium_c.FPDFText_GetCharIndexFromTextIndex(text_page, text_index)
        rect = pdfium_c.FS_RECTF()
        if char < 0 or not pdfium_c.FPDFText_GetLooseCharBox(text_page, char, rect):
            continue
        if rect.right != rect.left and rect.top != rect.bottom:
            yield rect.left, rect.bottom, rect.right, rect.top


def _rows(boxes: list[_Box], *, across: bool) -> Iterator[list[_Box]]:
    """Boxes that stand beside the one before, not below it: a hyphenated line goes over two."""
    low, high = (1, 3) if across else (0, 2)
    row: list[_Box] = boxes[:1]
    for before, box in pairwise(boxes):
        overlap = min(before[high], box[high]) - max(before[low], box[low])
        if overlap <= 0.3 * min(before[high] - before[low], box[high] - box[low]):
            yield row
            row = []
        row.append(box)
    if row:
        yield row


def _united(row: list[_Box]) -> _Box:
    left, bottom = min(b[0] for b in row), min(b[1] for b in row)
    return left, bottom, max(b[2] for b in row), max(b[3] for b in row)


def _pixels(convert: pdfium.PdfPosConv, box: _Box) -> Rect:
    """The box on the picture, whatever the page's rotation."""
    (x1, y1), (x2, y2) = convert.to_bitmap(box[0], box[1]), convert.to_bitmap(box[2], box[3])
    return Rect(float(min(x1, x2)), float(min(y1, y2)), float(abs(x2 - x1)), float(abs(y2 - y1)))
