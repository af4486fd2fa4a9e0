"""Bars of the "why" panel: how likely an answer was, and which way a signal pulled."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import N_, tr
from app.ui.chat.why_words import percent
from app.ui.theme import Theme

_HEIGHT = 10
_TICK = 5
_GAP = 4
_STRONGEST = 2.5
"""Log-odds that fill half of a pull bar; a signal can hardly be stronger."""


class LikelihoodBar(QWidget):
    """0 to 100 %, with the threshold marked and named under it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._value = self._threshold = 0.0
        theme.keep_font(self, "caption")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme_changed)

    def show_value(self, value: float, threshold: float) -> None:
        """Both from 0 to 1."""
        self._value, self._threshold = min(max(value, 0.0), 1.0), min(max(threshold, 0.0), 1.0)
        words = N_("Likelihood {likely}, over the threshold of {threshold}")
        if self._value < self._threshold:
            words = N_("Likelihood {likely}, under the threshold of {threshold}")
        self.setAccessibleName(tr(words, likely=percent(self._value), threshold=percent(self._threshold)))
        self.update()

    def sizeHint(self) -> QSize:
        """Qt override."""
        return QSize(240, _TICK + _HEIGHT + _TICK + _GAP + self.fontMetrics().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt override."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(0.5, _TICK, self.width() - 1, _HEIGHT)
        painter.setPen(QPen(self._theme.color("border_strong"), 1))
        painter.setBrush(self._theme.color("raised"))
        painter.drawRoundedRect(track, _HEIGHT / 2, _HEIGHT / 2)
        enough = self._value >= self._threshold
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("accent" if enough else "warning"))
        filled = QRectF(track.left(), track.top(), max(track.width() * self._value, _HEIGHT), _HEIGHT)
        painter.drawRoundedRect(filled, _HEIGHT / 2, _HEIGHT / 2)
        self._paint_threshold(painter, track)

    def _paint_threshold(self, painter: QPainter, track: QRectF) -> None:
        x = track.left() + track.width() * self._threshold
        painter.setPen(QPen(self._theme.color("text"), 2))
        bottom = track.bottom() + _TICK
        painter.drawLine(QPointF(x, 0), QPointF(x, bottom))
        words = tr("answers from here ({percent})", percent=percent(self._threshold))
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(words)
        left = min(max(x - width / 2, 0), max(self.width() - width, 0))
        painter.setPen(self._theme.color("muted"))
        painter.drawText(QPointF(left, bottom + _GAP + metrics.ascent()), words)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.update()


class PullBar(QWidget):
    """From the middle to the right for an answer, to the left against one; ``effect`` in log-odds."""

    def __init__(self, theme: Theme, effect: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._effect = min(max(effect / _STRONGEST, -1.0), 1.0)
        self.setFixedSize(96, 14)
        theme.changed.connect(self._on_theme_changed)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt override."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, y = self.width() / 2, self.height() / 2
        painter.setPen(QPen(self._theme.color("border"), 2))
        painter.drawLine(QPointF(0, y), QPointF(self.width(), y))
        length = max(abs(self._effect) * (middle - 2), 2)
        left = middle if self._effect >= 0 else middle - length
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("accent" if self._effect >= 0 else "warning"))
        painter.drawRoundedRect(QRectF(left, y - 4, length, 8), 2, 2)
        painter.setPen(QPen(self._theme.color("border_strong"), 2))
        painter.drawLine(QPointF(middle, 0), QPointF(middle, self.height()))

    @Slot()
    def _on_theme_changed(self) -> None:
        self.update()
