"""Meetings that were kept."""

from __future__ import annotations

import time
from pathlib import Path
from typing import NamedTuple

from app.domain.errors import UserError
from app.domain.ids import MeetingId
from app.domain.meetings import Minutes
from app.store.database import Database
from app.store.json_records import dump, load


class MeetingRow(NamedTuple):
    """One line of the list. ``created_at`` is seconds since the epoch, ``date`` YYYY-MM-DD where it is known."""

    id: MeetingId
    title: str
    date: str | None
    created_at: float


class MeetingStore:
    """Raises UserError("unknown_meeting") for one that is not there."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, minutes: Minutes, source_path: Path) -> MeetingId:
        """Keep the minutes, transcript included."""
        transcript = minutes.transcript
        with self._database.write() as connection:
            cursor = connection.execute(
                "INSERT INTO meetings (title, date, created_at, source_path, minutes) VALUES (?, ?, ?, ?, ?)",
                (transcript.title, transcript.date, time.time(), str(source_path), dump(minutes)),
            )
            return MeetingId(cursor.lastrowid or 0)

    def list(self) -> list[MeetingRow]:
        """The one kept last comes first."""
        with self._database.read() as connection:
            rows = connection.execute("SELECT id, title, date, created_at FROM meetings ORDER BY id DESC")
            return [MeetingRow(MeetingId(i), title, date, at) for i, title, date, at in rows]

    def get(self, meeting_id: MeetingId) -> Minutes:
        """As it was kept."""
        with self._database.read() as connection:
            row = connection.execute("SELECT minutes FROM meetings WHERE id = ?", (meeting_id,)).fetchone()
        if row is None:
            raise UserError("unknown_meeting")
        return load(row[0], Minutes)

    def delete(self, meeting_id: MeetingId) -> None:
        """The minutes; the transcript file stays where it is."""
        with self._database.write() as connection:
            if not connection.execute("DELETE FROM meetings WHERE id = ?", (meeting_id,)).rowcount:
                raise UserError("unknown_meeting")
