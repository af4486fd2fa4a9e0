"""Pages as pictures, and what a recognizer would say of them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image, ImageDraw, ImageFont

from app.domain.documents import RecognizedLine, RecognizedPage, RecognizedWord

PAGE = (595, 842)
"""Points of an A4 page."""
LETTER = 0.01
"""Width of a made-up letter, as a fraction of the page."""


def picture(*rows: str, size: tuple[int, int] = (1240, 1754), letters: int = 40) -> Image.Image:
    """Black letters on white, one row below the other."""
    image = Image.new("RGB", size, "white")
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(letters)
    for number, row in enumerate(rows):
        draw.text((letters, letters + number * letters * 2), row, fill="black", font=font)
    return image


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    """The picture as a file."""
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def pdf_of(path: Path, pages: Sequence[Sequence[str] | Image.Image]) -> Path:
    """A PDF: rows of text in Helvetica, or a picture that fills the page."""
    document = pdfium.PdfDocument.new()
    for content in pages:
        page = document.new_page(*PAGE)
        if isinstance(content, Image.Image):
            _paint(document, page, content)
        else:
            for number, row in enumerate(content):
                _write(document, page, row, 780 - 16 * number)
        page.gen_content()
        page.close()
    document.save(path)
    document.close()
    return path


def _paint(document: pdfium.PdfDocument, page: pdfium.PdfPage, image: Image.Image) -> None:
    bitmap = pdfium.PdfBitmap.from_pil(image)
    shown = pdfium.PdfImage.new(document)
    shown.set_bitmap(bitmap)
    shown.set_matrix(pdfium.PdfMatrix().scale(*PAGE))
    page.insert_obj(shown)
    bitmap.close()


def _write(document: pdfium.PdfDocument, page: pdfium.PdfPage, row: str, y: float) -> None:
    text = pdfium_c.FPDFPageObj_NewTextObj(document, b"Helvetica", 12.0)
    encoded_row = (row + "\0").encode("utf-16-le")
    pdfium_c.FPDFText_SetText(
        text, (pdfium_c.FPDF_WCHAR * len(encoded_row)).from_buffer_copy(encoded_row + bytes(len(encoded_row)))
    )
    pdfium_c.FPDFPageObj_Transform(text, 1, 0, 0, 1, 60, y)
    pdfium_c.FPDFPage_InsertObject(page, text)


def line(text: str, y: float, x: float = 0.1, height: float = 0.012, block: int = 0) -> RecognizedLine:
    """A line with every word where its letters would stand."""
    words, at = [], 0
    for word in text.split(" "):
        words.append(RecognizedWord(word, x + at * LETTER, y, len(word) * LETTER, height))
        at += len(word) + 1
    return RecognizedLine(tuple(word for word in words if word.text), block)


def page_of(lines: Sequence[RecognizedLine], number: int = 1) -> RecognizedPage:
    """A page as recognized."""
    return RecognizedPage(number, "made up", tuple(lines), 0.9)
