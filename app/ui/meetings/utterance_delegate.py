"""Paints a transcript: speaker and time in one line when the speaker changes, the words below, marks on a ground.

Where the same speaker goes on, only the time is painted, at the left of the words' column, so that the eye can run
down the text.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.ui.meetings.utterance_item_model import UtteranceRole
from app.ui.meetings.wrapped_text import Heights, paint
from app.ui.theme import Space, Theme

Index = QModelIndex | QPersistentModelIndex
_WIDEST_TIME = "0:00:00"


class UtteranceDelegate(QStyledItemDelegate):
    """For a view of :class:`UtteranceItemModel`."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        theme.changed.connect(self._take_fonts)
        self._take_fonts()

    @Slot()
    def _take_fonts(self) -> None:
        self._font = self._theme.font()
        self._small = self._theme.font("caption")
        self._bold = self._theme.font("body", QFont.Weight.DemiBold)
        self._heights = Heights(self._font)
        self._heading_height = QFontMetrics(self._bold).height() + 2
        self._time_width = QFontMetrics(self._small).horizontalAdvance(_WIDEST_TIME)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As wide as the view, as high as the text."""
        width = option.widget.viewport().width()  # type: ignore[attr-defined]
        speaker, _time = index.data(UtteranceRole.HEADING)
        area = self._text_area(QRect(0, 0, width, 0))
        height = self._heights.of(index.data(), area.width()) + Space.S
        return QSize(width, height + (self._heading_height + Space.S if speaker else 0))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, heading, words."""
        speaker, time = index.data(UtteranceRole.HEADING)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        above = Space.S if speaker else 0
        self._paint_ground(painter, option, QRectF(option.rect).adjusted(2, above + 1, -2, -1), index)
        area = self._text_area(option.rect).adjusted(0, above + Space.XS, 0, 0)
        marked = bool(index.data(UtteranceRole.HIGHLIGHTED))
        painter.setPen(self._theme.color("text" if marked else "muted"))  # muted is too faint on the mark
        self._paint_time(painter, option.rect.adjusted(Space.M, above + Space.XS, 0, 0), time)
        if speaker:
            name = QFontMetrics(self._bold).elidedText(speaker, Qt.TextElideMode.ElideRight, area.width())
            paint(painter, area, name, self._bold, self._theme.color("text"))
            area.translate(0, self._heading_height)
        paint(painter, area, index.data(), self._font, self._theme.color("text"))
        painter.restore()

    def _paint_ground(
        self, painter: QPainter, option: QStyleOptionViewItem, area: QRectF, index: Index
    ) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        if index.data(UtteranceRole.HIGHLIGHTED):
            painter.setBrush(self._theme.color("highlight"))
            painter.drawRoundedRect(area, 6, 6)
        elif option.state & QStyle.StateFlag.State_Selected:
            painter.setBrush(self._theme.color("accent_soft"))
            painter.drawRoundedRect(area, 6, 6)

    def _paint_time(self, painter: QPainter, area: QRect, time: str) -> None:
        painter.setFont(self._small)
        painter.drawText(area, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop), time)

    def _text_area(self, rect: QRect) -> QRect:
        return rect.adjusted(Space.M + self._time_width + Space.M, 0, -Space.M, 0)
