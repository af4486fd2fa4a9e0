"""A damaged database: kept as it is in a folder of its own, and replaced by what could be read of it."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import UserError
from app.services.swapping import flush_file, remove_logs
from app.store.database import Database, translated
from app.store.library_key import LibraryKey, flush_folder, key_file
from app.store.rescue import fold_log, rescue

_LOGS = ("-wal", "-shm")


@dataclass(frozen=True)
class Repaired:
    """``kept``: the folder with the damaged database. ``rows``: what was saved, by table."""

    kept: Path
    rows: Mapping[str, int]
    damaged_tables: tuple[str, ...]


def is_damaged(database: Path, key: LibraryKey | None = None) -> bool:
    """Whether the file cannot be opened, or its check finds something. Takes seconds for a large library.

    Raises UserError for every other trouble (no permission, a newer Carrel's ...).
    """
    try:
        opened = Database(database, key)
    except UserError as error:
        if error.code == "database_damaged":
            return True
        raise
    with closing(opened):
        return bool(opened.integrity_check())


def repair(database: Path, key: LibraryKey | None = None) -> Repaired:
    """Save what can be read, keep the damaged files; the documents are queued, to be read again.

    Nobody else may have the database open. A kill at any moment leaves the damaged database, its kept copy, or the
    repaired one. Raises UserError: database_newer, disk_full, disk_error, permission_denied.
    """
    with translated(database):
        kept = _keep(database, key)
        new = kept / "repaired.db"
        rescued = rescue(kept / database.name, new, key)
        if os.name != "nt":
            new.chmod(0o600)
        for file in (new, *kept.iterdir()):  # what is replaced is on the disk before
            flush_file(file)
        flush_folder(kept)
        remove_logs(database)  # they belong to the damaged file
        new.replace(database)
        flush_folder(database.parent)
    return Repaired(kept, rescued.rows, tuple(sorted(rescued.unreadable)))


def _keep(database: Path, key: LibraryKey | None) -> Path:
    """A copy of all its files, with the write-ahead log worked into it where that is still possible."""
    free = shutil.disk_usage(database.parent).free
    logs = (database.with_name(database.name + log) for log in _LOGS)
    files = [file for file in (database, key_file(database), *logs) if file.exists()]
    size = sum(file.stat().st_size for file in files)
    if free < 2 * size:
        raise UserError("disk_full", path=str(database), needed=2 * size, free=free)
    kept = _new_folder(database.parent)
    for file in files:
        shutil.copyfile(file, kept / file.name)
        (kept / file.name).chmod(0o600)
    fold_log(kept / database.name, key)
    return kept


def _new_folder(parent: Path) -> Path:
    stamp = time.strftime("%Y-%m-%d %H.%M.%S")
    for number in range(100):
        folder = parent / f"damaged {stamp}{f' {number}' if number else ''}"
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            return folder
    raise UserError("cannot_write", path=str(parent), detail="")
