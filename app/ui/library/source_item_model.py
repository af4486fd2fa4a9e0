"""The folders that were added (and those that were taken out of them) as a Qt table."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.i18n import N_, tr
from app.ui.library.added_folders import FOLDER, AddedFolder
from app.ui.phrases import short_path
from app.ui.widgets.labels import plain_tool_tip

Index = QModelIndex | QPersistentModelIndex


class SourceColumn(IntEnum):
    """The columns, from left to right."""

    FOLDER = 0
    STATE = 1
    PATTERNS = 2


class SourceRole(IntEnum):
    """What a cell offers beside Qt's own roles: the :class:`AddedFolder`."""

    RECORD = Qt.ItemDataRole.UserRole + 1


_HEADINGS = {
    SourceColumn.FOLDER: N_("Followed folder"),
    SourceColumn.STATE: N_("State"),
    SourceColumn.PATTERNS: N_("Left out"),
}


class SourceItemModel(QAbstractTableModel):
    """One row per folder. Signal: ``watch_requested`` (path, bool) when a tick was changed."""

    watch_requested = Signal(object, bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sources: list[AddedFolder] = []

    def set_sources(self, sources: Sequence[AddedFolder]) -> None:
        """Replace everything."""
        self.beginResetModel()
        self._sources = list(sources)
        self.endResetModel()

    def row_of(self, path: Path | None) -> int | None:
        """Where a folder stands."""
        return next((row for row, source in enumerate(self._sources) if source.path == path), None)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Folders; cells have no children."""
        return 0 if parent.isValid() else len(self._sources)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """The number of :class:`SourceColumn` members."""
        return 0 if parent.isValid() else len(SourceColumn)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Column titles."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(_HEADINGS[SourceColumn(section)])
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A folder that was added has a tick for "follow"."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        if index.column() == SourceColumn.FOLDER and self._record(index).kind == FOLDER:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, the tick, and the record."""
        if not index.isValid():
            return None
        source, column = self._record(index), SourceColumn(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(source, column)
        if role == Qt.ItemDataRole.CheckStateRole and column is SourceColumn.FOLDER and source.kind == FOLDER:
            state = Qt.CheckState.Checked if source.watched else Qt.CheckState.Unchecked
            return state.value  # the number: Qt cannot see through Python's enum here
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{tr(_HEADINGS[column])}: {self._text(source, column) or tr('nothing')}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tool_tip("\n".join(part for part in (str(source.path), source.why) if part))
        return source if role == SourceRole.RECORD else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """The tick is asked for; it changes when the library has changed it."""
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        self.watch_requested.emit(self._record(index).path, Qt.CheckState(value) == Qt.CheckState.Checked)
        return True

    def _record(self, index: Index) -> AddedFolder:
        return self._sources[index.row()]

    def _text(self, source: AddedFolder, column: SourceColumn) -> str:
        if column is SourceColumn.FOLDER:
            return short_path(source.path, Path.home())
        if column is SourceColumn.PATTERNS:
            return "; ".join(source.patterns)
        return source.state
