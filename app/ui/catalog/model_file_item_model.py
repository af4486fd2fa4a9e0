"""The model files on disk as a Qt list, the one in use marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.domain.language_models import LoadedModel, ModelFile
from app.i18n import tr
from app.ui.catalog.words import facts_text, loaded_text
from app.ui.widgets.labels import plain_tool_tip

Index = QModelIndex | QPersistentModelIndex


class ModelFileRole(IntEnum):
    """What an index offers beside Qt's own roles."""

    RECORD = Qt.ItemDataRole.UserRole + 1
    FACTS = Qt.ItemDataRole.UserRole + 2
    STATUS = Qt.ItemDataRole.UserRole + 3


class ModelFileItemModel(QAbstractListModel):
    """One row per file. STATUS is "in use", "chosen" (loaded with the next question), the owner's name, or empty."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._files: list[ModelFile] = []
        self._chosen: Path | None = None
        self._loaded: LoadedModel | None = None
        self._searching: frozenset[Path | None] = frozenset()

    def set_files(
        self, files: Sequence[ModelFile], chosen: ModelFile | None, searching: Iterable[Path | None] = ()
    ) -> None:
        """Replace everything; ``chosen`` is the model that questions go to, ``searching`` are those that find."""
        self.beginResetModel()
        self._searching = frozenset(searching)
        self._files = list(files)
        self._chosen = chosen.path if chosen else None
        self.endResetModel()

    def set_loaded(self, loaded: LoadedModel | None) -> None:
        """The model in memory, or None."""
        self._loaded = loaded
        if self._files:
            self.dataChanged.emit(self.index(0), self.index(len(self._files) - 1))

    def row_of(self, path: Path) -> int:
        """The row of a file, -1 when it is not there."""
        return next((row for row, file in enumerate(self._files) if file.path == path), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Model files."""
        return 0 if parent.isValid() else len(self._files)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name, facts, status, tooltip, accessible text and record."""
        if not index.isValid():
            return None
        file = self._files[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return file.name
        if role == ModelFileRole.FACTS:
            return self._facts(file)
        if role == ModelFileRole.STATUS:
            return self._status(file)
        if role == ModelFileRole.RECORD:
            return file
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tool_tip(str(file.path))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (file.name, self._status(file), self._facts(file)) if part)
        return None

    def _facts(self, file: ModelFile) -> str:
        loaded = self._loaded
        return (
            f"{facts_text(file)}\n{loaded_text(loaded)}"
            if loaded and loaded.path == file.path
            else facts_text(file)
        )

    def _status(self, file: ModelFile) -> str:
        loaded = self._loaded is not None and self._loaded.path == file.path
        if loaded or file.path in self._searching:
            return tr("in use")
        if self._chosen == file.path:
            return tr("chosen")
        return file.owner
