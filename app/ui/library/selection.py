"""What was chosen in a table stays chosen when its model starts anew."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QObject, Slot
from PySide6.QtWidgets import QTableView

from app.domain.ids import DocumentId
from app.ui.library.document_item_model import DocumentItemModel, Role


class KeptSelection(QObject):
    """Remembers chosen documents and the place that was scrolled to, and finds them again after a reset."""

    def __init__(self, table: QTableView, documents: DocumentItemModel) -> None:
        super().__init__(table)
        self._table = table
        self._documents = documents
        self._chosen: list[DocumentId] = []
        self._current: DocumentId | None = None
        self._scrolled = 0
        documents.modelAboutToBeReset.connect(self._remember)
        documents.modelReset.connect(self._restore)

    @Slot()
    def _remember(self) -> None:
        selection = self._table.selectionModel()
        self._chosen = [index.data(Role.RECORD).id for index in selection.selectedRows()]
        record = selection.currentIndex().data(Role.RECORD) if selection.currentIndex().isValid() else None
        self._current = record.id if record is not None else None
        self._scrolled = self._table.verticalScrollBar().value()

    @Slot()
    def _restore(self) -> None:
        selection, model = self._table.selectionModel(), self._documents
        rows = sorted(row for key in self._chosen if (row := model.row_of(key)) is not None)
        chosen = QItemSelection()
        for first, last in _runs(rows):
            chosen.select(model.index(first, 0), model.index(last, model.columnCount() - 1))
        current = None if self._current is None else model.row_of(self._current)
        if current is not None:
            selection.setCurrentIndex(model.index(current, 0), QItemSelectionModel.SelectionFlag.NoUpdate)
        selection.select(chosen, QItemSelectionModel.SelectionFlag.Select)
        self._table.verticalScrollBar().setValue(self._scrolled)


def _runs(rows: list[int]) -> list[tuple[int, int]]:
    """Neighbouring rows as (first, last)."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and runs[-1][1] == row - 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs
