"""A row with a tick in front: painted by the theme, changed by a click on the box or by Space."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.ui.theme import Space, Theme
from app.ui.widgets.check_box import paint_box

_BOX = 18
Index = QModelIndex | QPersistentModelIndex


class TickDelegate(QStyledItemDelegate):
    """Rows without a check state are painted with the same indentation."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The row's ground first (selection, hover), box and text on it."""
        ground = QStyleOptionViewItem(option)
        self.initStyleOption(ground, index)
        text, ground.text = ground.text, ""
        ground.features &= ~QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator
        ground.widget.style().drawControl(
            QStyle.ControlElement.CE_ItemViewItem, ground, painter, ground.widget
        )
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        state = index.data(Qt.ItemDataRole.CheckStateRole)
        if state is not None:
            checked = Qt.CheckState(state) == Qt.CheckState.Checked
            ratio = ground.widget.devicePixelRatioF()
            paint_box(painter, self._theme, QRectF(_box(option)), checked=checked, ratio=ratio)
        words = option.rect.adjusted(_BOX + 2 * Space.S, 0, -Space.S, 0)
        area = QStyle.visualRect(option.direction, option.rect, words)
        painter.setPen(self._theme.color("text"))
        shown = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideMiddle, area.width())
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), shown)
        painter.restore()

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Qt override."""
        state = index.data(Qt.ItemDataRole.CheckStateRole)
        if state is None or not _asks(event, option):
            return False
        checked = Qt.CheckState(state) == Qt.CheckState.Checked
        wanted = Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked
        return model.setData(index, wanted, Qt.ItemDataRole.CheckStateRole)


def _box(option: QStyleOptionViewItem) -> QRect:
    """At the side where lines begin."""
    area = option.rect
    box = QRect(area.left() + Space.S, area.center().y() - _BOX // 2, _BOX, _BOX)
    return QStyle.visualRect(option.direction, area, box)


def _asks(event: QEvent, option: QStyleOptionViewItem) -> bool:
    if isinstance(event, QMouseEvent):
        left = event.button() == Qt.MouseButton.LeftButton
        released = event.type() == QEvent.Type.MouseButtonRelease
        return left and released and _box(option).contains(event.position().toPoint())
    if isinstance(event, QKeyEvent):
        return event.type() == QEvent.Type.KeyPress and event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Select)
    return False
