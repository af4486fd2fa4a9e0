"""One rendered page with the highlighted words marked over it, and the words that are selected with the mouse."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QImage, QMouseEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.domain.documents import PageImage, PageLine, Rect
from app.i18n import tr

_MARK = QColor(255, 214, 64, 120)
"""Marker pen on white paper; pages keep their own colours in the dark scheme too, so this does not follow it."""
_SELECTED = QColor(90, 160, 230, 90)
_MARGIN = 2


class PageCanvas(QWidget):
    """Paints a :class:`PageImage` whose pixels are device pixels; ``highlight_area`` is in the widget's own units.

    Signals: ``dragged(start, end)`` in the picture's pixels while a person selects, ``pressed`` when they begin,
    ``menu_requested(QPoint)`` on the screen.
    """

    pressed = Signal()
    dragged = Signal(object, object)
    menu_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._highlights: tuple[Rect, ...] = ()
        self._selection: tuple[Rect, ...] = ()
        self._ratio = 1.0
        self._from: QPointF | None = None
        self.lines: tuple[PageLine, ...] = ()
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setAccessibleName(tr("Page"))

    def show_page(self, page: PageImage, ratio: float) -> None:
        """``ratio`` is the device pixel ratio the page was rendered for."""
        image = QImage(page.pixels, page.width, page.height, page.width * 4, QImage.Format.Format_RGB32)
        self._image = image.copy()  # QImage does not keep the bytes alive
        self._highlights = page.highlights
        self.lines = page.lines
        self._selection = ()
        self._ratio = ratio
        self.setFixedSize(self.sizeHint())
        self.update()

    def show_selection(self, rects: Sequence[Rect]) -> None:
        """Mark what is selected."""
        self._selection = tuple(rects)
        self.update()

    def clear(self) -> None:
        """An empty sheet of the same size."""
        self._image = QImage()
        self._highlights = self._selection = ()
        self.lines = ()
        self.update()

    def image_width(self) -> int:
        """Pixels of the page shown, 0 without one."""
        return self._image.width()

    def highlight_area(self) -> QRectF:
        """Around all highlights; null when there is none."""
        area = QRectF()
        for rect in self._highlights:
            area = area.united(self._scaled(rect))
        return area

    def sizeHint(self) -> QSize:
        """Qt override."""
        return QSize(round(self._image.width() / self._ratio), round(self._image.height() / self._ratio))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to select."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._from = event.position()
            self.pressed.emit()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Select up to here."""
        if self._from is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self.dragged.emit(self._pixels(self._from), self._pixels(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The selection stays."""
        self._from = None
        super().mouseReleaseEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with it."""
        self.menu_requested.emit(event.globalPos())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt override."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        if not self._image.isNull():
            painter.drawImage(self.rect(), self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        painter.setPen(Qt.PenStyle.NoPen)
        for color, rects in ((_MARK, self._highlights), (_SELECTED, self._selection)):
            marked = QPainterPath()  # one shape: where lines touch, the mark is no darker
            marked.setFillRule(Qt.FillRule.WindingFill)
            for rect in rects:
                marked.addRoundedRect(self._scaled(rect), 3, 3)
            painter.fillPath(marked, color)

    def _pixels(self, position: QPointF) -> tuple[float, float]:
        return position.x() * self._ratio, position.y() * self._ratio

    def _scaled(self, rect: Rect) -> QRectF:
        k = 1 / self._ratio
        area = QRectF(rect.x * k, rect.y * k, rect.width * k, rect.height * k)
        return area.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)
