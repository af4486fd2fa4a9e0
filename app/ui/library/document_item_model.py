"""The documents as a Qt table: a cache of immutable records, nothing else.

Rows are replaced record by record when the library says that something changed, so that a list of many
thousand documents stays where the person scrolled it while indexing goes on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.domain.documents import Document, DocumentState
from app.domain.ids import DocumentId
from app.ui.library.words import folder_text, natural, pages_text, reason_text, state_text, tooltip_text
from app.ui.widgets.labels import plain_tool_tip

Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    """The columns, from left to right."""

    NAME = 0
    FOLDER = 1
    STATE = 2
    PAGES = 3
    REASON = 4


class Role(IntEnum):
    """What a cell offers beside Qt's own roles: the :class:`Document`, and what to sort by."""

    RECORD = Qt.ItemDataRole.UserRole + 1
    SORT = Qt.ItemDataRole.UserRole + 2


HEADINGS = {
    Column.NAME: "Name",
    Column.FOLDER: "Folder",
    Column.STATE: "State",
    Column.PAGES: "Pages",
    Column.REASON: "What to know",
}

_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
# Trouble first: whoever sorts by state wants to see what needs them.
_STATE_ORDER = {
    DocumentState.FAILED: 0,
    DocumentState.PARTIAL: 1,
    DocumentState.SKIPPED: 2,
    DocumentState.QUEUED: 3,
    DocumentState.INDEXED: 4,
}


class DocumentItemModel(QAbstractTableModel):
    """One row per document."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._documents: list[Document] = []
        self._rows: dict[DocumentId, int] = {}
        self._counts: Counter[DocumentState] = Counter()

    def counts(self) -> Counter[DocumentState]:
        """How many documents are in each state."""
        return self._counts

    def documents(self) -> list[Document]:
        """The records, in the order of the rows."""
        return list(self._documents)

    def set_documents(self, documents: Sequence[Document]) -> None:
        """Replace everything."""
        self.beginResetModel()
        self._documents = list(documents)
        self._counts = Counter(document.state for document in self._documents)
        self._reindex()
        self.endResetModel()

    def put(self, document: Document) -> None:
        """Update the row of this document, or append one."""
        row = self._rows.get(document.id)
        if row is None:
            self._append(document)
            return
        self._counts[self._documents[row].state] -= 1
        self._counts[document.state] += 1
        self._documents[row] = document
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))

    def discard(self, document_id: DocumentId) -> None:
        """Remove the row of a document; unknown ids are ignored."""
        row = self._rows.get(document_id)
        if row is None:
            return
        self.beginRemoveRows(QModelIndex(), row, row)
        self._counts[self._documents[row].state] -= 1
        del self._documents[row]
        self._reindex()
        self.endRemoveRows()

    def _append(self, document: Document) -> None:
        row = len(self._documents)
        self.beginInsertRows(QModelIndex(), row, row)
        self._documents.append(document)
        self._rows[document.id] = row
        self._counts[document.state] += 1
        self.endInsertRows()

    def _reindex(self) -> None:
        self._rows = {document.id: row for row, document in enumerate(self._documents)}

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Documents; cells have no children."""
        return 0 if parent.isValid() else len(self._documents)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """The number of :class:`Column` members."""
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Column titles."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADINGS[Column(section)]
        if role == Qt.ItemDataRole.TextAlignmentRole and section == Column.PAGES:
            return _RIGHT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, tooltip, alignment, record and sort key of a cell."""
        if not index.isValid():
            return None
        document, column = self._documents[index.row()], Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(document, column)
        if role == Role.RECORD:
            return document
        if role == Role.SORT:
            return self._sort_key(document, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tool_tip(tooltip_text(document))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{HEADINGS[column]}: {self._text(document, column) or 'none'}"
        if role == Qt.ItemDataRole.TextAlignmentRole and column == Column.PAGES:
            return _RIGHT
        return None

    def _text(self, document: Document, column: Column) -> str:
        if column == Column.NAME:
            return document.path.name
        if column == Column.FOLDER:
            return folder_text(document.path, Path.home())
        if column == Column.STATE:
            return state_text(document.state)
        if column == Column.PAGES:
            return pages_text(document)
        return reason_text(document)

    def _sort_key(self, document: Document, column: Column) -> str | int:
        if column == Column.STATE:
            return _STATE_ORDER[document.state]
        if column == Column.PAGES:
            return document.pages or 0
        return natural(self._text(document, column))
