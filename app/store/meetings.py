"""Meetings that were kept."""

from __future__ import annotations

import time
from pathlib import Path
from typing import NamedTuple

from app.domain.errors import UserError
from app.domain.ids import MeetingId
from app.domain.meeting_edits import EditLog, MinutesEdit
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

    def source(self, meeting_id: MeetingId) -> Path | None:
        """The file the minutes were made from; None for a meeting that is not there."""
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT source_path FROM meetings WHERE id = ?", (meeting_id,)
            ).fetchone()
        return Path(row[0]) if row else None

    def edits(self, meeting_id: MeetingId) -> EditLog:
        """The steps a person took on top of the minutes; none for a meeting that is not there."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT undone, record FROM meeting_edits WHERE meeting_id = ? ORDER BY id", (meeting_id,)
            ).fetchall()
        steps = [(undone, load(record, MinutesEdit)) for undone, record in rows]
        return EditLog(
            tuple(e for undone, e in steps if not undone), tuple(e for undone, e in steps if undone)
        )

    def add_edit(self, meeting_id: MeetingId, edit: MinutesEdit) -> None:
        """One more step; those that were undone are forgotten."""
        with self._database.write() as connection:
            if not connection.execute("SELECT 1 FROM meetings WHERE id = ?", (meeting_id,)).fetchone():
                raise UserError("unknown_meeting")
            connection.execute("DELETE FROM meeting_edits WHERE meeting_id = ? AND undone", (meeting_id,))
            connection.execute(
                "INSERT INTO meeting_edits (meeting_id, record) VALUES (?, ?)", (meeting_id, dump(edit))
            )

    def undo(self, meeting_id: MeetingId) -> bool:
        """Take the last step back; False when there is none."""
        return self._mark("max", 0, meeting_id)

    def redo(self, meeting_id: MeetingId) -> bool:
        """Do the step again that was undone last; False when there is none."""
        return self._mark("min", 1, meeting_id)

    def _mark(self, which: str, undone: int, meeting_id: MeetingId) -> bool:
        """Undone steps are always the newest ones, so the border between both kinds moves by one."""
        with self._database.write() as connection:
            cursor = connection.execute(
                f"""UPDATE meeting_edits SET undone = NOT undone WHERE id = (
                SELECT {which}(id) FROM meeting_edits WHERE meeting_id = ? AND undone = ?)""",
                (meeting_id, undone),
            )
            return bool(cursor.rowcount)

    def delete(self, meeting_id: MeetingId) -> None:
        """The minutes and what was changed in them; the transcript file stays where it is."""
        with self._database.write() as connection:
            if not connection.execute("DELETE FROM meetings WHERE id = ?", (meeting_id,)).rowcount:
                raise UserError("unknown_meeting")
