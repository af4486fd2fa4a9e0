"""Paints a chat's title, what was found in it, or the heading of a day."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.domain.conversations import ChatHit, Conversation
from app.i18n import figure
from app.ui.chat.conversation_item_model import FolderHeading, Role
from app.ui.theme import Space, Theme

Index = QModelIndex | QPersistentModelIndex
_ICON = 16
_LINES = 2
"""Of what was found."""


class ConversationDelegate(QStyledItemDelegate):
    """One line a chat, two for a place in it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Qt override."""
        line = option.fontMetrics.height()
        record = index.data(Role.RECORD)
        if isinstance(record, ChatHit):
            return QSize(120, _LINES * QFontMetrics(self._theme.font("caption")).height() + Space.M)
        heading = not isinstance(record, Conversation | FolderHeading)
        return QSize(120, line + (Space.XL if heading and index.row() else Space.S if heading else Space.L))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt override."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        record = index.data(Role.RECORD)
        area = option.rect.adjusted(Space.M, 0, -Space.M, 0)
        if isinstance(record, ChatHit):
            self._paint_background(painter, option)
            self._paint_hit(painter, area.adjusted(Space.S, 0, 0, 0), record)
        elif isinstance(record, Conversation):
            self._paint_background(painter, option)
            indent = Space.L if record.folder and not record.pinned and not record.archived else 0
            self._paint_title(painter, area.adjusted(indent, 0, 0, 0), record, option)
        elif isinstance(record, FolderHeading):
            self._paint_background(painter, option)
            self._paint_folder(painter, area, record)
        else:
            self._paint_heading(painter, area, str(index.data(Qt.ItemDataRole.DisplayRole)))
        painter.restore()

    def _paint_title(
        self, painter: QPainter, area: QRect, chat: Conversation, option: QStyleOptionViewItem
    ) -> None:
        painter.setPen(self._theme.color("muted" if chat.archived else "text"))
        selected = option.state & QStyle.StateFlag.State_Selected
        painter.setFont(self._theme.font("body", QFont.Weight.Medium if selected else QFont.Weight.Normal))
        shown = painter.fontMetrics().elidedText(chat.title, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)

    def _paint_folder(self, painter: QPainter, area: QRect, folder: FolderHeading) -> None:
        ratio = painter.device().devicePixelRatioF()
        middle = area.center().y() - _ICON // 2
        arrow = self._theme.pixmap("chevron-down" if folder.open else "chevron-right", "muted", _ICON, ratio)
        painter.drawPixmap(area.left() - Space.XS, middle, arrow)
        left = area.left() - Space.XS + _ICON + Space.XS
        painter.drawPixmap(left, middle, self._theme.pixmap("folder", "muted", _ICON, ratio))
        painter.setFont(self._theme.font("body", QFont.Weight.DemiBold))
        painter.setPen(self._theme.color("text"))
        number = "" if folder.open else f"  {figure(folder.chats)}"
        words = area.adjusted(2 * _ICON + Space.S, 0, 0, 0)
        shown = painter.fontMetrics().elidedText(
            folder.name + number, Qt.TextElideMode.ElideRight, words.width()
        )
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)

    def _paint_heading(self, painter: QPainter, area: QRect, text: str) -> None:
        painter.setPen(self._theme.color("muted"))
        painter.setFont(self._theme.font("caption", QFont.Weight.DemiBold))
        area = area.adjusted(0, 0, 0, -Space.XS)
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, int(Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft), shown)

    def _paint_hit(self, painter: QPainter, area: QRect, hit: ChatHit) -> None:
        """The snippet from a little before its first mark on, the words that were looked for set off."""
        layout = QTextLayout(hit.snippet, self._theme.font("caption"))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.setFormats([self._mark(start, end) for start, end in hit.marks])
        layout.beginLayout()
        height, lines, marked = 0.0, [], 0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(area.width())
            lines.append(line)
            if hit.marks and line.textStart() <= hit.marks[0][0]:
                marked = line.lineNumber()
        first = max(0, min(marked, len(lines) - _LINES))
        for line in lines[first : first + _LINES]:
            line.setPosition(QPointF(0, height))
            height += line.height()
        layout.endLayout()
        painter.setPen(self._theme.color("muted"))
        top = area.top() + Space.XS / 2  # close to the title it belongs to, away from the next one
        for line in lines[first : first + _LINES]:
            line.draw(painter, QPointF(area.left(), top))

    def _mark(self, start: int, end: int) -> QTextLayout.FormatRange:
        mark = QTextLayout.FormatRange()
        mark.start, mark.length = start, end - start
        mark.format = QTextCharFormat()
        mark.format.setForeground(self._theme.color("text"))
        mark.format.setFontWeight(QFont.Weight.DemiBold)
        return mark

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
