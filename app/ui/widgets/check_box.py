"""A check box whose box keeps its contrast in light and dark: painted from the theme, so it is sharp at any scale."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QStyle, QWidget

from app.ui.theme import Space, Theme

_BOX = 18


def paint_box(painter: QPainter, theme: Theme, area: QRectF, *, checked: bool, ratio: float) -> None:
    """The box alone, with or without its tick; ``ratio`` is the device pixel ratio."""
    box = area.adjusted(1, 1, -1, -1)
    painter.setBrush(theme.color("accent" if checked else "surface"))
    painter.setPen(QPen(theme.color("accent" if checked else "border_strong"), 1.5))
    painter.drawRoundedRect(box, 4, 4)
    if checked:
        tick = theme.pixmap("check", "on_accent", int(area.width()) - 4, ratio)
        painter.drawPixmap(int(box.left()) + 1, int(box.top()) + 1, tick)


class CheckBox(QCheckBox):
    """Two states; the label is part of the target."""

    def __init__(self, theme: Theme, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._theme = theme
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self._on_theme_changed)

    def sizeHint(self) -> QSize:
        """Box, gap and label, with room for the focus ring."""
        metrics, size = self.fontMetrics(), self._theme.icon_size(_BOX)
        text = metrics.horizontalAdvance(self.text())
        height = max(size, metrics.height()) + 2 * Space.XS
        return QSize(size + 2 * Space.S + text + Space.XS, height)

    def minimumSizeHint(self) -> QSize:
        """The label is never cut."""
        return self.sizeHint()

    def hitButton(self, _pos: object) -> bool:
        """The whole widget can be clicked."""
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Box, tick, label, focus ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side, whole, size = self.layoutDirection(), self.rect(), self._theme.icon_size(_BOX)
        box = QStyle.visualRect(side, whole, QRect(Space.XS, (self.height() - size) // 2, size, size))
        paint_box(painter, self._theme, QRectF(box), checked=self.isChecked(), ratio=self.devicePixelRatioF())
        painter.setPen(self._theme.color("text" if self.isEnabled() else "border_strong"))
        area = QStyle.visualRect(side, whole, whole.adjusted(size + Space.S + Space.XS, 0, 0, 0))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextShowMnemonic), self.text())
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.color("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()
