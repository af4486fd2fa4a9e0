"""A restored profile takes the place of the one that is there: begun once, and gone on with until it is done.

All that is to come lies on the disk in one folder (``restoring``) before anything is touched; giving that folder its
name is the moment at which it is decided. A kill or a power cut from then on leaves a profile that is half the old and
half the new one, and :func:`go_on` (called by whoever holds the profile's lock, before anything is opened) finishes it.
Every step may be done twice.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import msgspec

from app.domain.errors import UserError
from app.paths import AppPaths
from app.services.backup_file import DATABASE, FOLDERS, KEY, SETTINGS
from app.services.text_file import told
from app.store.library_key import flush_folder, key_file
from app.store.moving import waiting_moves

FOLDER = "restoring"
_JOURNAL, _ALL_KEPT = "journal.json", "all-kept"


class _Journal(msgspec.Struct):
    """``kept``: name of the folder for what is replaced; the others: what the backup holds."""

    kept: str
    encrypted: bool
    settings: bool
    folders: list[str]


def swap(staging: Path, paths: AppPaths) -> Path | None:
    """Put what lies in ``staging`` (a folder in the profile) in place; where what was there lies now, if anything was.

    ``staging`` is gone afterwards. Raises OSError; before the decision the profile is as it was.
    """
    kept = _new_folder(paths.data)
    journal = _Journal(
        kept.name,
        (staging / KEY).exists(),
        (staging / SETTINGS).exists(),
        [folder for folder in FOLDERS if (staging / folder).is_dir()],
    )
    (staging / _JOURNAL).write_bytes(msgspec.json.encode(journal))
    _flush(staging)
    staging.rename(paths.data / FOLDER)
    flush_folder(paths.data)
    go_on(paths)
    return kept if kept.exists() else None


def go_on(paths: AppPaths) -> None:
    """Finish what was begun; does nothing for most. Raises UserError when it cannot be done now."""
    new = paths.data / FOLDER
    if not new.exists():
        return
    try:
        journal = _read(new / _JOURNAL)
        if journal is not None:
            _replace(new, paths, journal)
            (new / _JOURNAL).unlink()
        shutil.rmtree(new, ignore_errors=True)
    except OSError as error:
        raise told(error, new) from error


def is_under_way(paths: AppPaths) -> bool:
    """Whether there is something to finish."""
    return (paths.data / FOLDER).exists()


def _read(path: Path) -> _Journal | None:
    """None: all was done, but for removing the folder."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Journal)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None


def _replace(new: Path, paths: AppPaths, journal: _Journal) -> None:
    kept = paths.data / journal.kept
    kept.mkdir(mode=0o700, exist_ok=True)
    if not (new / _ALL_KEPT).exists():
        _keep((paths.settings, key_file(paths.database), *_database_files(paths)), kept)
        (new / _ALL_KEPT).touch()
        flush_folder(new)
    if (new / DATABASE).exists():
        remove_logs(paths.database)  # they belong to the old database, which has been kept with them
        waiting_moves(paths.database).unlink(missing_ok=True)
        if waiting_moves(new / DATABASE).exists():
            shutil.copyfile(waiting_moves(new / DATABASE), waiting_moves(paths.database))
            flush_file(waiting_moves(paths.database))
        if journal.encrypted and (new / KEY).exists():
            (new / KEY).replace(key_file(paths.database))
        (new / DATABASE).replace(paths.database)
    if not journal.encrypted:
        key_file(paths.database).unlink(missing_ok=True)
    if journal.settings and (new / SETTINGS).exists():
        part = paths.settings.with_name(f"{paths.settings.name}.part")
        shutil.copyfile(new / SETTINGS, part)
        flush_file(part)
        part.replace(paths.settings)
    for folder in FOLDERS:
        _replace_folder(new / folder, paths.data / folder, kept / folder, comes=folder in journal.folders)
    flush_folder(paths.data)
    with suppress(OSError):  # something is in it, and most often is
        kept.rmdir()


def _replace_folder(new: Path, place: Path, kept: Path, *, comes: bool) -> None:
    if comes and not new.is_dir():  # it has come
        return
    if place.is_dir() and not kept.exists():
        place.rename(kept)
    if comes:
        new.rename(place)


def _database_files(paths: AppPaths) -> list[Path]:
    return [paths.database, *(paths.database.with_name(DATABASE + end) for end in ("-wal", "-shm"))]


def remove_logs(database: Path) -> None:
    """Of a database that is about to be replaced: SQLite would play them into the new one."""
    for end in ("-wal", "-shm", "-journal"):
        database.with_name(database.name + end).unlink(missing_ok=True)


def _keep(files: Iterable[Path], folder: Path) -> None:
    """The files, or whole copies of them, are in the folder and on the disk."""
    for file in files:
        target = folder / file.name
        if not file.exists() or target.exists():
            continue
        try:
            os.link(file, target)
        except OSError:  # a file system without hard links
            part = target.with_name(f"{target.name}.part")
            shutil.copy2(file, part)
            flush_file(part)
            part.replace(target)
    flush_folder(folder)


def _new_folder(data: Path) -> Path:
    """A name that is free; the folder itself is made when all is decided."""
    stamp = time.strftime("%Y-%m-%d %H.%M.%S")
    for number in range(100):
        folder = data / f"before restoring {stamp}{f' {number}' if number else ''}"
        if not folder.exists():
            return folder
    raise UserError("cannot_write", path=str(data), detail="")


def flush_file(path: Path) -> None:
    """Its bytes are on the disk. Raises OSError."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _flush(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        flush_folder(path) if path.is_dir() else flush_file(path)
