"""The names of the groups at the left of the settings; choosing one goes there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QStringListModel, Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QListView, QWidget

from app.i18n import tr
from app.ui.theme import Space
from app.ui.widgets.rows_view import RowsView


class Contents(RowsView):
    """Signal: ``chosen`` (title), by click or by the arrow keys."""

    chosen = Signal(str)

    def __init__(self, titles: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Groups of settings"))
        self._titles = QStringListModel(list(titles), self)
        self.setModel(self._titles)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        widest = max((self.fontMetrics().horizontalAdvance(title) for title in titles), default=0)
        self.setFixedWidth(min(widest + 2 * Space.XL, 260))
        self._following = False
        self.clicked.connect(self._on_chosen)
        self.selectionModel().currentChanged.connect(self._on_chosen)

    def showEvent(self, event: QShowEvent) -> None:
        """Qt override: the style that gives the rows their height comes with the first showing."""
        super().showEvent(event)
        self.scheduleDelayedItemsLayout()

    def show_only(self, titles: Sequence[str]) -> None:
        """Those that hold something that was looked for."""
        self._titles.setStringList(list(titles))

    def follow(self, title: str) -> None:
        """Mark the group that is being looked at; nothing is chosen by that."""
        titles = self._titles.stringList()
        if title in titles:
            self._following = True
            self.setCurrentIndex(self._titles.index(titles.index(title)))
            self._following = False

    @Slot(QModelIndex)
    def _on_chosen(self, index: QModelIndex) -> None:
        if index.isValid() and not self._following:
            self.chosen.emit(str(index.data()))
