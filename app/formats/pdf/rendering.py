"""Page images, with the very words highlighted."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from app.domain.documents import PageImage, Rect, Span
from app.domain.errors import UserError
from app.formats.pdf.document import PlacedLine, read_pdf
from app.formats.pdf.opening import init_forms, open_pdf

_MAX_PIXELS = 40_000_000
"""Larger pages are painted smaller; 160 MB is what one picture may take."""

_Box = tuple[float, float, float, float]


def render_pdf(data: bytes, file_stem: str, page: int, scale: float, highlight: Span | None) -> PageImage:
    """Raises UserError: invalid_input (no such page), damaged_document, and those of reading."""
    with open_pdf(data) as pdf:
        if not 1 <= page <= len(pdf):
            raise UserError("invalid_input", name="page")
        init_forms(pdf)
        try:
            handle = pdf[page - 1]
            return _render(handle, page, len(pdf), scale, _ranges(data, file_stem, page, highlight))
        except (pdfium.PdfiumError, ValueError) as error:
            raise UserError("damaged_document") from error


def _render(page: pdfium.PdfPage, number: int, count: int, scale: float, ranges: list[range]) -> PageImage:
    width, height = page.get_size()
    largest = (_MAX_PIXELS / max(width * height, 1.0)) ** 0.5
    bitmap = page.render(scale=min(scale, largest), prefer_bgrx=True, maybe_alpha=False)
    try:
        return PageImage(
            page=number,
            page_count=count,
            width=bitmap.width,
            height=bitmap.height,
            pixels=_packed(bitmap),
            highlights=tuple(_highlights(page, bitmap.get_posconv(page), ranges)) if ranges else (),
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


def _ranges(data: bytes, file_stem: str, page: int, highlight: Span | None) -> list[range]:
    """The parts of PDFium's text of this page that the span covers, one a line."""
    if highlight is None:
        return []
    pages = _placed_lines(data, file_stem)
    lines = pages[page - 1] if page <= len(pages) else ()
    found = (_covered(placed, highlight) for placed in lines)
    return [covered for covered in found if covered is not None]


@lru_cache(maxsize=1)
def _placed_lines(data: bytes, file_stem: str) -> tuple[tuple[PlacedLine, ...], ...]:
    """Kept for the document looked at last: paging through citations must not read it again each time."""
    return read_pdf(data, file_stem).pages


def _covered(placed: PlacedLine, highlight: Span) -> range | None:
    start = max(highlight.start - placed.start, 0)
    end = min(highlight.end - placed.start, len(placed.line.text))
    if start >= end:
        return None
    return range(placed.line.raw_offset(start), placed.line.raw_offset(end - 1) + 1)


def _highlights(page: pdfium.PdfPage, convert: pdfium.PdfPosConv, ranges: list[range]) -> Iterator[Rect]:
    """One rectangle a line on the page, in pixels."""
    text_page = page.get_textpage()
    try:
        for covered in ranges:
            boxes = [_pixels(convert, box) for box in _boxes(text_page, covered)]
            for run in _rows(boxes):
                yield _united(run)
    finally:
        text_page.close()


def _boxes(text_page: pdfium.PdfTextPage, covered: range) -> Iterator[_Box]:
    """Loose boxes (as high as the font) of the characters in page coordinates: left, bottom, right, top."""
    for text_index in covered:
        char = pdfium_c.FPDFText_GetCharIndexFromTextIndex(text_page, text_index)
        rect = pdfium_c.FS_RECTF()
        if char < 0 or not pdfium_c.FPDFText_GetLooseCharBox(text_page, char, rect):
            continue
        if rect.right != rect.left and rect.top != rect.bottom:
            yield rect.left, rect.bottom, rect.right, rect.top


def _pixels(convert: pdfium.PdfPosConv, box: _Box) -> _Box:
    """Left, top, right, bottom in pixels, whatever the page's rotation."""
    (x1, y1), (x2, y2) = convert.to_bitmap(box[0], box[1]), convert.to_bitmap(box[2], box[3])
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _rows(boxes: list[_Box]) -> Iterator[list[_Box]]:
    """Boxes that overlap in height with the one before: a hyphenated line goes over two."""
    run: list[_Box] = boxes[:1]
    for before, box in pairwise(boxes):
        overlap = min(before[3], box[3]) - max(before[1], box[1])
        if overlap <= 0.3 * min(before[3] - before[1], box[3] - box[1]):
            yield run
            run = []
        run.append(box)
    if run:
        yield run


def _united(run: list[_Box]) -> Rect:
    left, top = min(b[0] for b in run), min(b[1] for b in run)
    right, bottom = max(b[2] for b in run), max(b[3] for b in run)
    return Rect(float(left), float(top), float(right - left), float(bottom - top))
