"""Paints the minutes, titles and lines with their time at the right and their detail below; lines are written in place.

A row is laid out as: margin, text (and detail under it) over the room left of the time column, margin. Titles are
painted small and muted with more room above. The height comes from the same measuring as the painting.
"""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Slot,
)
from PySide6.QtGui import QFont, QFontMetrics, QGuiApplication, QPainter
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.ui.meetings.line_editor import FRAME, LineEditor
from app.ui.meetings.note_item_model import NoteRole, NoteRow
from app.ui.meetings.wrapped_text import height_of, paint
from app.ui.theme import Space, Theme

Index = QModelIndex | QPersistentModelIndex


class NoteDelegate(QStyledItemDelegate):
    """For a view of :class:`NoteItemModel`."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As wide as the view, as high as the text."""
        width = option.widget.viewport().width()  # type: ignore[attr-defined]
        row: NoteRow = index.data(NoteRole.RECORD)
        if row.title:
            above = Space.S if index.row() == 0 else Space.XL
            return QSize(width, QFontMetrics(self._title_font()).height() + above + Space.XS)
        room = self._text_area(QRect(0, 0, width, 0), row).width()
        detail = height_of(row.detail, self._theme.font("caption"), room)
        height = height_of(row.text, self._theme.font(), room) + (detail + 2 if detail else 0)
        return QSize(width, height + 2 * Space.S)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, text, detail, time."""
        row: NoteRow = index.data(NoteRole.RECORD)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.title:
            self._paint_title(painter, option, row)
        else:
            self._paint_ground(painter, option)
            if not option.state & QStyle.StateFlag.State_Editing:  # the field stands there
                self._paint_row(painter, option.rect, row)
        painter.restore()

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, _index: Index) -> QWidget:
        """A field over the words of the line."""
        editor = LineEditor(parent)
        editor.setFont(self._theme.font())
        editor.committed.connect(self._on_committed)
        editor.abandoned.connect(self._on_abandoned)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """All words, chosen."""
        if isinstance(editor, LineEditor):
            editor.setPlainText(index.data(Qt.ItemDataRole.EditRole))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """What was written."""
        if isinstance(editor, LineEditor):
            model.setData(index, editor.toPlainText())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Over the line; at least two lines of text high."""
        row: NoteRow = index.data(NoteRole.RECORD)
        area = self._text_area(option.rect, row).adjusted(-FRAME[0], -FRAME[1], FRAME[0], FRAME[1])
        least = 2 * QFontMetrics(self._theme.font()).lineSpacing() + 2 * FRAME[1]
        area.setHeight(max(area.height(), least))
        editor.setGeometry(area)

    @Slot()
    def _on_committed(self) -> None:
        editor = self.sender()
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    @Slot()
    def _on_abandoned(self) -> None:
        self.closeEditor.emit(self.sender(), QAbstractItemDelegate.EndEditHint.RevertModelCache)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """The field decides by itself what Enter means; Qt's own filter would leave a line break to it."""
        if event.type() == QEvent.Type.KeyPress:
            return False
        return super().eventFilter(editor, event)

    def _paint_title(self, painter: QPainter, option: QStyleOptionViewItem, row: NoteRow) -> None:
        """The heading of a section; of one that can be folded also what a click does, in its place on the right."""
        if row.folded is not None:
            near = QStyleOptionViewItem(option)
            near.rect.setTop(option.rect.bottom() - QFontMetrics(self._title_font()).height() - 2 * Space.XS)
            self._paint_ground(painter, near)
        painter.setFont(self._title_font())
        painter.setPen(self._theme.color("muted"))
        area = option.rect.adjusted(Space.M, 0, -Space.M, -Space.XS)
        does = painter.fontMetrics().horizontalAdvance(row.time) + Space.M if row.time else 0
        way = QGuiApplication.layoutDirection()
        room = QStyle.visualRect(way, area, area.adjusted(0, 0, -does, 0))
        shown = painter.fontMetrics().elidedText(row.text, Qt.TextElideMode.ElideRight, room.width())
        bottom = Qt.AlignmentFlag.AlignBottom
        painter.drawText(room, int(bottom | Qt.AlignmentFlag.AlignLeft), shown)
        if row.time:
            painter.setPen(self._theme.color("accent"))
            painter.drawText(area, int(bottom | Qt.AlignmentFlag.AlignRight), row.time)

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("accent_soft" if selected else "hover"))
            painter.drawRoundedRect(QRectF(option.rect).adjusted(2, 1, -2, -1), 6, 6)

    def _paint_row(self, painter: QPainter, rect: QRect, row: NoteRow) -> None:
        area = self._text_area(rect, row)
        settled = row.done or row.state == "rejected"
        font = QFont(self._theme.font())
        font.setStrikeOut(settled)
        quiet = settled or row.hint
        used = paint(painter, area, row.text, font, self._theme.color("muted" if quiet else "text"))
        below = area.adjusted(0, used + 2, 0, 0)
        paint(painter, below, row.detail, self._theme.font("caption"), self._theme.color("muted"))
        painter.setFont(self._theme.font("caption"))
        painter.setPen(self._theme.color("accent"))
        right = rect.adjusted(Space.M, Space.S, -Space.M, -Space.S)
        painter.drawText(right, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop), row.time)

    def _text_area(self, rect: QRect, row: NoteRow) -> QRect:
        time = QFontMetrics(self._theme.font("caption")).horizontalAdvance(row.time)
        area = rect.adjusted(Space.M, Space.S, -Space.M - (time + Space.M if time else 0), -Space.S)
        return QStyle.visualRect(QGuiApplication.layoutDirection(), rect, area)

    def _title_font(self) -> QFont:
        return self._theme.font("caption", QFont.Weight.DemiBold)
