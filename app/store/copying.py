"""A copy of the open database at one moment, made while it is in use."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from app.store.database import Database, translated

_PAGES = 2000
"""Pages in one step: a cancelled copy stops after about 8 MB."""


def copy_database(database: Database, target: Path, on_step: Callable[[int, int], None]) -> None:
    """Write a whole database to ``target``; ``on_step(pages_done, pages)`` may raise to stop.

    Raises UserError: disk_full, disk_error, permission_denied, database_damaged.
    """
    with translated(target), closing(sqlite3.connect(target, isolation_level=None)) as copy:
        with database.read() as source:
            source.backup(copy, pages=_PAGES, progress=lambda _s, left, all_: on_step(all_ - left, all_))
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
