"""Sources: what the person added, and what was taken out again below an added folder."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.domain.ids import DocumentId
from app.store.database import Database
from app.store.paths import below

_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Source:
    """``kind`` is file, folder or excluded; ``device`` the file system it was on, ``inode`` a folder's number there (0:
    not known).

    ``watched``: changes are followed as they happen. ``patterns`` are left out below it, besides those of the settings.
    """

    path: Path
    kind: str
    device: int
    watched: bool = True
    patterns: tuple[str, ...] = ()
    inode: int = 0


class SourceStore:
    """Reads and changes sources; every change is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Source]:
        """All of them, by path."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT path, kind, device, watched, patterns, inode FROM sources ORDER BY path"
            )
            return [
                Source(Path(path), kind, device, bool(watched), tuple(patterns.splitlines()), inode)
                for path, kind, device, watched, patterns, inode in rows
            ]

    def add(self, *sources: Source) -> None:
        """Insert or replace; what was excluded at or below them is wanted again. One transaction."""
        with self._database.write() as connection:
            out = connection.execute("SELECT 1 FROM sources WHERE kind = 'excluded' LIMIT 1").fetchone()
            for source in sources:
                if out and source.kind != "excluded":
                    where, parameters = below("path", [source.path])
                    connection.execute(
                        f"DELETE FROM sources WHERE kind = 'excluded' AND ({where})", parameters
                    )
                connection.execute(
                    """INSERT OR REPLACE INTO sources (path, kind, device, watched, patterns, inode, added_at)
                       VALUES (?, ?, ?, ?, ?, ?, ?)""",
                    (
                        str(source.path),
                        source.kind,
                        source.device,
                        source.watched,
                        "\n".join(source.patterns),
                        source.inode,
                        time.time(),
                    ),
                )

    def set_device(self, path: Path, device: int, inode: int) -> None:
        """The source is on another file system now, or another folder."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE sources SET device = ?, inode = ? WHERE path = ?", (device, inode, str(path))
            )

    def set_watched(self, path: Path, *, watched: bool) -> None:
        """Whether changes below the source are followed as they happen."""
        with self._database.write() as connection:
            connection.execute("UPDATE sources SET watched = ? WHERE path = ?", (watched, str(path)))

    def set_patterns(self, path: Path, patterns: Sequence[str]) -> None:
        """What is left out below the source."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE sources SET patterns = ? WHERE path = ?", ("\n".join(patterns), str(path))
            )

    def remove(self, scope: Sequence[Path]) -> None:
        """Forget the sources at or below these paths."""
        with self._database.write() as connection:
            for start in range(0, len(scope), _AT_ONCE):
                where, parameters = below("path", scope[start : start + _AT_ONCE])
                connection.execute(f"DELETE FROM sources WHERE {where}", parameters)

    def mounts(self) -> list[Path]:
        """Folders below a source where, at the last look, another drive began."""
        with self._database.read() as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = 'mounts'").fetchone()
            return [Path(path) for path in json.loads(row[0])] if row else []

    def set_mounts(self, mounts: Sequence[Path]) -> None:
        """Replace them."""
        with self._database.write() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO meta (key, value) VALUES ('mounts', ?)",
                (json.dumps([str(path) for path in mounts], ensure_ascii=False),),
            )

    def offline_flags(self, *, all_documents: bool) -> list[tuple[DocumentId, Path, bool]]:
        """Which documents are marked as offline: of all of them, or only those that are."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT id, path, offline FROM documents WHERE ? OR offline", (all_documents,)
            )
            return [(DocumentId(i), Path(path), bool(offline)) for i, path, offline in rows]
