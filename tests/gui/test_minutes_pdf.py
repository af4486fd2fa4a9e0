"""The PDF is opened with another library: its text, and that every time leads to its place."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
from PySide6.QtWidgets import QApplication

from app.ui.meetings.minutes_pdf import minutes_pdf
from tests.gui.fakes_areas import minutes

ROOT = Path(__file__).resolve().parents[2]


def _links(document: pypdfium2.PdfDocument) -> list[tuple[int, float]]:
    """Page and height in points that each link of the first page leads to."""
    found = []
    page, link, position = document[0], pdfium.FPDF_LINK(), ctypes.c_int(0)
    while pdfium.FPDFLink_Enumerate(page.raw, ctypes.byref(position), ctypes.byref(link)):
        goal = pdfium.FPDFLink_GetDest(document.raw, link)
        assert goal
        has = [ctypes.c_int() for _ in range(3)]
        at = [ctypes.c_float() for _ in range(3)]
        pdfium.FPDFDest_GetLocationInPage(goal, *map(ctypes.byref, has), *map(ctypes.byref, at))
        found.append((pdfium.FPDFDest_GetDestPageIndex(document.raw, goal), at[1].value))
    return found


def test_every_time_leads_to_what_was_said(qapp: QApplication) -> None:
    document = pypdfium2.PdfDocument(minutes_pdf(minutes(90)))
    assert len(document) > 2
    text = document[0].get_textpage().get_text_bounded()
    assert "Send the signed order. — Ines Okafor, tomorrow (2026-03-05) 0:18" in text
    links = _links(document)
    assert len(links) == 6  # four lines, two topics
    assert links[0] == links[1]  # both rest on the second utterance
    page, top = links[-1]
    assert page == 2
    line = document[page].get_textpage().get_text_bounded(bottom=top - 14, top=top + 2)
    assert line.startswith("6:54 Tobias Renn:")


def test_markup_in_what_was_said_is_text(qapp: QApplication) -> None:
    made = minutes_pdf(minutes(3, title="<b>Roof</b> & <img src='file:///etc/passwd'>"))
    text = pypdfium2.PdfDocument(made)[0].get_textpage().get_text_bounded()
    assert "<b>Roof</b> & <img src='file:///etc/passwd'>" in text.replace("\r\n", " ")


def test_no_display_is_needed() -> None:
    code = (
        "from tests.gui.fakes_areas import minutes\nfrom app.ui.meetings.minutes_pdf import minutes_pdf\n"
        "print(minutes_pdf(minutes())[:5].decode())"
    )
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "QT_QPA_PLATFORM")}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "%PDF-\n"
