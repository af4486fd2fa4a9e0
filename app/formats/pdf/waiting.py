"""Which pages want to be read from their picture: they show something, but hold no text that could be used."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Sequence
from enum import StrEnum

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from app.formats.pdf.lines import Line

_FEWEST = 20
_USABLE = re.compile(r"[^\W_]")
_UNUSABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd\ue000-\uf8ff\U000f0000-\U0010fffd]")
_MOST_UNUSABLE = 0.3
_MOST_OBJECTS = 5000
_FULL_PAGE = 0.8
_SMALLEST_PICTURE = 0.005
_FEWEST_SEGMENTS = 60
"""Text that was turned into outlines has many more; a page with a frame and some rules has fewer."""
_WORD = re.compile(r"[^\W\d_]{3,}|\d+")
_FEWEST_WORDS = 0.4


class TextLayer(StrEnum):
    """What the text of a page is worth: ``POOR`` was read badly from a picture, ``GARBAGE`` has no meaning."""

    GOOD = "good"
    LITTLE = "little"
    POOR = "poor"
    GARBAGE = "garbage"


def judged(page: pdfium.PdfPage, text_page: pdfium.PdfTextPage, raw: str, lines: Sequence[Line]) -> TextLayer:
    """``raw`` is PDFium's text of the page, ``lines`` ours."""
    if len(_UNUSABLE.findall(raw)) > _MOST_UNUSABLE * len(raw):
        return TextLayer.GARBAGE
    usable = 0
    for line in lines:
        usable += len(_USABLE.findall(line.text))
        if usable >= _FEWEST:
            break
    if usable < _FEWEST:
        return TextLayer.LITTLE
    return TextLayer.POOR if _is_poor_scan(page, text_page, lines) else TextLayer.GOOD


def shows_something(page: pdfium.PdfPage) -> bool:
    """Is anything on the page that may be text: a picture, or drawn outlines?"""
    segments = 0
    area = max(page.get_width() * page.get_height(), 1.0)
    for handle in _objects(page):
        kind = pdfium_c.FPDFPageObj_GetType(handle)
        if kind == pdfium_c.FPDF_PAGEOBJ_IMAGE and _covered(handle) > _SMALLEST_PICTURE * area:
            return True
        if kind == pdfium_c.FPDF_PAGEOBJ_FORM:
            return True
        if kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            segments += max(0, int(pdfium_c.FPDFPath_CountSegments(handle)))
            if segments >= _FEWEST_SEGMENTS:
                return True
    return False


def _is_poor_scan(page: pdfium.PdfPage, text_page: pdfium.PdfTextPage, lines: Sequence[Line]) -> bool:
    """A picture of the whole page under invisible text that some program read badly."""
    if not _is_invisible(text_page) or _reads_well(lines):
        return False
    area = max(page.get_width() * page.get_height(), 1.0)
    pictures = (h for h in _objects(page) if pdfium_c.FPDFPageObj_GetType(h) == pdfium_c.FPDF_PAGEOBJ_IMAGE)
    return any(_covered(handle) > _FULL_PAGE * area for handle in pictures)


def _is_invisible(text_page: pdfium.PdfTextPage) -> bool:
    for char in range(min(pdfium_c.FPDFText_CountChars(text_page), 5)):
        found = pdfium_c.FPDFText_GetTextObject(text_page, char)
        if found:
            return bool(
                pdfium_c.FPDFTextObj_GetTextRenderMode(found) == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE
            )
    return False


def _reads_well(lines: Sequence[Line]) -> bool:
    """Most letters stand in words; what was read badly is in bits and signs."""
    text = " ".join(line.text for line in lines)
    letters = len(text) - text.count(" ")
    return sum(len(word) for word in _WORD.findall(text)) >= _FEWEST_WORDS * letters


def _objects(page: pdfium.PdfPage) -> list[object]:
    count = min(pdfium_c.FPDFPage_CountObjects(page), _MOST_OBJECTS)
    return [pdfium_c.FPDFPage_GetObject(page, number) for number in range(count)]


def _covered(handle: object) -> float:
    """The area of an object's box, in square points."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium_c.FPDFPageObj_GetBounds(handle, left, bottom, right, top):
        return 0.0
    return abs((right.value - left.value) * (top.value - bottom.value))
