"""The minutes as a Qt list: section titles, and lines that know which utterances they rest on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.domain.meetings import Minutes, NoteItem
from app.ui.meetings.words import action_detail, time_text

Index = QModelIndex | QPersistentModelIndex


class NoteRole(IntEnum):
    """The :class:`NoteRow` of an index."""

    RECORD = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A row. ``title`` rows head a section and cannot be chosen; ``utterances`` are ids."""

    text: str
    title: bool = False
    detail: str = ""
    time: str = ""
    utterances: tuple[int, ...] = ()


def note_rows(minutes: Minutes) -> list[NoteRow]:
    """The minutes in reading order; sections without lines are left out."""
    actions = [
        NoteRow(item.text, False, action_detail(item), time_text(item.start_ms), item.utterances)
        for item in minutes.actions
    ]
    topics = [
        NoteRow(topic.title, False, "", time_text(topic.start_ms), tuple(range(topic.first, topic.last + 1)))
        for topic in minutes.topics
    ]
    return [
        *_section("Summary", _notes(minutes.summary)),
        *_section("Decisions", _notes(minutes.decisions)),
        *_section("Actions", actions),
        *_section("Open questions", _notes(minutes.questions)),
        *_section("Topics", topics),
    ]


def _notes(items: Iterable[NoteItem]) -> list[NoteRow]:
    return [NoteRow(item.text, False, "", time_text(item.start_ms), item.utterances) for item in items]


def _section(title: str, rows: list[NoteRow]) -> list[NoteRow]:
    return [NoteRow(title, title=True), *rows] if rows else []


class NoteItemModel(QAbstractListModel):
    """Rows of :func:`note_rows`."""

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
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, accessible text and record."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.text
        if role == NoteRole.RECORD:
            return row
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (row.text, row.detail, row.time) if part)
        return None
