"""Chips (things that are chosen) and pills (states), painted rather than styled so that they are round at any size."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QEnterEvent, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QStyle, QWidget

from app.ui.theme import Space, Theme
from app.ui.widgets.labels import plain_tool_tip

TONES = {
    "neutral": ("muted", "hover"),
    "accent": ("accent", "accent_soft"),
    "good": ("good", "good_soft"),
    "warning": ("warning", "warning_soft"),
    "danger": ("danger", "danger_soft"),
}
MAX_CHIP_WIDTH = 240
_PAD = 10
_ICON, _CROSS = 16, 14


class StatePill(QWidget):
    """A state in a word or two. Tones: neutral, accent, good, warning, danger. The colour never stands alone."""

    def __init__(
        self, theme: Theme, text: str = "", tone: str = "neutral", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text = text
        self._tone = tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.keep_font(self, "caption", QFont.Weight.DemiBold)
        self.setAccessibleName(text)
        theme.changed.connect(self._on_theme_changed)

    def text(self) -> str:
        """What it says."""
        return self._text

    def tone(self) -> str:
        """One of TONES."""
        return self._tone

    def show_state(self, text: str, tone: str) -> None:
        """Change both."""
        self._text, self._tone = text, tone
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Qt override."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._text) + 2 * _PAD, metrics.height() + 6)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt override."""
        foreground, background = TONES[self._tone]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color(background))
        painter.drawRoundedRect(self.rect(), self.height() / 2, self.height() / 2)
        painter.setPen(self._theme.color(foreground))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()


class Chip(QAbstractButton):
    """Something chosen, with an optional icon and an optional cross that emits ``removed``."""

    removed = Signal()

    def __init__(
        self,
        theme: Theme,
        text: str,
        icon: str = "",
        *,
        removable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = icon
        self._removable = removable
        self.setText(text)
        theme.keep_font(self, "caption")
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme_changed)

    def sizeHint(self) -> QSize:
        """Qt override."""
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self.text()) + 2 * _PAD + self._left() + self._right()
        return QSize(min(width, MAX_CHIP_WIDTH), metrics.height() + 10)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt override."""
        if self._removable and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt override."""
        end = QRect(self.width() - self._right() - _PAD // 2, 0, self._right() + _PAD // 2, self.height())
        if self._removable and self._side(end).contains(event.position().toPoint()):
            self.setDown(False)
            self.removed.emit()
            return
        super().mouseReleaseEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Qt override."""
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Qt override."""
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt override."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_frame(painter)
        ratio = self.devicePixelRatioF()
        if self._icon:
            size = self._theme.icon_size(_ICON)
            icon = QRect(_PAD - 2, (self.height() - size) // 2, size, size)
            painter.drawPixmap(
                self._side(icon).topLeft(), self._theme.pixmap(self._icon, "accent", size, ratio)
            )
        if self._removable:
            size = self._theme.icon_size(_CROSS)
            cross = QRect(self.width() - _PAD + 2 - size, (self.height() - size) // 2, size, size)
            painter.drawPixmap(self._side(cross).topLeft(), self._theme.pixmap("close", "muted", size, ratio))
        room = self.width() - 2 * _PAD - self._left() - self._right() + 1
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, room)
        self.setToolTip(plain_tool_tip(self.text()) if shown != self.text() else "")
        painter.setPen(self._theme.color("text"))
        area = self.rect().adjusted(_PAD + self._left(), 0, -_PAD - self._right() + 1, 0)
        painter.drawText(self._side(area), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)

    def _paint_frame(self, painter: QPainter) -> None:
        focus = self.hasFocus()
        painter.setPen(QPen(self._theme.color("accent" if focus else "border"), 2 if focus else 1))
        over = self.underMouse() or self.isChecked()
        painter.setBrush(self._theme.color("accent_soft" if over else "surface"))
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)

    def _side(self, area: QRect) -> QRect:
        """Where lines begin at the right, so does a chip."""
        return QStyle.visualRect(self.layoutDirection(), self.rect(), area)

    def _left(self) -> int:
        return self._theme.icon_size(_ICON) + Space.XS if self._icon else 0

    def _right(self) -> int:
        return self._theme.icon_size(_CROSS) + 2 if self._removable else 0

    @Slot()
    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()
