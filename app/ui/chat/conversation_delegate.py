"""Paints a chat's title, or the heading of a day."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.domain.conversations import Conversation
from app.ui.chat.conversation_item_model import Role
from app.ui.theme import Space, Theme

Index = QModelIndex | QPersistentModelIndex


class ConversationDelegate(QStyledItemDelegate):
    """One line a chat."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Qt override."""
        line = option.fontMetrics.height()
        heading = not isinstance(index.data(Role.RECORD), Conversation)
        return QSize(120, line + (Space.XL if heading else Space.L))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt override."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        text = str(index.data(Qt.ItemDataRole.DisplayRole))
        area = option.rect.adjusted(Space.M, 0, -Space.M, 0)
        if isinstance(index.data(Role.RECORD), Conversation):
            self._paint_background(painter, option)
            painter.setPen(self._theme.color("text"))
            selected = option.state & QStyle.StateFlag.State_Selected
            painter.setFont(
                self._theme.font("body", QFont.Weight.Medium if selected else QFont.Weight.Normal)
            )
            place = Qt.AlignmentFlag.AlignVCenter
        else:
            painter.setPen(self._theme.color("muted"))
            painter.setFont(self._theme.font("caption", QFont.Weight.DemiBold))
            area.adjust(0, 0, 0, -Space.XS)
            place = Qt.AlignmentFlag.AlignBottom
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, int(place | Qt.AlignmentFlag.AlignLeft), shown)
        painter.restore()

    def _paint_background(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        if not (selected or hovered or focused):
            return
        ring = QPen(self._theme.color("accent"), 2) if focused else QPen(Qt.PenStyle.NoPen)
        painter.setPen(ring)
        painter.setBrush(self._theme.color("accent_soft" if selected else "hover"))
        painter.drawRoundedRect(QRectF(option.rect).adjusted(2, 2, -2, -2), 6, 6)
