"""The documents as a Qt table: a cache of immutable records that is filtered and sorted here.

Changes go into their rows one by one, so that a list of many thousand documents stays where the person scrolled it
while indexing goes on; very many at once are taken in with one reset, which views bear better than thousands of moves.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from enum import IntEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.domain.documents import Document
from app.domain.ids import DocumentId
from app.i18n import N_, tr
from app.ui.library.document_order import Column, Entry, Wanted, folder_start, key_maker
from app.ui.library.groups import Totals
from app.ui.library.words import folder_text, pages_text, state_text, tooltip_text
from app.ui.widgets.labels import plain_tool_tip

Index = QModelIndex | QPersistentModelIndex
Change = tuple[Document | None, Document | None]
"""What a document was and what it is; None where it was or is not there."""

RESET_FROM = 200
"""So many changes at once are taken in with one reset."""


class Role(IntEnum):
    """What a cell offers beside Qt's own roles: the :class:`Document`."""

    RECORD = Qt.ItemDataRole.UserRole + 1


HEADINGS = {
    Column.NAME: N_("Name"),
    Column.FOLDER: N_("Folder"),
    Column.STATE: N_("State"),
    Column.PAGES: N_("Pages"),
    Column.RECOGNIZED: N_("Recognized"),
    Column.REASON: N_("What to know"),
}

_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_NUMBERS = frozenset({Column.PAGES, Column.RECOGNIZED})


class DocumentItemModel(QAbstractTableModel):
    """One row per document that is wanted, sorted. ``totals`` counts all of them, shown or not."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.totals = Totals()
        self._home = Path.home()
        self._entries: dict[DocumentId, Entry] = {}
        self._shown: list[Entry] = []
        self._keys: list[Any] = []
        self._wanted = Wanted()
        self._folder_start = ""
        self._column, self._descending = Column.NAME, False
        self._key = key_maker(Column.NAME, self._home)

    def documents(self) -> list[Document]:
        """All records, shown or not."""
        return [entry.document for entry in self._entries.values()]

    def row_of(self, document_id: DocumentId) -> int | None:
        """Where a document is shown; None when it is not."""
        entry = self._entries.get(document_id)
        position = None if entry is None else self._position(entry)
        return None if position is None else self._row(position)

    def set_documents(self, documents: Sequence[Document]) -> None:
        """Replace everything."""
        self.beginResetModel()
        self._entries = {document.id: Entry(document) for document in documents}
        self.totals = Totals(documents)
        self._arrange()
        self.endResetModel()

    def show_only(self, wanted: Wanted) -> None:
        """Filter anew."""
        if wanted != self._wanted:
            self.beginResetModel()
            self._wanted = wanted
            self._folder_start = folder_start(wanted.folder)
            self._arrange()
            self.endResetModel()

    def apply(self, changes: Mapping[DocumentId, Document | None]) -> list[Change]:
        """Take in what changed (None: it is gone); returns what really did."""
        if len(changes) < RESET_FROM:
            return [change for key, now in changes.items() if (change := self._change(key, now)) is not None]
        self.beginResetModel()
        done = [change for key, now in changes.items() if (change := self._keep(key, now)) is not None]
        self._arrange()
        self.endResetModel()
        return done

    def _keep(self, document_id: DocumentId, now: Document | None) -> Change | None:
        """Write a change down, without a word to the views."""
        before = self._entries.get(document_id)
        if before is None and now is None:
            return None
        if before is not None:
            self.totals.count(before.document, -1)
        if now is None:
            self._entries.pop(document_id, None)
        else:
            self._entries[document_id] = Entry(now)
            self.totals.count(now)
        return (before.document if before else None), now

    def _change(self, document_id: DocumentId, now: Document | None) -> Change | None:
        before = self._entries.get(document_id)
        position = None if before is None else self._position(before)
        done = self._keep(document_id, now)
        entry = self._entries.get(document_id)
        wanted = entry is not None and entry.matches(self._wanted, self._folder_start)
        if position is not None and entry is not None and wanted and self._fits(entry, position):
            self._shown[position], self._keys[position] = entry, self._key(entry)
            row = self._row(position)
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))
            return done
        if position is not None and entry is not None and wanted:
            self._move(entry, position)
        elif position is not None:
            self._take_out(position)
        elif entry is not None and wanted:
            self._put_in(entry)
        return done

    def _fits(self, entry: Entry, position: int) -> bool:
        """Whether it may stay where it was."""
        key = self._key(entry)
        after_previous = position == 0 or self._keys[position - 1] < key
        return after_previous and (position + 1 == len(self._keys) or key < self._keys[position + 1])

    def _move(self, entry: Entry, before: int) -> None:
        """To where it belongs now; it stays selected."""
        key, old_row = self._key(entry), self._row(before)
        del self._shown[before], self._keys[before]
        position = bisect_left(self._keys, key)
        new_row = len(self._keys) - position if self._descending else position
        self._shown.insert(before, entry)
        self._keys.insert(before, key)
        if new_row != old_row:
            # Qt wants the row in front of which it goes, counted before it has gone from its old place.
            ahead = new_row + 1 if new_row > old_row else new_row
            self.beginMoveRows(QModelIndex(), old_row, old_row, QModelIndex(), ahead)
            self._shown.insert(position, self._shown.pop(before))
            self._keys.insert(position, self._keys.pop(before))
            self.endMoveRows()
        self.dataChanged.emit(self.index(new_row, 0), self.index(new_row, len(Column) - 1))

    def _take_out(self, position: int) -> None:
        row = self._row(position)
        self.beginRemoveRows(QModelIndex(), row, row)
        del self._shown[position], self._keys[position]
        self.endRemoveRows()

    def _put_in(self, entry: Entry) -> None:
        key = self._key(entry)
        position = bisect_left(self._keys, key)
        row = len(self._keys) - position if self._descending else position
        self.beginInsertRows(QModelIndex(), row, row)
        self._shown.insert(position, entry)
        self._keys.insert(position, key)
        self.endInsertRows()

    def _arrange(self) -> None:
        """Filter and sort everything."""
        wanted, start = self._wanted, self._folder_start
        pairs = [(self._key(e), e) for e in self._entries.values() if e.matches(wanted, start)]
        pairs.sort(key=_first)
        self._keys = [key for key, _ in pairs]
        self._shown = [entry for _, entry in pairs]

    def _position(self, entry: Entry) -> int | None:
        key = self._key(entry)
        position = bisect_left(self._keys, key)
        found = position < len(self._keys) and self._keys[position] == key
        return position if found else None

    def _row(self, position: int) -> int:
        """Rows count from the other end when the order is descending; so does the way back."""
        return len(self._shown) - 1 - position if self._descending else position

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Qt override; what is selected stays selected."""
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        entries = [self._shown[self._row(index.row())] for index in before]
        self._column, self._descending = Column(max(column, 0)), order == Qt.SortOrder.DescendingOrder
        self._key = key_maker(self._column, self._home)
        self._arrange()
        rows = {entry.document.id: self._row(position) for position, entry in enumerate(self._shown)}
        after = [
            self.index(rows[entry.document.id], index.column())
            for index, entry in zip(before, entries, strict=True)
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Documents that are shown; cells have no children."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """The number of :class:`Column` members."""
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Column titles."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(HEADINGS[Column(section)])
        if role == Qt.ItemDataRole.TextAlignmentRole and section in _NUMBERS:
            return _RIGHT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, tooltip, alignment and record of a cell."""
        if not index.isValid():
            return None
        entry, column = self._shown[self._row(index.row())], Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(entry, column)
        if role == Role.RECORD:
            return entry.document
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tool_tip(tooltip_text(entry.document))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{tr(HEADINGS[column])}: {self._text(entry, column) or tr('none')}"
        if role == Qt.ItemDataRole.TextAlignmentRole and column in _NUMBERS:
            return _RIGHT
        return None

    def _text(self, entry: Entry, column: Column) -> str:
        document = entry.document
        if column is Column.NAME:
            return document.path.name
        if column is Column.FOLDER:
            return folder_text(document.path, self._home)
        if column is Column.STATE:
            return state_text(document)
        if column is Column.PAGES:
            return pages_text(document)
        if column is Column.RECOGNIZED:
            return f"{document.recognized_pages:,}" if document.recognized_pages else ""
        return entry.reason


def _first(pair: tuple[Any, Entry]) -> Any:
    return pair[0]
