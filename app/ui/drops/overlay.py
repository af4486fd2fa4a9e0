"""What lies over the window while files are dragged across it: a frame, and what letting go will do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.i18n import tr
from app.ui.theme import Space, Theme

_ICON = 48


class DropOverlay(QWidget):
    """Lets every event through."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._over = theme, parent
        self._lines: list[str] = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def say(self, lines: Sequence[str]) -> None:
        """Cover the parent and say this."""
        self._lines = list(lines)
        self.setAccessibleName(". ".join([tr("Drop here"), *lines]))
        self.setGeometry(self._over.rect())
        self.show()
        self.raise_()
        self.update()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt override."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = self._theme.color("window")
        veil.setAlphaF(0.94)
        painter.fillRect(self.rect(), veil)
        area = QRectF(self.rect()).adjusted(Space.L, Space.L, -Space.L, -Space.L)
        painter.setBrush(self._theme.color("accent_soft"))
        painter.setPen(QPen(self._theme.color("accent"), 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(area, 14, 14)
        self._paint_words(painter, area)

    def _paint_words(self, painter: QPainter, area: QRectF) -> None:
        centre = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
        title, body = self._theme.font("title", QFont.Weight.DemiBold), self._theme.font("reading")
        painter.setFont(body)
        line = painter.fontMetrics().height() + Space.S
        top = area.center().y() - (_ICON + Space.XXL + line * (len(self._lines) + 1)) / 2
        icon = self._theme.pixmap("download", "accent", _ICON, self.devicePixelRatioF())
        painter.drawPixmap(int(area.center().x() - _ICON / 2), int(top), icon)
        top += _ICON + Space.M
        painter.setPen(self._theme.color("text"))
        painter.setFont(title)
        painter.drawText(QRectF(area.left(), top, area.width(), 2 * line), centre, tr("Drop here"))
        top += painter.fontMetrics().height() + Space.S
        painter.setFont(body)
        for text in self._lines:
            painter.drawText(
                QRectF(area.left() + Space.XL, top, area.width() - 2 * Space.XL, 2 * line), centre, text
            )
            top += line
