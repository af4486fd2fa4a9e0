"""The jobs as rows, the newest first."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Slot

from app.ui.bridge.jobs import JobBoard, JobRecord
from app.ui.jobs.words import spoken

Index = QModelIndex | QPersistentModelIndex
RECORD = int(Qt.ItemDataRole.UserRole)


class JobItemModel(QAbstractListModel):
    """Follows a board. The :class:`JobRecord` is under RECORD."""

    def __init__(self, board: JobBoard, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._board = board
        self._ids = [record.id for record in board.records()]
        board.added.connect(self._on_added)
        board.changed.connect(self._on_changed)
        board.removed.connect(self._on_removed)

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802 - Qt's name
        """Qt override."""
        return 0 if parent is not None and parent.isValid() else len(self._ids)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """Qt override."""
        record = self.record(index)
        if record is None:
            return None
        if role == RECORD:
            return record
        if role == Qt.ItemDataRole.DisplayRole:
            return record.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(record)
        return None

    def record(self, index: Index) -> JobRecord | None:
        """The job of a row."""
        valid = index.isValid() and index.row() < len(self._ids)
        return self._board.record(self._ids[index.row()]) if valid else None

    @Slot(int)
    def _on_added(self, job_id: int) -> None:
        self.beginInsertRows(QModelIndex(), 0, 0)
        self._ids.insert(0, job_id)
        self.endInsertRows()

    @Slot(int)
    def _on_changed(self, job_id: int) -> None:
        if job_id in self._ids:
            index = self.index(self._ids.index(job_id))
            self.dataChanged.emit(index, index)

    @Slot(int)
    def _on_removed(self, job_id: int) -> None:
        if job_id in self._ids:
            row = self._ids.index(job_id)
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._ids[row]
            self.endRemoveRows()
