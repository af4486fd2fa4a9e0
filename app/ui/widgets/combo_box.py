"""Fields that open something: their arrow is the theme's, and the mouse wheel does not change a list in passing."""

from __future__ import annotations

from PySide6.QtCore import QDate
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QDateEdit, QWidget

from app.ui.theme import Space, Theme

_ARROW, _WIDEST_ARROW = 16, 24
"""In pixels; the style sheet leaves so much room beside the words and no more."""


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
        _paint_arrow(self, self._theme)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A page that is scrolled over it must not change it."""
        event.ignore()


class DateField(QDateEdit):
    """A day, typed or chosen from a calendar."""

    def __init__(self, theme: Theme, day: QDate, parent: QWidget | None = None) -> None:
        super().__init__(day, parent)
        self._theme = theme
        self.setCalendarPopup(True)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt override."""
        super().paintEvent(event)
        _paint_arrow(self, self._theme)


def _paint_arrow(field: QWidget, theme: Theme) -> None:
    size = min(theme.icon_size(_ARROW), _WIDEST_ARROW)
    arrow = theme.pixmap("chevron-down", "muted", size, field.devicePixelRatioF())
    left = Space.S if field.isRightToLeft() else field.width() - size - Space.S
    QPainter(field).drawPixmap(left, (field.height() - size) // 2, arrow)
