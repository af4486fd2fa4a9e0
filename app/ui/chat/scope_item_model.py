"""The documents that can be asked, each with a check box."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum
from pathlib import Path

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal

Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """Data beyond Qt's own roles."""

    PATH = Qt.ItemDataRole.UserRole + 1


class ScopeItemModel(QAbstractListModel):
    """One row per file. ``chosen_changed`` after a box was ticked."""

    chosen_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[tuple[Path, str]] = []
        self._chosen: dict[Path, None] = {}

    def set_rows(self, rows: Iterable[tuple[Path, str]], chosen: Sequence[Path]) -> None:
        """(path, title) of every document, and which of them are ticked."""
        self.beginResetModel()
        self._rows = list(rows)
        self._chosen = dict.fromkeys(chosen)
        self.endResetModel()

    def chosen(self) -> tuple[Path, ...]:
        """In the order they were ticked."""
        return tuple(self._chosen)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Qt override."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Qt override."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        path, title = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return path.name
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if path in self._chosen else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return title
        return path if role == Role.PATH else None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Qt override."""
        if not index.isValid() or role != Qt.ItemDataRole.CheckStateRole:
            return False
        path = self._rows[index.row()][0]
        if Qt.CheckState(value) == Qt.CheckState.Checked:
            self._chosen[path] = None
        else:
            self._chosen.pop(path, None)
        self.dataChanged.emit(index, index, [Qt.ItemDataRole.CheckStateRole])
        self.chosen_changed.emit()
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Qt override."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
