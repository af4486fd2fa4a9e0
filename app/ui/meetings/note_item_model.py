"""The minutes as a Qt list: section titles, and lines that know which utterances they rest on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.domain.meetings import ActionItem, Minutes, NoteItem
from app.ui.meetings.words import action_detail, marks_text, time_text

Index = QModelIndex | QPersistentModelIndex


class NoteRole(IntEnum):
    """The :class:`NoteRow` of an index."""

    RECORD = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A row. ``title`` rows head a section and cannot be chosen; ``utterances`` are ids.

    Rows with an ``id`` can be changed; ``section``, ``state``, ``owner`` and ``due_date`` are those of the line.
    """

    text: str
    title: bool = False
    detail: str = ""
    time: str = ""
    utterances: tuple[int, ...] = ()
    id: str = ""
    section: str = ""
    state: str = "open"
    owner: str | None = None
    due_date: str | None = None


def note_rows(minutes: Minutes) -> list[NoteRow]:
    """The minutes in reading order; sections without lines are left out."""
    topics = [
        NoteRow(topic.title, False, "", time_text(topic.start_ms), tuple(range(topic.first, topic.last + 1)))
        for topic in minutes.topics
    ]
    return [
        *_section("Summary", _rows("summary", minutes.summary)),
        *_section("Decisions", _rows("decisions", minutes.decisions)),
        *_section("Actions", _rows("actions", minutes.actions)),
        *_section("Open questions", _rows("questions", minutes.questions)),
        *_section("Topics", topics),
    ]


def _rows(section: str, items: Iterable[NoteItem | ActionItem]) -> list[NoteRow]:
    return [_row(section, item) for item in items]


def _row(section: str, item: NoteItem | ActionItem) -> NoteRow:
    action = item if isinstance(item, ActionItem) else None
    parts = (action_detail(action) if action else "", marks_text(item))
    return NoteRow(
        item.text,
        False,
        " · ".join(part for part in parts if part),
        time_text(item.start_ms),
        item.utterances,
        item.id,
        section,
        item.state,
        action.owner if action else None,
        action.due_date if action else None,
    )


def _section(title: str, rows: list[NoteRow]) -> list[NoteRow]:
    return [NoteRow(title, title=True), *rows] if rows else []


class NoteItemModel(QAbstractListModel):
    """Rows of :func:`note_rows`.

    Signals: ``rewritten`` (line id, words): the person wrote other words; they are shown once they are stored.
    """

    rewritten = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[NoteRow] = []

    def set_minutes(self, minutes: Minutes | None) -> None:
        """Show these minutes (None: nothing)."""
        self.beginResetModel()
        self._rows = note_rows(minutes) if minutes else []
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Titles and lines."""
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Titles are neither selectable nor reached by the arrow keys."""
        if not index.isValid() or self._rows[index.row()].title:
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return flags | Qt.ItemFlag.ItemIsEditable if self._rows[index.row()].id else flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Other words for a line; none at all are not taken."""
        words = " ".join(str(value).split())
        row = self._rows[index.row()]
        if role != Qt.ItemDataRole.EditRole or not words or not row.id:
            return False
        if words != row.text:
            self.rewritten.emit(row.id, words)
        return True

    def rows_where(self, wanted: Callable[[NoteRow], bool]) -> list[QModelIndex]:
        """The lines, top to bottom, that are wanted."""
        return [self.index(i) for i, row in enumerate(self._rows) if not row.title and wanted(row)]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, accessible text and record."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return row.text
        if role == NoteRole.RECORD:
            return row
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (row.text, row.detail, row.time) if part)
        return None
