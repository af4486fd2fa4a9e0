"""Small things worth remembering between two runs, by name (table ``meta``)."""

from __future__ import annotations

from app.store.database import Database


class NoteStore:
    """Texts and numbers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def number(self, key: str) -> float | None:
        """None when it is not there."""
        with self._database.read() as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        try:
            return float(row[0]) if row else None
        except ValueError:
            return None

    def set_number(self, key: str, value: float) -> None:
        """Insert or replace."""
        with self._database.write() as connection:
            connection.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (key, repr(value)))
