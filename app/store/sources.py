"""Sources: what the person added, and what was taken out again below an added folder."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.store.database import Database
from app.store.paths import below


@dataclass(frozen=True, slots=True)
class Source:
    """``kind`` is file, folder or excluded; ``device`` the file system it was on (0: not known).

    ``watched``: changes are followed as they happen. ``patterns`` are left out below it, besides those of the settings.
    """

    path: Path
    kind: str
    device: int
    watched: bool = True
    patterns: tuple[str, ...] = ()


class SourceStore:
    """Reads and changes sources; every change is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Source]:
        """All of them, by path."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT path, kind, device, watched, patterns FROM sources ORDER BY path"
            )
            return [
                Source(Path(path), kind, device, bool(watched), tuple(patterns.splitlines()))
                for path, kind, device, watched, patterns in rows
            ]

    def add(self, source: Source) -> None:
        """Insert or replace; what was excluded at or below it is wanted again."""
        where, parameters = below("path", [source.path])
        with self._database.write() as connection:
            if source.kind != "excluded":
                connection.execute(f"DELETE FROM sources WHERE kind = 'excluded' AND ({where})", parameters)
            connection.execute(
                """INSERT OR REPLACE INTO sources (path, kind, device, watched, patterns, added_at)
                   VALUES (?, ?, ?, ?, ?, ?)""",
                (
                    str(source.path),
                    source.kind,
                    source.device,
                    source.watched,
                    "\n".join(source.patterns),
                    time.time(),
                ),
            )

    def set_device(self, path: Path, device: int) -> None:
        """The source is on another file system now."""
        with self._database.write() as connection:
            connection.execute("UPDATE sources SET device = ? WHERE path = ?", (device, str(path)))

    def remove(self, scope: Sequence[Path]) -> None:
        """Forget the sources at or below these paths."""
        where, parameters = below("path", scope)
        with self._database.write() as connection:
            connection.execute(f"DELETE FROM sources WHERE {where}", parameters)
