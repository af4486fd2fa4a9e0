"""A copy of the open database at one moment, made while it is in use."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from app.store.cipher import connect
from app.store.database import BUSY_TIMEOUT_S, Database, translated
from app.store.library_key import LibraryKey

_PAGES = 2000
"""Pages in one step: a cancelled copy stops after about 8 MB."""


def copy_database(database: Database, target: Path, on_step: Callable[[int, int], None]) -> None:
    """Write a whole database to ``target``; ``on_step(pages_done, pages)`` may raise to stop.

    Raises UserError: disk_full, disk_error, permission_denied, database_damaged.
    """
    with translated(target), closing(_target(target, database.key)) as copy:
        with database.read() as source:
            # From the first look on it sees one moment; else SQLite begins anew whenever somebody has written.
            source.execute("SELECT 1 FROM sqlite_schema").fetchone()
            source.backup(copy, pages=_PAGES, progress=lambda _s, left, all_: on_step(all_ - left, all_))
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it


def _target(path: Path, key: LibraryKey | None) -> sqlite3.Connection:
    """A copy of an encrypted database is encrypted with the same key."""
    return sqlite3.connect(path, isolation_level=None) if key is None else connect(path, key, BUSY_TIMEOUT_S)
