"""What stands in form fields and notes: it is not part of the page's own text."""

from __future__ import annotations

import ctypes
from collections.abc import Callable

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

_MOST_FIELDS = 2000
_LONGEST = 20_000

_Getter = Callable[..., int]


def page_fields(page: pdfium.PdfPage) -> list[str]:
    """``name: value`` of the filled-in fields and the text of the notes on a page."""
    texts = []
    for number in range(min(pdfium_c.FPDFPage_GetAnnotCount(page), _MOST_FIELDS)):
        annotation = pdfium_c.FPDFPage_GetAnnot(page, number)
        if not annotation:
            continue
        try:
            texts.append(_text(page, annotation))
        finally:
            pdfium_c.FPDFPage_CloseAnnot(annotation)
    return [text for text in texts if text]


def _text(page: pdfium.PdfPage, annotation: object) -> str:
    kind = pdfium_c.FPDFAnnot_GetSubtype(annotation)
    if kind == pdfium_c.FPDF_ANNOT_WIDGET:
        return _field(page, annotation)
    if kind in (pdfium_c.FPDF_ANNOT_LINK, pdfium_c.FPDF_ANNOT_POPUP):
        return ""
    return _string(pdfium_c.FPDFAnnot_GetStringValue, annotation, b"Contents")


def _field(page: pdfium.PdfPage, annotation: object) -> str:
    form = page.formenv
    if form is None:
        return ""
    value = _string(pdfium_c.FPDFAnnot_GetFormFieldValue, form, annotation)
    if (
        not value.strip()
        or pdfium_c.FPDFAnnot_GetFormFieldType(form, annotation) == pdfium_c.FPDF_FORMFIELD_PUSHBUTTON
    ):
        return ""
    if value == "Off":
        return ""
    name = _string(pdfium_c.FPDFAnnot_GetFormFieldAlternateName, form, annotation)
    name = name or _string(pdfium_c.FPDFAnnot_GetFormFieldName, form, annotation)
    return f"{name.strip()}: {value.strip()}" if name.strip() else value.strip()


def _string(getter: _Getter, *arguments: object) -> str:
    """A UTF-16 string out of one of PDFium's two-step getters."""
    size = min(int(getter(*arguments, None, 0)), _LONGEST * 2)
    if size <= 2:
        return ""
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    getter(*arguments, buffer, size)
    return bytes(buffer)[: size - 2].decode("utf-16-le", "ignore")
