"""Bytes to a PDFium document, its errors to ours."""

from __future__ import annotations

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from app.domain.errors import UserError

MAX_PAGES = 10_000


def open_pdf(data: bytes) -> pdfium.PdfDocument:
    """Raises UserError: encrypted_document, damaged_document."""
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = error.err_code in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY)
        raise UserError("encrypted_document" if locked else "damaged_document") from error
    if len(pdf) < 1:
        pdf.close()
        raise UserError("damaged_document")
    return pdf


def init_forms(pdf: pdfium.PdfDocument) -> None:
    """Have form fields filled in and painted, in documents that have any; must precede loading pages.

    XFA forms are left alone: this PDFium cannot read them, their static part is read like any page.
    """
    try:
        if pdf.get_formtype() == pdfium_c.FORMTYPE_ACRO_FORM:
            pdf.init_forms()
    except pdfium.PdfiumError:
        pass  # the text can be read without its fields
