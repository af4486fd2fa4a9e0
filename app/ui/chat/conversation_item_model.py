"""The chats, newest first, under headings of days; what was found in them under each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from app.domain.conversations import ChatHit, Conversation
from app.domain.ids import ConversationId
from app.i18n import N_, tr, tr_n
from app.ui.phrases import day_group

Index = QModelIndex | QPersistentModelIndex
Hits = Mapping[ConversationId, Sequence[ChatHit]]
PINNED, ARCHIVED = N_("Pinned"), N_("Archived")


class Role(IntEnum):
    """Data beyond Qt's own roles: the record (None for a heading)."""

    RECORD = Qt.ItemDataRole.UserRole + 1


class ConversationItemModel(QAbstractListModel):
    """Rows are headings (str), conversations, and what was found in them (ChatHit).

    Pinned chats come first, archived ones last and only when they are asked for, or searched for. A search leaves
    the chats whose title holds all its words, and those in which something was found.
    """

    def __init__(self, today: Callable[[], date] = date.today) -> None:
        super().__init__()
        self._today = today
        self._all: list[Conversation] = []
        self._rows: list[str | Conversation | ChatHit] = []
        self._search = ""
        self._hits: Hits = {}
        self._with_archived = False

    def set_conversations(self, conversations: Sequence[Conversation]) -> None:
        """Replace all of them."""
        self._all = sorted(conversations, key=lambda c: c.updated_at, reverse=True)
        self._rebuild()

    def set_search(self, text: str, hits: Hits | None = None) -> None:
        """Show only what matches; ``hits`` is what was found in the turns."""
        self._search, self._hits = text.casefold(), hits or {}
        self._rebuild()

    def show_archived(self, shown: bool) -> None:
        """Whether archived chats stand in the list without being searched for."""
        self._with_archived = shown
        self._rebuild()

    @property
    def archived_number(self) -> int:
        """How many chats are archived, shown or not."""
        return sum(conversation.archived for conversation in self._all)

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
        if role == Role.RECORD:
            return None if isinstance(item, str) else item
        if role == Qt.ItemDataRole.DisplayRole:
            return _shown(item)
        return _said(item) if role == Qt.ItemDataRole.AccessibleTextRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Qt override."""
        if not index.isValid() or isinstance(self._rows[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def _rebuild(self) -> None:
        self.beginResetModel()
        self._rows = list(self._made())
        self.endResetModel()

    def _made(self) -> Iterator[str | Conversation | ChatHit]:
        words = self._search.split()
        heading = ""
        for conversation in sorted(self._all, key=_place):
            hits = self._hits.get(conversation.id, ())
            if conversation.archived and not (self._with_archived or words):
                continue
            if not hits and not all(word in conversation.title.casefold() for word in words):
                continue
            if (above := self._heading(conversation)) != heading:
                heading = above
                yield heading
            yield conversation
            yield from hits

    def _heading(self, conversation: Conversation) -> str:
        if conversation.archived:
            return tr(ARCHIVED)
        if conversation.pinned:
            return tr(PINNED)
        return day_group(datetime.fromtimestamp(conversation.updated_at).date(), self._today())


def _place(conversation: Conversation) -> int:
    return 2 if conversation.archived else 0 if conversation.pinned else 1


def _shown(item: str | Conversation | ChatHit) -> str:
    if isinstance(item, str):
        return item
    return item.title if isinstance(item, Conversation) else item.snippet


def _said(item: str | Conversation | ChatHit) -> str | None:
    if isinstance(item, Conversation):
        questions = tr_n("{count} question", "{count} questions", item.turns)
        return f"{item.title}, {questions}"
    if isinstance(item, ChatHit):
        words = (
            N_("Found in an answer: {snippet}") if item.in_answer else N_("Found in a question: {snippet}")
        )
        return tr(words, snippet=item.snippet)
    return None
