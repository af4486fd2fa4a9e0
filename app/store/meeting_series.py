"""Which meetings belong together, and by which template each is shown."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from app.domain.errors import UserError
from app.domain.ids import MeetingId, SeriesId
from app.store.database import Database


class SeriesRow(NamedTuple):
    """A series and how many meetings it has."""

    id: SeriesId
    name: str
    meetings: int


class MemberRow(NamedTuple):
    """A meeting of a series. ``day`` is YYYY-MM-DD: when it took place or, where nobody said, when it was kept."""

    id: MeetingId
    title: str
    date: str | None
    day: str


_DAY = "coalesce(m.date, date(m.created_at, 'unixepoch', 'localtime'))"


class SeriesStore:
    """A series whose last meeting leaves it is gone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[SeriesRow]:
        """By name."""
        with self._database.read() as connection:
            rows = connection.execute(
                """SELECT s.id, s.name, count(*) FROM series s JOIN meetings m ON m.series_id = s.id
                   GROUP BY s.id ORDER BY s.name COLLATE NOCASE, s.id"""
            )
            return [SeriesRow(SeriesId(i), name, count) for i, name, count in rows]

    def of(self, meeting_id: MeetingId) -> SeriesRow | None:
        """The series that a meeting belongs to."""
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT series_id FROM meetings WHERE id = ? AND series_id IS NOT NULL", (meeting_id,)
            ).fetchone()
        return next((series for series in self.all() if row and series.id == row[0]), None)

    def members(self, series_id: SeriesId) -> list[MemberRow]:
        """Oldest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                f"SELECT m.id, m.title, m.date, {_DAY} FROM meetings m WHERE m.series_id = ? ORDER BY 4, m.id",
                (series_id,),
            )
            return [MemberRow(MeetingId(i), title, date, day) for i, title, date, day in rows]

    def loose(self, but: MeetingId) -> list[tuple[MemberRow, SeriesId | None]]:
        """All other meetings with the series each is in, the one kept last first."""
        with self._database.read() as connection:
            rows = connection.execute(
                f"SELECT m.id, m.title, m.date, {_DAY}, m.series_id FROM meetings m WHERE m.id <> ? ORDER BY m.id DESC",
                (but,),
            )
            return [
                (MemberRow(MeetingId(i), title, date, day), None if series is None else SeriesId(series))
                for i, title, date, day, series in rows
            ]

    def begin(self, name: str, meetings: Sequence[MeetingId]) -> SeriesId:
        """A new series of these meetings."""
        with self._database.write() as connection:
            made = connection.execute("INSERT INTO series (name) VALUES (?)", (name,)).lastrowid or 0
            _put(connection, meetings, made)
        return SeriesId(made)

    def put(self, meetings: Sequence[MeetingId], series_id: SeriesId | None) -> None:
        """Into this series, or (None) out of any. Raises UserError("unknown_series")."""
        with self._database.write() as connection:
            if series_id is not None:
                _known(connection, series_id)
            _put(connection, meetings, series_id)

    def rename(self, series_id: SeriesId, name: str) -> None:
        """Raises UserError("unknown_series")."""
        with self._database.write() as connection:
            _known(connection, series_id)
            connection.execute("UPDATE series SET name = ? WHERE id = ?", (name, series_id))

    def declined(self, meeting_id: MeetingId) -> bool:
        """Whether the person said that it belongs to no series."""
        return bool(self._value(meeting_id, "series_declined"))

    def decline(self, meeting_id: MeetingId) -> None:
        """The person said so."""
        self._set(meeting_id, "series_declined", 1)

    def template(self, meeting_id: MeetingId) -> str:
        """The id of the template that was chosen; "" for none, or no such meeting."""
        return str(self._value(meeting_id, "template") or "")

    def set_template(self, meeting_id: MeetingId, template_id: str) -> None:
        """Raises UserError("unknown_meeting")."""
        self._set(meeting_id, "template", template_id)

    def _value(self, meeting_id: MeetingId, column: str) -> object:
        with self._database.read() as connection:
            row = connection.execute(f"SELECT {column} FROM meetings WHERE id = ?", (meeting_id,)).fetchone()
        return row[0] if row else None

    def _set(self, meeting_id: MeetingId, column: str, value: object) -> None:
        with self._database.write() as connection:
            changed = connection.execute(
                f"UPDATE meetings SET {column} = ? WHERE id = ?", (value, meeting_id)
            )
            if not changed.rowcount:
                raise UserError("unknown_meeting")


def _known(connection: sqlite3.Connection, series_id: SeriesId) -> None:
    if not connection.execute("SELECT 1 FROM series WHERE id = ?", (series_id,)).fetchone():
        raise UserError("unknown_series")


def _put(connection: sqlite3.Connection, meetings: Sequence[MeetingId], series_id: int | None) -> None:
    connection.executemany(
        "UPDATE meetings SET series_id = ? WHERE id = ?", [(series_id, meeting) for meeting in meetings]
    )
    connection.execute(
        "DELETE FROM series WHERE id NOT IN (SELECT series_id FROM meetings WHERE series_id IS NOT NULL)"
    )
