"""Files that killed their reader, by hash and index version: after two kills a file is left alone.

It is tried again when its bytes or the version change, or when the person asks for it (:meth:`release`).
"""

from __future__ import annotations

from app.domain.errors import ErrorInfo
from app.store.database import Database
from app.store.document_rows import dump_error, load_error

KILLS = 2
"""The first may be an accident (another program took the memory); the second is the file's."""


class QuarantineStore:
    """Counts kills."""

    def __init__(self, database: Database, kills: int = KILLS) -> None:
        self._database = database
        self._kills = kills

    def sentence(self, content_hash: str, version: int) -> ErrorInfo | None:
        """Why these bytes are not read any more; None while they may be."""
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT error FROM quarantine WHERE hash = ? AND version = ? AND kills >= ?",
                (content_hash, version, self._kills),
            ).fetchone()
            return load_error(row[0]) if row else None

    def add(self, content_hash: str, version: int, error: ErrorInfo) -> bool:
        """These bytes killed their reader once more. True when they are in quarantine from now on."""
        with self._database.write() as connection:
            connection.execute("DELETE FROM quarantine WHERE version <> ?", (version,))
            row = connection.execute(
                """INSERT INTO quarantine (hash, version, kills, error) VALUES (?, ?, 1, ?)
                   ON CONFLICT (hash, version) DO UPDATE SET kills = kills + 1, error = excluded.error
                   RETURNING kills""",
                (content_hash, version, dump_error(error)),
            ).fetchone()
            return int(row[0]) >= self._kills

    def release(self, content_hash: str) -> None:
        """Give these bytes another chance."""
        with self._database.write() as connection:
            connection.execute("DELETE FROM quarantine WHERE hash = ?", (content_hash,))
