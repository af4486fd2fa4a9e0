"""The chats, newest first, under headings of days; what was found in them under each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QPersistentModelIndex, Qt, Signal

from app.domain.conversations import ChatHit, Conversation
from app.domain.ids import ConversationId
from app.i18n import N_, tr, tr_n
from app.ui.phrases import day_group

Index = QModelIndex | QPersistentModelIndex
Hits = Mapping[ConversationId, Sequence[ChatHit]]
PINNED, ARCHIVED = N_("Pinned"), N_("Archived")


_MIME = "application/x-carrel-chat"


@dataclass(frozen=True, slots=True)
class FolderHeading:
    """A folder: how many chats lie in it, and whether they are shown."""

    name: str
    chats: int
    open: bool


Item = str | FolderHeading | Conversation | ChatHit


class Role(IntEnum):
    """Data beyond Qt's own roles: the record (None for a heading)."""

    RECORD = Qt.ItemDataRole.UserRole + 1


class ConversationItemModel(QAbstractListModel):
    """Rows are headings (str), folders, conversations, and what was found in them (ChatHit).

    Signal: ``moved(id, folder)`` when a chat was dragged into a folder, or among the chats in none ("").

    Pinned chats come first, then folders, archived ones last and only when they are asked for, or searched for. A
    search leaves the chats whose title holds all its words, and those in which something was found.
    """

    moved = Signal(object, str)

    def __init__(self, today: Callable[[], date] = date.today) -> None:
        super().__init__()
        self._today = today
        self._all: list[Conversation] = []
        self._rows: list[Item] = []
        self._folded: set[str] = set()
        self._in_folders: Counter[str] = Counter()
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

    def toggle_folder(self, name: str) -> None:
        """Show what lies in it, or hide that."""
        self._folded ^= {name}
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

    def row_of_folder(self, name: str) -> int:
        """Its row, -1 when it is not shown."""
        rows = (
            n for n, item in enumerate(self._rows) if isinstance(item, FolderHeading) and item.name == name
        )
        return next(rows, -1)

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
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        item = self._rows[index.row()]
        if isinstance(item, Conversation):
            return flags | Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemIsDropEnabled
        return flags | Qt.ItemFlag.ItemIsDropEnabled if isinstance(item, FolderHeading) else flags

    def mimeTypes(self) -> list[str]:
        """Qt override."""
        return [_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Qt override: the chat's number."""
        data = QMimeData()
        for index in indexes:
            item = self._rows[index.row()]
            if isinstance(item, Conversation):
                data.setData(_MIME, str(int(item.id)).encode())
        return data

    def supportedDropActions(self) -> Qt.DropAction:
        """Qt override."""
        return Qt.DropAction.MoveAction

    def dropMimeData(
        self, data: QMimeData, _action: Qt.DropAction, _row: int, _column: int, parent: Index
    ) -> bool:
        """Qt override: onto a folder, or onto a chat for the folder that lies in."""
        number = bytes(data.data(_MIME).data()).decode() if data.hasFormat(_MIME) else ""
        if not number.isdecimal() or not parent.isValid():
            return False
        item = self._rows[parent.row()]
        if isinstance(item, FolderHeading | Conversation):
            folder = item.name if isinstance(item, FolderHeading) else item.folder
            self.moved.emit(ConversationId(int(number)), folder)
        return False  # the list is read anew; no row is moved here

    def _rebuild(self) -> None:
        self.beginResetModel()
        self._in_folders = Counter(c.folder for c in self._all if not c.pinned and not c.archived)
        self._rows = list(self._made())
        self.endResetModel()

    def _made(self) -> Iterator[Item]:
        words = self._search.split()
        heading: str | FolderHeading = ""
        for conversation in sorted(self._all, key=_place):
            hits = self._hits.get(conversation.id, ())
            if conversation.archived and not (self._with_archived or words):
                continue
            if not hits and not all(word in conversation.title.casefold() for word in words):
                continue
            if (above := self._heading(conversation)) != heading:
                heading = above
                yield heading
            if isinstance(heading, FolderHeading) and not heading.open:
                continue
            yield conversation
            yield from hits

    def _heading(self, conversation: Conversation) -> str | FolderHeading:
        if conversation.archived:
            return tr(ARCHIVED)
        if conversation.pinned:
            return tr(PINNED)
        if conversation.folder:
            return self._folder(conversation.folder)
        return day_group(datetime.fromtimestamp(conversation.updated_at).date(), self._today())

    def _folder(self, name: str) -> FolderHeading:
        return FolderHeading(name, self._in_folders[name], name not in self._folded or bool(self._search))


def _place(conversation: Conversation) -> tuple[int, str]:
    if conversation.archived:
        return 3, ""
    if conversation.pinned:
        return 0, ""
    return (1, conversation.folder.casefold()) if conversation.folder else (2, "")


def _shown(item: Item) -> str:
    if isinstance(item, str):
        return item
    if isinstance(item, FolderHeading):
        return item.name
    return item.title if isinstance(item, Conversation) else item.snippet


def _said(item: Item) -> str | None:
    if isinstance(item, FolderHeading):
        words = N_("Folder {name}, open, {count}") if item.open else N_("Folder {name}, closed, {count}")
        return tr(words, name=item.name, count=tr_n("{count} chat", "{count} chats", item.chats))
    if isinstance(item, Conversation):
        questions = tr_n("{count} question", "{count} questions", item.turns)
        return f"{item.title}, {questions}"
    if isinstance(item, ChatHit):
        words = (
            N_("Found in an answer: {snippet}") if item.in_answer else N_("Found in a question: {snippet}")
        )
        return tr(words, snippet=item.snippet)
    return None
