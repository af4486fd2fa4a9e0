"""A list of wrapped text that follows its width and whose rows can be copied."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QWidget

Index = QModelIndex | QPersistentModelIndex


class TextList(QListView):
    """Signals: ``row_chosen`` (click, Enter, arrow keys) and ``row_opened`` (click, Enter) carry the index.

    Ctrl+C copies the chosen rows.
    """

    row_chosen = Signal(QModelIndex)
    row_opened = Signal(QModelIndex)

    def __init__(self, name: str, delegate: QStyledItemDelegate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        delegate.setParent(self)
        self.setItemDelegate(delegate)
        self.setWordWrap(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self.row_chosen)
        self.clicked.connect(self.row_opened)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """The arrow keys choose, as a click does; that the list is only entered chooses nothing."""
        super().currentChanged(current, previous)
        if current.isValid() and previous.isValid() and self.hasFocus():
            self.row_chosen.emit(current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy, and choose again with Enter."""
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.selected_text())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.row_chosen.emit(self.currentIndex())
            self.row_opened.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def menu_place(self, place: QPoint) -> QPoint:
        """Where a context menu opens: asked for by a key, at the current row, not where the pointer happens to be."""
        if self.rect().contains(place) and self.indexAt(place).isValid():
            return place
        return self.visualRect(self.currentIndex()).center()

    def writing(self) -> bool:
        """Whether a row is being written in."""
        return self.state() == QAbstractItemView.State.EditingState

    def selected_text(self) -> str:
        """The chosen rows as lines of text, top to bottom."""
        chosen = sorted(self.selectionModel().selectedIndexes(), key=QModelIndex.row)
        return "\n".join(str(index.data(Qt.ItemDataRole.AccessibleTextRole)) for index in chosen)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Heights depend on the width, so lay out again."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()
