"""A whole PDF: what PDFium says of every page, or what was read from its picture, put together."""

from __future__ import annotations

from collections.abc import Sequence

import pypdfium2 as pdfium

from app.domain.documents import AS_IT_COMES, OcrMode, ReadOptions, RecognizedPage
from app.domain.errors import UserError
from app.formats.pdf.assembly import Assembly, PageContent, PagedText
from app.formats.pdf.fields import page_fields
from app.formats.pdf.headings import heading_key
from app.formats.pdf.lines import Line
from app.formats.pdf.opening import MAX_PAGES, init_forms, open_pdf
from app.formats.pdf.page_text import page_lines
from app.formats.pdf.recognized import recognized_lines
from app.formats.pdf.waiting import TextLayer, judged, shows_something

MEDIA_TYPE = "application/pdf"
_PROPERTIES = ("Author", "Subject", "Keywords")


def read_pdf(data: bytes, file_stem: str, options: ReadOptions = AS_IT_COMES) -> PagedText:
    """Raises UserError: encrypted_document, damaged_document, no_text (and no page that waits to be recognized)."""
    recognized = {page.page: page for page in options.recognized}
    with open_pdf(data) as pdf:
        init_forms(pdf)
        count = min(len(pdf), MAX_PAGES)
        pages = [_read_page(pdf, index, options.ocr, recognized.get(index + 1)) for index in range(count)]
        outline, title = _outline(pdf), _told(pdf, "Title")
        properties = {name: _told(pdf, name) for name in _PROPERTIES}
        truncated = len(pdf) > count
    if not any(page.readable for page in pages):
        raise UserError("damaged_document")
    assembly = Assembly(MEDIA_TYPE, pages, outline)
    if truncated:
        assembly.builder.warn("pages_left_out", MAX_PAGES + 1, partial=True)
    return assembly.finish(title, file_stem, properties)


def _read_page(
    pdf: pdfium.PdfDocument, index: int, ocr: OcrMode, recognized: RecognizedPage | None
) -> PageContent:
    """A page that cannot be loaded costs that page only."""
    try:
        page = pdf[index]
    except pdfium.PdfiumError:
        return PageContent(readable=False)
    try:
        lines, layer = _text(page)
        fields = page_fields(page)
        if recognized is not None:
            seen = recognized_lines(recognized, *page.get_size())
            kept = layer is not TextLayer.GARBAGE and _letters(seen) * 2 < _letters(lines)
            return PageContent(lines if kept else seen, fields, recognized=True)
        wanted = ocr is OcrMode.AUTO and layer is not TextLayer.GOOD and shows_something(page)
        # Lines do not depend on the mode: a page is painted without knowing it, and offsets must mean the same.
        return PageContent(lines, fields, waiting=wanted or ocr is OcrMode.ALWAYS)
    except pdfium.PdfiumError:
        return PageContent(readable=False)
    finally:
        page.close()


def _text(page: pdfium.PdfPage) -> tuple[list[Line], TextLayer]:
    """A page whose text cannot be loaded still has a picture."""
    try:
        text_page = page.get_textpage()
    except pdfium.PdfiumError:
        return [], TextLayer.LITTLE
    try:
        raw, lines = page_lines(text_page)
        return lines, judged(page, text_page, raw, lines)
    finally:
        text_page.close()


def _letters(lines: Sequence[Line]) -> int:
    return sum(len(line.text) for line in lines)


def _outline(pdf: pdfium.PdfDocument) -> dict[str, int]:
    """Levels of the bookmarks by the key of their titles; the first of equal titles counts."""
    levels: dict[str, int] = {}
    try:
        for number, bookmark in enumerate(pdf.get_toc(max_depth=6)):
            levels.setdefault(heading_key(bookmark.get_title()), bookmark.level + 1)
            if number > MAX_PAGES:
                break
    except (pdfium.PdfiumError, ValueError):
        pass  # bookmarks are a help, not the text
    levels.pop("", None)
    return levels


def _told(pdf: pdfium.PdfDocument, name: str) -> str:
    """What the file says about itself below that name; "" for nothing."""
    try:
        return str(pdf.get_metadata_value(name)).strip()
    except (pdfium.PdfiumError, ValueError):
        return ""
