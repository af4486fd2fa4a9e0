"""The attachments of one document as a Qt list."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.domain.documents import DocumentPart
from app.ui.library.words import part_text, part_tooltip
from app.ui.theme import Theme
from app.ui.widgets.labels import plain_tool_tip

Index = QModelIndex | QPersistentModelIndex


class PartRole(IntEnum):
    """What a row offers beside Qt's own roles: the :class:`DocumentPart`."""

    RECORD = Qt.ItemDataRole.UserRole + 1


class PartItemModel(QAbstractListModel):
    """One row per attachment: its name, and whether it was read or why not."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._parts: tuple[DocumentPart, ...] = ()

    def set_parts(self, parts: Sequence[DocumentPart]) -> None:
        """Replace everything."""
        if tuple(parts) != self._parts:
            self.beginResetModel()
            self._parts = tuple(parts)
            self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Attachments have no children."""
        return 0 if parent.isValid() else len(self._parts)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name and state in one line, an icon for the state, and the record."""
        if not index.isValid():
            return None
        part = self._parts[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{part.name}  ·  {part_text(part)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tool_tip(part_tooltip(part))
        if role == Qt.ItemDataRole.DecorationRole:
            icon, color = ("check", "good") if part.error is None else ("warning", "warning")
            return self._theme.icon(icon, color, 16)
        if role == PartRole.RECORD:
            return part
        return None
