"""The folders of the library as a Qt tree: name, sums, and what a person should know at a glance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.domain.documents import Document
from app.i18n import N_, tr, tr_n
from app.ui.library.document_item_model import Change
from app.ui.library.folder_tree import FolderNode, FolderTree
from app.ui.library.groups import number_words, tone_of, trouble_words
from app.ui.phrases import short_path
from app.ui.widgets.labels import plain_tool_tip

Index = QModelIndex | QPersistentModelIndex
WHOLE = N_("Whole library")


class FolderRole(IntEnum):
    """What a row offers beside Qt's own roles. ``PATH`` is None for the whole library."""

    PATH = Qt.ItemDataRole.UserRole + 1
    NUMBERS = Qt.ItemDataRole.UserRole + 2
    TROUBLE = Qt.ItemDataRole.UserRole + 3
    TONE = Qt.ItemDataRole.UserRole + 4


class FolderItemModel(QAbstractItemModel):
    """One row at the top for the whole library; below it the folders that were added, and theirs."""

    def __init__(self, parent: QObject | None = None, named: Mapping[Path, str] | None = None) -> None:
        """``named``: folders that Carrel itself keeps, by what they are to a person."""
        super().__init__(parent)
        self._named = dict(named or {})
        self._home = Path.home()
        self._tree = FolderTree()
        self._numbers: dict[int, FolderNode] = {}
        self._ids: dict[FolderNode, int] = {}
        self._last = 0
        self._renumber()

    def set_documents(self, documents: Iterable[Document], tops: Sequence[Path] | None = None) -> None:
        """Replace everything; ``tops`` (None: as before) are the folders that were added."""
        self.beginResetModel()
        self._tree = FolderTree(self._tree.tops if tops is None else tops)
        self._tree.fill(documents)
        self._renumber()
        self.endResetModel()

    def tops(self) -> Sequence[Path]:
        """The folders that were added."""
        return self._tree.tops

    def apply(self, changes: Sequence[Change]) -> None:
        """Follow what :meth:`DocumentItemModel.apply` returned."""
        touched: dict[FolderNode, None] = {}
        for before, now in changes:
            if before is not None:
                touched |= dict.fromkeys(self._tree.count(before, -1))
            if now is not None:
                self._make_room(now.path.parent)
                touched |= dict.fromkeys(self._tree.count(now, 1))
        for node in sorted(touched, key=_depth, reverse=True):  # what is inside goes first
            if self._tree.is_empty(node):
                self._drop(node)
            else:
                index = self._index_of(node)
                self.dataChanged.emit(index, index)

    def index_of(self, path: Path | None) -> QModelIndex:
        """The row of a folder; an invalid index for a folder that is not there."""
        node = self._tree.find(path)
        return QModelIndex() if node is None else self._index_of(node)

    def _make_room(self, folder: Path) -> None:
        for node in self._tree.missing(folder):
            parent = self._tree.parent_for(node)
            row = parent.place_for(node)
            self.beginInsertRows(self._index_of(parent), row, row)
            self._tree.insert(node)
            self._number(node)
            self.endInsertRows()

    def _drop(self, node: FolderNode) -> None:
        if node.parent is None or node not in self._ids:
            return
        row = node.row()
        self.beginRemoveRows(self._index_of(node.parent), row, row)
        self._tree.remove(node)
        del self._numbers[self._ids.pop(node)]
        self.endRemoveRows()

    def _renumber(self) -> None:
        self._numbers, self._ids = {}, {}
        waiting = [self._tree.root]
        while waiting:
            node = waiting.pop()
            self._number(node)
            waiting += node.children

    def _number(self, node: FolderNode) -> None:
        """Indexes carry numbers, not pointers, so that one that is kept too long cannot point at freed memory."""
        self._last += 1
        self._numbers[self._last] = node
        self._ids[node] = self._last

    def _node(self, index: Index) -> FolderNode | None:
        return self._numbers.get(index.internalId()) if index.isValid() else None

    def _index_of(self, node: FolderNode) -> QModelIndex:
        return self.createIndex(node.row(), 0, self._ids[node])

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008 - Qt's own
        """Qt override."""
        if column != 0 or row < 0:
            return QModelIndex()
        if not parent.isValid():
            return self._index_of(self._tree.root) if row == 0 else QModelIndex()
        node = self._node(parent)
        if node is None or row >= len(node.children):
            return QModelIndex()
        return self.createIndex(row, 0, self._ids[node.children[row]])

    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008 - Qt's own
        """Qt override."""
        node = self._node(index)
        return QModelIndex() if node is None or node.parent is None else self._index_of(node.parent)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Folders in a folder."""
        if not parent.isValid():
            return 1
        node = self._node(parent)
        return len(node.children) if node is not None and parent.column() == 0 else 0

    def columnCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """One; the delegate paints the rest."""
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name, sums, troubles, tone, and all of it in words."""
        node = self._node(index)
        if node is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._name(node)
        if role == FolderRole.PATH:
            return node.path
        if role == FolderRole.NUMBERS:
            return number_words(node.totals)
        if role == FolderRole.TROUBLE:  # that of the whole library stands in the header already
            return "" if node.path is None else trouble_words(node.totals)
        if role == FolderRole.TONE:
            return tone_of(node.totals)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tool_tip(f"{node.path or tr(WHOLE)}\n{self._words(node)}")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._name(node)}: {self._words(node)}"
        return None

    def _words(self, node: FolderNode) -> str:
        totals, trouble = node.totals, trouble_words(node.totals)
        if totals.readable == totals.documents:
            numbers = (
                tr(
                    "{documents}, all read",
                    documents=tr_n("{count} document", "{count} documents", totals.documents),
                )
                if totals.documents
                else tr("no documents")
            )
        else:
            numbers = tr("{number_words} documents read", number_words=number_words(totals))
        return f"{numbers}, {trouble}" if trouble else numbers

    def _name(self, node: FolderNode) -> str:
        if node.path is None:
            return tr(WHOLE)
        if node.path in self._named:
            return self._named[node.path]
        if node.parent is self._tree.root:
            return short_path(node.path, self._home)
        return node.path.name


def _depth(node: FolderNode) -> int:
    return 0 if node.path is None else len(node.path.parts)
