"""Recognized pages of a picture file to a document, and its pages as they are shown."""

from __future__ import annotations

from app.domain.documents import OcrMode, PageImage, PageLine, ReadOptions, RecognizedPage, Span
from app.domain.errors import UserError
from app.formats.base import PageWanted
from app.formats.image.pixels import MAX_FRAMES, PictureFile
from app.formats.pdf.assembly import Assembly, PageContent, PagedText
from app.formats.pdf.highlights import covered_part, recognized_highlights
from app.formats.pdf.recognized import recognized_lines

_SMALLEST = 16
"""Pixels of the shorter side; icons hold no text."""


def read_image(data: bytes, file_stem: str, options: ReadOptions) -> PagedText:
    """Raises UserError: damaged_document, too_large, no_text (mode never, or a picture of one colour)."""
    picture = PictureFile(data)
    recognized = {page.page: page for page in options.recognized}
    count = min(picture.frames, MAX_FRAMES)
    pages = [_page(picture, number, options.ocr, recognized.get(number)) for number in range(1, count + 1)]
    if not any(page.readable for page in pages):
        raise UserError("damaged_document")
    assembly = Assembly(picture.media_type, pages, {})
    if picture.frames > count:
        assembly.builder.warn("pages_left_out", count + 1, partial=True)
    return assembly.finish("", file_stem)


def _page(picture: PictureFile, number: int, ocr: OcrMode, recognized: RecognizedPage | None) -> PageContent:
    try:
        size = picture.size(number - 1)
        if recognized is not None:
            return PageContent(recognized_lines(recognized, *size.points), recognized=True)
        waiting = ocr is not OcrMode.NEVER and min(size.width, size.height) >= _SMALLEST
        return PageContent(waiting=waiting and not picture.is_blank(number - 1))
    except UserError:
        if picture.frames == 1:
            raise
        return PageContent(readable=False)


def render_image(data: bytes, file_stem: str, wanted: PageWanted) -> PageImage:
    """A picture has 200 dots per inch, or fewer when it would be larger than A3. Raises as :func:`read_image`."""
    picture, page = PictureFile(data), wanted.page
    count = min(picture.frames, MAX_FRAMES)
    if not 1 <= page <= count:
        raise UserError("invalid_input", name="page")
    size = picture.size(page - 1)
    own = size.points[0] / size.width
    image = picture.page(page - 1, wanted.scale * own)
    found, lines = [], []
    if wanted.highlight is not None and wanted.recognized:
        pages = read_image(data, file_stem, ReadOptions(OcrMode.NEVER, tuple(wanted.recognized))).pages
        parts = (covered_part(placed, wanted.highlight) for placed in pages[page - 1])
        found = [part for part in parts if part is not None]
        for placed in pages[page - 1]:
            span = Span(placed.start, placed.start + placed.last - placed.first)
            boxes = recognized_highlights([placed], image.width, image.height)
            lines += [PageLine(span, box) for box in boxes]
    return PageImage(
        page=page,
        page_count=count,
        width=image.width,
        height=image.height,
        pixels=image.tobytes("raw", "BGRX"),
        highlights=tuple(recognized_highlights(found, image.width, image.height)),
        lines=tuple(lines),
    )
