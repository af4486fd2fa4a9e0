"""A drop-down list whose arrow is the theme's, and that the mouse wheel does not change in passing."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from app.ui.theme import Space, Theme

_ARROW = 16


class ComboBox(QComboBox):
    """At least ``characters`` wide."""

    def __init__(self, theme: Theme, characters: int = 28, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * characters)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt override."""
        super().paintEvent(event)
        arrow = self._theme.pixmap("chevron-down", "muted", _ARROW, self.devicePixelRatioF())
        left = Space.S if self.isRightToLeft() else self.width() - _ARROW - Space.S
        QPainter(self).drawPixmap(left, (self.height() - _ARROW) // 2, arrow)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A page that is scrolled over it must not change it."""
        event.ignore()
