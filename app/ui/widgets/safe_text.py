"""A read-only rich-text view that can never load anything: no image, file, share or web address.

Qt's own text views open files and network shares that markup names, even with ``loadResource`` overridden to
return nothing; only a *valid* image keeps Qt from looking itself. So every request gets one blank pixel.
Links are never followed; those with the scheme ``cite`` are reported.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QMimeData, QRectF, Qt, QUrl, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QImage,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextCursor,
    QTextLine,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QTextBrowser, QToolTip, QWidget

from app.ui.widgets.kinds import set_kind
from app.ui.widgets.labels import plain_tool_tip

CITE_SCHEME = "cite"
_RISE = 0.27
"""How far over the base line the middle of a digit stands, in heights of its line."""


class SafeTextView(QTextBrowser):
    """As tall as its text. Signals: ``citation_clicked(n)``."""

    citation_clicked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pill = QColor()
        self._tool_tips: dict[int, str] = {}
        self._blank = QImage(1, 1, QImage.Format.Format_ARGB32)
        self._blank.fill(Qt.GlobalColor.transparent)
        set_kind(self, "bare")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setAcceptDrops(False)
        self.setUndoRedoEnabled(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.LinksAccessibleByMouse
        )
        self.document().setDocumentMargin(0)
        self.document().documentLayout().documentSizeChanged.connect(self._fit_height)
        self.anchorClicked.connect(self._on_anchor_clicked)
        self.highlighted.connect(self._on_highlighted)

    def show_html(self, html: str, style: str, pill: QColor, tool_tips: dict[int, str]) -> None:
        """Show markup made by us. ``pill`` is painted behind citations, ``tool_tips`` are their quotes by number."""
        self._pill = pill
        self._tool_tips = tool_tips
        self.document().setDefaultStyleSheet(style)
        self.setHtml(html)

    def loadResource(self, _kind: int, _name: QUrl | str) -> QImage:
        """Qt override."""
        return self._blank

    def createMimeDataFromSelection(self) -> QMimeData:
        """Copies words, not markup."""
        data = QMimeData()
        data.setText(self.textCursor().selection().toPlainText())
        return data

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt override."""
        super().resizeEvent(event)
        self._fit_height()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The page around it scrolls."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt override."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._pill)
        for area in self.citation_areas():
            painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
        painter.end()
        super().paintEvent(event)

    def citation_areas(self) -> list[QRectF]:
        """Where the citation marks stand, in the viewport."""
        areas: list[QRectF] = []
        block = self.document().begin()
        while block.isValid():
            areas.extend(self._areas_in(block))
            block = block.next()
        return areas

    def _areas_in(self, block: QTextBlock) -> Iterator[QRectF]:
        origin = self.document().documentLayout().blockBoundingRect(block).topLeft()
        for start, end in _citation_runs(block):
            line = block.layout().lineForTextPosition(start)
            if not line.isValid():
                continue
            left, right = line_x(line, start), line_x(line, end)
            height = self._mark_height(block.position() + start)  # marks may be much smaller than the words
            middle = line.y() + line.ascent() - height * _RISE
            yield QRectF(origin.x() + left, origin.y() + middle - height / 2, right - left, height)

    def _mark_height(self, position: int) -> float:
        cursor = QTextCursor(self.document())
        cursor.setPosition(position + 1)
        return QFontMetricsF(cursor.charFormat().font()).height() + 1

    @Slot()
    def _fit_height(self) -> None:
        height = int(self.document().size().height()) + 2
        if height != self.height():
            self.setFixedHeight(height)

    @Slot(QUrl)
    def _on_anchor_clicked(self, url: QUrl) -> None:
        number = citation_number(url)
        if number is not None:
            self.citation_clicked.emit(number)

    @Slot(QUrl)
    def _on_highlighted(self, url: QUrl) -> None:
        number = citation_number(url)
        text = self._tool_tips.get(number, "") if number is not None else ""
        if text:
            QToolTip.showText(self.cursor().pos(), plain_tool_tip(text), self)
        else:
            QToolTip.hideText()


def line_x(line: QTextLine, position: int) -> float:
    """PySide returns (x, position) where C++ returns x."""
    x: Any = line.cursorToX(position)
    return float(x[0] if isinstance(x, tuple) else x)


def citation_number(url: QUrl) -> int | None:
    """The number behind a ``cite:`` link, None for every other link."""
    path = url.path()
    return int(path) if url.scheme() == CITE_SCHEME and path.isdecimal() else None


def _citation_runs(block: QTextBlock) -> list[tuple[int, int]]:
    """Start and end, within the block, of each run of fragments that share one ``cite:`` link."""
    runs: list[tuple[int, int, str]] = []
    iterator = block.begin()
    while not iterator.atEnd():
        fragment = iterator.fragment()
        href = fragment.charFormat().anchorHref()
        start = fragment.position() - block.position()
        end = start + fragment.length()
        if href.startswith(f"{CITE_SCHEME}:"):
            if runs and runs[-1][1] == start and runs[-1][2] == href:
                runs[-1] = (runs[-1][0], end, href)
            else:
                runs.append((start, end, href))
        iterator += 1
    return [(start, end) for start, end, _ in runs]
