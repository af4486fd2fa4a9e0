"""A row that breaks into further rows where there is no room, so that no button is ever cut off."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLayout, QLayoutItem, QStyle, QWidget

from app.ui.theme import Space


class FlowLayout(QLayout):
    """Lays its widgets out as the language runs, line by line; each line's widgets share one vertical centre.

    ``centred``: each line stands in the middle.
    """

    def __init__(
        self, parent: QWidget | None = None, spacing: int = Space.S, *, centred: bool = False
    ) -> None:
        super().__init__(parent)
        self._centred = centred
        self._items: list[QLayoutItem] = []
        self._gap = spacing
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Qt's way of adding; use ``addWidget``."""
        self._items.append(item)

    def count(self) -> int:
        """Items, shown or not."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem:
        """None past the end, as Qt expects."""
        return self._items[index] if 0 <= index < len(self._items) else None  # type: ignore[return-value]

    def takeAt(self, index: int) -> QLayoutItem:
        """None past the end, as Qt expects."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None  # type: ignore[return-value]

    def expandingDirections(self) -> Qt.Orientation:
        """Wants no more room than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Fewer pixels across, more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of all lines at this width."""
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Place the widgets."""
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        """All in one line."""
        sizes = [item.sizeHint() for item in self._shown()]
        width = sum(size.width() for size in sizes) + self._gap * max(0, len(sizes) - 1)
        return QSize(width, max((size.height() for size in sizes), default=0))

    def minimumSize(self) -> QSize:
        """The widest widget."""
        sizes = [item.minimumSize() for item in self._shown()]
        return QSize(
            max((size.width() for size in sizes), default=0),
            max((size.height() for size in sizes), default=0),
        )

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        y = rect.top()
        for line in self._lines(rect.width()):
            height = max(item.sizeHint().height() for item in line)
            if move:
                self._place(line, rect, y, height)
            y += height + self._gap
        return max(0, y - self._gap - rect.top())

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        used = 0
        for item in self._shown():
            wide = item.sizeHint().width()
            if lines and used + self._gap + wide <= width:
                lines[-1].append(item)
                used += self._gap + wide
            else:
                lines.append([item])
                used = wide
        return lines

    def _place(self, line: list[QLayoutItem], rect: QRect, y: int, height: int) -> None:
        used = sum(item.sizeHint().width() for item in line) + self._gap * (len(line) - 1)
        x = rect.left() + (max(0, rect.width() - used) // 2 if self._centred else 0)
        for item in line:
            size = item.sizeHint()
            size.setWidth(min(size.width(), rect.width()))
            place = QRect(QPoint(x, y + (height - size.height()) // 2), size)
            item.setGeometry(QStyle.visualRect(QGuiApplication.layoutDirection(), rect, place))
            x += size.width() + self._gap
