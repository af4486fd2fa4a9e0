"""Paints a job: what it is, where it stands, and a bar while it goes on."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.domain.jobs import JobState
from app.ui.bridge.jobs import JobRecord
from app.ui.jobs.job_item_model import RECORD
from app.ui.jobs.words import ICONS, TONES, share, state_line
from app.ui.theme import Space, Theme

Index = QModelIndex | QPersistentModelIndex
_ICON, _BAR = 20, 4


class JobDelegate(QStyledItemDelegate):
    """Two lines and a bar."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Qt override."""
        title, line = self._metrics("body"), self._metrics("caption")
        return QSize(200, title.height() + line.height() + _BAR + Space.XL + Space.S)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt override."""
        record: JobRecord = index.data(RECORD)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_background(painter, option)
        area = option.rect.adjusted(Space.M, Space.S, -Space.M, -Space.S)
        ratio = option.widget.devicePixelRatioF() if option.widget is not None else 1.0
        size, side = self._theme.icon_size(_ICON), painter.layoutDirection()
        icon = self._theme.pixmap(ICONS[record.kind], TONES.get(record.state, "muted"), size, ratio)
        place = QRect(area.left(), area.top() + Space.XS, size, size)
        painter.drawPixmap(QStyle.visualRect(side, area, place).topLeft(), icon)
        words = QStyle.visualRect(side, area, area.adjusted(size + Space.M, 0, 0, 0))
        self._paint_words(painter, words, record)
        painter.restore()

    def _paint_words(self, painter: QPainter, area: QRect, record: JobRecord) -> None:
        left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        painter.setFont(self._theme.font("body", QFont.Weight.Medium))
        painter.setPen(self._theme.color("text"))
        metrics = painter.fontMetrics()
        painter.drawText(
            area, left, metrics.elidedText(record.title, Qt.TextElideMode.ElideMiddle, area.width())
        )
        area.setTop(area.top() + metrics.height() + Space.XS)
        painter.setFont(self._theme.font("caption"))
        painter.setPen(self._theme.color("danger" if record.state is JobState.FAILED else "muted"))
        metrics = painter.fontMetrics()
        line = metrics.elidedText(state_line(record), Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, left, line)
        area.setTop(area.top() + metrics.height() + Space.XS)
        done = share(record)
        if done is not None:
            self._paint_bar(painter, QRectF(area.left(), area.top(), area.width(), _BAR), done, record.state)

    def _paint_bar(self, painter: QPainter, bar: QRectF, done: float, state: JobState) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("border"))
        painter.drawRoundedRect(bar, 2, 2)
        filled = QRectF(bar.left(), bar.top(), max(_BAR, bar.width() * done), bar.height())
        if painter.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            filled.moveRight(bar.right())
        painter.setBrush(self._theme.color(TONES.get(state, "border_strong")))
        painter.drawRoundedRect(filled, 2, 2)

    def _paint_background(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        if not (selected or focused or option.state & QStyle.StateFlag.State_MouseOver):
            return
        painter.setPen(QPen(self._theme.color("accent"), 2) if focused else QPen(Qt.PenStyle.NoPen))
        painter.setBrush(self._theme.color("accent_soft" if selected else "hover"))
        painter.drawRoundedRect(QRectF(option.rect).adjusted(2, 2, -2, -2), 6, 6)

    def _metrics(self, scale: str) -> QFontMetrics:
        return QFontMetrics(self._theme.font(scale))
