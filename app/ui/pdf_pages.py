"""Markup painted as the pages of a PDF: Qt lays them out, each has its number, links inside lead to their place.

Needs no window and no display; where no program with a window runs, a Qt that paints off screen is started.
"""

from __future__ import annotations

import os

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QGuiApplication,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextDocument,
)

_DPI = 144
_MARGIN_MM = 18.0
_FOOT = 30
"""Dots kept free below the text for the page number."""
STYLE = (
    "body{font-family:'Noto Sans','Segoe UI','Helvetica Neue',sans-serif;font-size:10pt;color:#222}"
    "h1{font-size:17pt}h2{font-size:12pt}h3{font-size:11pt}.quiet{color:#595959}a{color:#1f5fa8;text-decoration:none}"
)


def pdf_of(title: str, body: str) -> bytes:
    """The whole file; ``body`` is markup of our own making, with everything foreign escaped.

    May be called in any thread while a program with a window runs, else in the main one.
    """
    keep = _application()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = _writer(buffer, title)
    _paint(writer, _document(writer, body))
    made = bytes(buffer.data().data())
    del keep
    return made


def _application() -> QGuiApplication | None:
    """Fonts need one. Off screen, so that a machine without a display can write PDF files too."""
    if QGuiApplication.instance() is not None:
        return None
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return QGuiApplication([])


def _writer(target: QBuffer, title: str) -> QPdfWriter:
    writer = QPdfWriter(target)
    writer.setResolution(_DPI)
    writer.setTitle(title)
    writer.setCreator("Carrel")
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    size = QPageSize(QPageSize.PageSizeId.A4)
    writer.setPageLayout(
        QPageLayout(size, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter)
    )
    return writer


def _document(writer: QPdfWriter, body: str) -> QTextDocument:
    """The text laid out in pages; named paragraphs and links become the file's own, without more being done."""
    area = writer.pageLayout().paintRectPixels(_DPI)
    document = QTextDocument()
    document.setUndoRedoEnabled(False)
    document.documentLayout().setPaintDevice(writer)
    document.setDocumentMargin(0)
    document.setDefaultStyleSheet(STYLE)
    document.setHtml(f"<body>{body}</body>")
    document.setPageSize(QSizeF(area.width(), area.height() - _FOOT))
    return document


def _paint(writer: QPdfWriter, document: QTextDocument) -> None:
    painter = QPainter(writer)
    pages, size = document.pageCount(), document.pageSize()
    width, height = size.width(), size.height()
    context = QAbstractTextDocumentLayout.PaintContext()
    context.palette.setColor(QPalette.ColorRole.Text, Qt.GlobalColor.black)  # whatever theme the window has
    for page in range(pages):
        if page:
            writer.newPage()
        painter.save()
        painter.translate(0, -page * height)
        context.clip = QRectF(0, page * height, width, height)
        painter.setClipRect(context.clip)
        document.documentLayout().draw(painter, context)
        painter.restore()
        _paint_number(painter, QRectF(0, height, width, _FOOT), f"{page + 1} / {pages}")
    painter.end()


def _paint_number(painter: QPainter, foot: QRectF, text: str) -> None:
    painter.setPen(Qt.GlobalColor.darkGray)
    painter.drawText(foot, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom), text)
