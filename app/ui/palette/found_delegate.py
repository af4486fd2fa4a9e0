"""Paints a row of the palette: icon, title with what was found in it, what it is, its keys."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.ui.palette.entries import Found
from app.ui.palette.found_item_model import RECORD
from app.ui.theme import Space, Theme

Index = QModelIndex | QPersistentModelIndex
_ICON = 16
_MOST_DETAIL = 0.3
"""Of the row's width."""


class FoundDelegate(QStyledItemDelegate):
    """One line a row."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Qt override."""
        return QSize(160, option.fontMetrics.height() + Space.L + 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt override."""
        found: Found = index.data(RECORD)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(self._theme.color("accent"), 1))
            painter.setBrush(self._theme.color("accent_soft"))
            painter.drawRoundedRect(QRectF(option.rect).adjusted(1.5, 1.5, -1.5, -1.5), 6, 6)
        area = option.rect.adjusted(Space.M, 0, -Space.M, 0)
        area = self._paint_icon(painter, area, found, option.widget)
        area = self._paint_keys(painter, area, found.entry.keys)
        area = self._paint_detail(painter, area, found)
        self._paint_title(painter, area, found)
        painter.restore()

    def _paint_icon(self, painter: QPainter, area: QRect, found: Found, widget: QWidget | None) -> QRect:
        """At the edge where lines begin; what is left of the row, as in the others."""
        name = "clock" if found.recent else found.entry.icon or "chevron-right"
        ratio = widget.devicePixelRatioF() if widget is not None else 1.0
        size = self._theme.icon_size(_ICON)
        place = QRect(area.left(), area.center().y() - size // 2 + 1, size, size)
        pixmap = self._theme.pixmap(name, "muted", size, ratio)
        painter.drawPixmap(_side(painter, area, place).topLeft(), pixmap)
        return _side(painter, area, area.adjusted(size + Space.M, 0, 0, 0))

    def _paint_keys(self, painter: QPainter, area: QRect, keys: str) -> QRect:
        """A key cap at the edge where lines end."""
        if not keys:
            return area
        painter.setFont(self._theme.font("caption"))
        width = painter.fontMetrics().horizontalAdvance(keys) + Space.M
        height = painter.fontMetrics().height() + Space.XS
        cap = QRect(area.right() - width, area.center().y() - height // 2, width, height)
        cap = _side(painter, area, cap)
        painter.setPen(QPen(self._theme.color("border_strong"), 1))
        painter.setBrush(self._theme.color("raised"))
        painter.drawRoundedRect(QRectF(cap), 4, 4)
        painter.setPen(self._theme.color("text"))
        painter.drawText(cap, int(Qt.AlignmentFlag.AlignCenter), keys)
        return _side(painter, area, area.adjusted(0, 0, -width - Space.M, 0))

    def _paint_detail(self, painter: QPainter, area: QRect, found: Found) -> QRect:
        detail = found.entry.detail
        if not detail:
            return area
        painter.setFont(self._theme.font("caption"))
        painter.setPen(self._theme.color("muted"))
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(detail, Qt.TextElideMode.ElideRight, int(area.width() * _MOST_DETAIL))
        place = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        painter.drawText(area, place, shown)
        return _side(painter, area, area.adjusted(0, 0, -metrics.horizontalAdvance(shown) - Space.M, 0))

    def _paint_title(self, painter: QPainter, area: QRect, found: Found) -> None:
        font = self._theme.font("body")
        painter.setFont(font)
        title = " ".join(found.entry.title.split()) if "\n" in found.entry.title else found.entry.title
        shown = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, area.width())
        layout = QTextLayout(shown, font)
        side = painter.layoutDirection()
        layout.setTextOption(QTextOption(QStyle.visualAlignment(side, Qt.AlignmentFlag.AlignLeft)))
        layout.setFormats([self._mark(at) for at in found.marks if at < len(shown)])
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(max(1, area.width()))
        layout.endLayout()
        painter.setPen(self._theme.color("text"))
        layout.draw(painter, QPointF(area.left(), area.top() + (area.height() - line.height()) / 2))

    def _mark(self, at: int) -> QTextLayout.FormatRange:
        mark = QTextLayout.FormatRange()
        mark.start, mark.length, mark.format = at, 1, QTextCharFormat()
        mark.format.setForeground(QColor(self._theme.color("accent")))
        mark.format.setFontWeight(QFont.Weight.Bold)
        return mark


def _side(painter: QPainter, area: QRect, part: QRect) -> QRect:
    """A part of an area, mirrored where lines begin at the right."""
    return QStyle.visualRect(painter.layoutDirection(), area, part)
