"""Minutes as a PDF: pages that Qt lays out, a number on each, and times that lead to their place in the transcript.

Needs no window and no display; where no program with a window runs, a Qt that paints off screen is started.
"""

from __future__ import annotations

import html
import os
from collections.abc import Iterator

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

from app.domain.meetings import Minutes, Utterance
from app.domain.minutes_templates import AS_STANDARD, Layout
from app.services.minutes_words import (
    Line,
    clock,
    coverage_of,
    facts_of,
    is_done,
    link_of,
    remark_of,
    said_in,
    sections_of,
    text_of,
)

_DPI = 144
_MARGIN_MM = 18.0
_FOOT = 30
"""Dots kept free below the text for the page number."""
_STYLE = (
    "body{font-family:'Noto Sans','Segoe UI','Helvetica Neue',sans-serif;font-size:10pt;color:#222}"
    "h1{font-size:17pt}h2{font-size:12pt}.quiet{color:#595959}a{color:#1f5fa8;text-decoration:none}"
)


def minutes_pdf(minutes: Minutes, layout: Layout = AS_STANDARD) -> bytes:
    """The whole file. May be called in any thread while a program with a window runs, else in the main one."""
    keep = _application()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = _writer(buffer, minutes.transcript.title)
    _paint(writer, _document(writer, "".join(_html(minutes, layout))))
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
    document.setDefaultStyleSheet(_STYLE)
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


def _html(minutes: Minutes, layout: Layout) -> Iterator[str]:
    yield f"<h1>{html.escape(minutes.transcript.title)}</h1>"
    yield f'<p class="quiet">{html.escape(" · ".join(facts_of(minutes)))}</p>'
    if minutes.notice:
        yield f'<p class="quiet">{html.escape(minutes.notice)}</p>'
    linked = layout.template.transcript
    for section in sections_of(minutes, layout):
        rows = "".join(_line(line, linked=linked) for line in section.lines)
        yield f"<h2>{html.escape(section.heading)}</h2><ul>{rows}</ul>"
    yield f'<p class="quiet">{coverage_of(minutes)}</p>'
    if said := said_in(minutes, layout):
        yield "<h2>Transcript</h2>"
        yield from map(_utterance, said)


def _line(line: Line, *, linked: bool) -> str:
    notes = f" — <b>{html.escape(remark_of(line))}</b>" if remark_of(line) else ""
    text = f"<s>{html.escape(text_of(line))}</s>" if is_done(line) else html.escape(text_of(line))
    return f"<li>{text}{notes}{_place(line, linked=linked)}</li>"


def _place(line: Line, *, linked: bool) -> str:
    link = link_of(line)
    if link is None:
        return ""
    return f" {_link(*link)}" if linked else f' <span class="quiet">{link[1]}</span>'


def _link(utterance: int, text: str) -> str:
    return f'<a href="#u{utterance}">{text}</a>'


def _utterance(said: Utterance) -> str:
    at = clock(said.start_ms) if said.start_ms is not None else str(said.id + 1)
    who = f"<b>{html.escape(said.speaker)}:</b> " if said.speaker else ""
    named = f'<a name="u{said.id}"></a><span class="quiet">{at}</span>'
    return f"<p>{named} {who}{html.escape(said.text)}</p>"
