"""One rendered page with the highlighted words marked over it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.domain.documents import PageImage, Rect
from app.i18n import tr

_MARK = QColor(255, 214, 64, 120)
"""Marker pen on white paper; pages keep their own colours in the dark scheme too, so this does not follow it."""
_MARGIN = 2


class PageCanvas(QWidget):
    """Paints a :class:`PageImage` whose pixels are device pixels; ``highlight_area`` is in the widget's own units."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._highlights: tuple[Rect, ...] = ()
        self._ratio = 1.0
        self.setAccessibleName(tr("Page"))

    def show_page(self, page: PageImage, ratio: float) -> None:
        """``ratio`` is the device pixel ratio the page was rendered for."""
        image = QImage(page.pixels, page.width, page.height, page.width * 4, QImage.Format.Format_RGB32)
        self._image = image.copy()  # QImage does not keep the bytes alive
        self._highlights = page.highlights
        self._ratio = ratio
        self.setFixedSize(self.sizeHint())
        self.update()

    def clear(self) -> None:
        """An empty sheet of the same size."""
        self._image = QImage()
        self._highlights = ()
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
        painter.setBrush(_MARK)
        for rect in self._highlights:
            painter.drawRoundedRect(self._scaled(rect), 3, 3)

    def _scaled(self, rect: Rect) -> QRectF:
        k = 1 / self._ratio
        area = QRectF(rect.x * k, rect.y * k, rect.width * k, rect.height * k)
        return area.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)
