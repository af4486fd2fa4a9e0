"""Search and sort over the documents: every word typed must occur in path, title or reason."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel

from app.domain.documents import Document, DocumentState
from app.ui.library.document_item_model import Column, Role
from app.ui.library.words import reason_text

TROUBLED = frozenset({DocumentState.FAILED, DocumentState.PARTIAL, DocumentState.SKIPPED})


class DocumentFilter(QSortFilterProxyModel):
    """Shows the documents that match; sorts by :attr:`Role.SORT`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words: list[str] = []
        self._only_troubled = False
        self.setSortRole(Role.SORT)
        self.setDynamicSortFilter(True)

    def set_text(self, text: str) -> None:
        """Show only documents that hold all of these words somewhere in what the list says about them."""
        self.beginFilterChange()
        self._words = text.casefold().split()
        self.endFilterChange()

    def set_only_troubled(self, only: bool) -> None:
        """Show only documents that were not read whole."""
        self.beginFilterChange()
        self._only_troubled = only
        self.endFilterChange()

    def filterAcceptsRow(self, row: int, parent: QModelIndex | QPersistentModelIndex) -> bool:
        """Whether a row of the source model is shown."""
        document = self.sourceModel().index(row, Column.NAME, parent).data(Role.RECORD)
        if document is None or (self._only_troubled and document.state not in TROUBLED):
            return False
        return not self._words or self._matches(document)

    def _matches(self, document: Document) -> bool:
        haystack = f"{document.path} {document.title} {reason_text(document)}".casefold()
        return all(word in haystack for word in self._words)
