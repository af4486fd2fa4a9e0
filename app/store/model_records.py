"""What is remembered about models: downloads, files (hash, origin, speed, last use), and folders to look in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.domain.downloads import Download
from app.domain.model_records import ModelNote
from app.store.database import Database
from app.store.json_records import dump, load


class DownloadStore:
    """Downloads survive a kill; those that are done are kept until they are dismissed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, download: Download) -> Download:
        """The download with its number."""
        with self._database.write() as connection:
            number = connection.execute(
                "INSERT INTO downloads (record) VALUES (?) RETURNING id", (dump(download),)
            ).fetchone()[0]
            numbered = replace(download, id=int(number))
            connection.execute("UPDATE downloads SET record = ? WHERE id = ?", (dump(numbered), number))
        return numbered

    def save(self, download: Download) -> None:
        """As it is now; one that was dismissed stays away."""
        with self._database.write() as connection:
            connection.execute("UPDATE downloads SET record = ? WHERE id = ?", (dump(download), download.id))

    def remove(self, number: int) -> None:
        """Forget it."""
        with self._database.write() as connection:
            connection.execute("DELETE FROM downloads WHERE id = ?", (number,))

    def list(self) -> list[Download]:
        """The oldest comes first."""
        with self._database.read() as connection:
            rows = connection.execute("SELECT record FROM downloads ORDER BY id").fetchall()
        return [load(row[0], Download) for row in rows]


class ModelNoteStore:
    """One note for each model file, by path, whether the file is there or not."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, path: Path) -> ModelNote:
        """An empty note when nothing is known."""
        with self._database.read() as connection:
            row = connection.execute("SELECT record FROM model_notes WHERE path = ?", (str(path),)).fetchone()
        return load(row[0], ModelNote) if row else ModelNote(path)

    def save(self, note: ModelNote) -> None:
        """Replace what was known."""
        with self._database.write() as connection:
            connection.execute(
                "INSERT INTO model_notes (path, record) VALUES (?, ?)"
                " ON CONFLICT (path) DO UPDATE SET record = excluded.record",
                (str(note.path), dump(note)),
            )

    def remove(self, path: Path) -> None:
        """Forget a file."""
        with self._database.write() as connection:
            connection.execute("DELETE FROM model_notes WHERE path = ?", (str(path),))

    def list(self) -> list[ModelNote]:
        """By path."""
        with self._database.read() as connection:
            rows = connection.execute("SELECT record FROM model_notes ORDER BY path").fetchall()
        return [load(row[0], ModelNote) for row in rows]
