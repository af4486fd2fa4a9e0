"""The chats, newest first, under headings of days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from app.domain.conversations import Conversation
from app.domain.ids import ConversationId
from app.ui.phrases import count, day_group

Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """Data beyond Qt's own roles: the record (None for a heading)."""

    RECORD = Qt.ItemDataRole.UserRole + 1


class ConversationItemModel(QAbstractListModel):
    """Rows are headings (str) and conversations; a search leaves the ones whose title holds all its words."""

    def __init__(self, today: Callable[[], date] = date.today) -> None:
        super().__init__()
        self._today = today
        self._all: list[Conversation] = []
        self._rows: list[str | Conversation] = []
        self._search = ""

    def set_conversations(self, conversations: Sequence[Conversation]) -> None:
        """Replace all of them."""
        self._all = sorted(conversations, key=lambda c: c.updated_at, reverse=True)
        self._rebuild()

    def set_search(self, text: str) -> None:
        """Show only what matches."""
        self._search = text.casefold()
        self._rebuild()

    def conversation(self, conversation_id: ConversationId) -> Conversation | None:
        """The record, shown or not."""
        return next((c for c in self._all if c.id == conversation_id), None)

    def row_of(self, conversation_id: ConversationId | None) -> int:
        """Its row, -1 when it is not shown."""
        for row, item in enumerate(self._rows):
            if isinstance(item, Conversation) and item.id == conversation_id:
                return row
        return -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Qt override."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Qt override."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        item = self._rows[index.row()]
        if isinstance(item, str):
            return item if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return item.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{item.title}, {count(item.turns, 'question')}"
        return item if role == Role.RECORD else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Qt override."""
        if not index.isValid() or isinstance(self._rows[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def _rebuild(self) -> None:
        words = self._search.split()
        self.beginResetModel()
        self._rows = []
        group = ""
        for conversation in self._all:
            if not all(word in conversation.title.casefold() for word in words):
                continue
            day = datetime.fromtimestamp(conversation.updated_at).date()
            if day_group(day, self._today()) != group:
                group = day_group(day, self._today())
                self._rows.append(group)
            self._rows.append(conversation)
        self.endResetModel()
