"""Paints a model file: name with its state as a pill, and the facts below."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.ui.catalog.model_file_item_model import ModelFileRole
from app.ui.theme import Space, Theme

Index = QModelIndex | QPersistentModelIndex
_LINE_GAP = 3
_PILL_PAD = 10


class ModelDelegate(QStyledItemDelegate):
    """For a view of :class:`ModelFileItemModel`."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        theme.changed.connect(self._take_fonts)
        self._take_fonts()

    @Slot()
    def _take_fonts(self) -> None:
        self._name = self._theme.font("body", QFont.Weight.DemiBold)
        self._small = self._theme.font("caption")
        self._pill = self._theme.font("caption", QFont.Weight.DemiBold)

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """One line for the name, one for each line of facts."""
        lines = index.data(ModelFileRole.FACTS).count("\n") + 1
        height = QFontMetrics(self._name).height() + lines * (QFontMetrics(self._small).height() + _LINE_GAP)
        return QSize(120, height + 2 * Space.M)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, name, pill, facts."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option)
        area = option.rect.adjusted(Space.M, Space.M, -Space.M, -Space.M)
        self._paint_name(painter, area, index.data(), index.data(ModelFileRole.STATUS))
        area.translate(0, QFontMetrics(self._name).height() + _LINE_GAP)
        painter.setFont(self._small)
        painter.setPen(self._theme.color("muted"))
        metrics = QFontMetrics(self._small)
        for line in index.data(ModelFileRole.FACTS).split("\n"):
            shown = metrics.elidedText(line, Qt.TextElideMode.ElideRight, area.width())
            painter.drawText(area, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop), shown)
            area.translate(0, metrics.height() + _LINE_GAP)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        box = QRectF(option.rect).adjusted(1, 2, -1, -2)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.setPen(self._theme.color("accent" if selected else "border"))
        painter.setBrush(self._theme.color("hover" if over and not selected else "surface"))
        painter.drawRoundedRect(box, 8, 8)

    def _paint_name(self, painter: QPainter, area: QRect, name: str, status: str) -> None:
        metrics, pill = QFontMetrics(self._name), QFontMetrics(self._pill)
        room = pill.horizontalAdvance(status) + 2 * _PILL_PAD if status else 0
        painter.setFont(self._name)
        painter.setPen(self._theme.color("text"))
        shown = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, area.width() - room - Space.M)
        painter.drawText(area, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop), shown)
        if status:
            left = area.left() + metrics.horizontalAdvance(shown) + Space.M
            box = QRectF(left, area.top() - 2, room, pill.height() + 4)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("good_soft"))
            painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
            painter.setPen(self._theme.color("good"))
            painter.setFont(self._pill)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, status)
