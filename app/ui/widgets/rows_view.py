"""A list that shows by a ring around one row, not around all of it, that the keyboard is there."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QListView, QWidget

from app.ui.widgets.kinds import set_kind


class RowsView(QListView):
    """While it has the keyboard and any row that can be used, one of them is the current one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_kind(self, "rows")

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt override; nothing is chosen by it."""
        super().focusInEvent(event)
        model = self.model()
        if model is None or self.currentIndex().isValid():
            return
        indexes = (model.index(row, 0) for row in range(model.rowCount()))
        usable = next((i for i in indexes if model.flags(i) & Qt.ItemFlag.ItemIsSelectable), None)
        if usable is not None:
            self.selectionModel().setCurrentIndex(usable, QItemSelectionModel.SelectionFlag.NoUpdate)
