"""The stored meetings as a Qt list, newest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.domain.ids import MeetingId
from app.ui.meetings.words import added_text, date_text
from app.ui.widgets.labels import plain_tool_tip

Index = QModelIndex | QPersistentModelIndex


class MeetingRole(IntEnum):
    """The :class:`MeetingRow` of an index, and its second line."""

    RECORD = Qt.ItemDataRole.UserRole + 1
    DETAIL = Qt.ItemDataRole.UserRole + 2


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A stored meeting. ``date`` is YYYY-MM-DD or None, ``created_at`` seconds since the epoch."""

    id: MeetingId
    title: str
    date: str | None
    created_at: float

    @property
    def detail(self) -> str:
        """The day it took place or, when nobody said, the day it was added."""
        return date_text(self.date) or added_text(self.created_at)


class MeetingItemModel(QAbstractListModel):
    """One row per meeting."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[MeetingRow] = []

    def set_meetings(self, meetings: Iterable[MeetingRow]) -> None:
        """Replace everything."""
        self.beginResetModel()
        self._rows = sorted(meetings, key=lambda row: (row.created_at, row.id), reverse=True)
        self.endResetModel()

    def row_of(self, meeting_id: MeetingId) -> int:
        """The row of a meeting, -1 when it is not there."""
        return next((row for row, meeting in enumerate(self._rows) if meeting.id == meeting_id), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Meetings."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Title, detail, tooltip and record."""
        if not index.isValid():
            return None
        meeting = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return meeting.title
        if role == MeetingRole.DETAIL:
            return meeting.detail
        if role == MeetingRole.RECORD:
            return meeting
        if role == Qt.ItemDataRole.ToolTipRole:  # the title comes from a file, and may look like markup
            return plain_tool_tip(f"{meeting.title}, {meeting.detail}")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{meeting.title}, {meeting.detail}"
        return None
