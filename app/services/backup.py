"""Backing up a profile into one file, and bringing one back: on this computer or another."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from app import __version__
from app.domain.errors import UserError
from app.domain.jobs import CancelToken, OnProgress, Progress, no_progress
from app.paths import AppPaths
from app.services.backup_file import (
    DATABASE,
    FOLDERS,
    FORMAT,
    KEY,
    MANIFEST,
    SETTINGS,
    VERSION,
    Manifest,
    own_files,
    read_manifest,
)
from app.services.text_file import told
from app.store.cipher import is_encrypted
from app.store.copying import copy_database
from app.store.database import Database
from app.store.library_key import LibraryKey, key_file
from app.store.moving import Move, move_paths

_BLOCK = 1 << 20
KeyOf = Callable[[Path], LibraryKey | None]
"""The key of the encrypted database at this path, if it can be had."""


def no_key(_database: Path) -> None:
    """There is nobody to ask."""


@dataclass(frozen=True)
class Restored:
    """``kept``: where what was in the profile before lies now (None when there was nothing); ``moved``: documents
    that have another path here than in the backup."""

    created: str
    kept: Path | None
    moved: int


def back_up(
    database: Database,
    paths: AppPaths,
    target: Path,
    cancel: CancelToken,
    on_progress: OnProgress = no_progress,
) -> int:
    """Write a backup to ``target``, whole or not at all, while Carrel is in use; returns its size in bytes.

    Raises UserError (disk_full, permission_denied, cannot_write, database_damaged), Cancelled.
    """
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=paths.data) as folder:
            copy = Path(folder) / DATABASE
            copy_database(database, copy, _steps(cancel, on_progress))
            _pack(_contents(copy, paths), paths, part, cancel, on_progress)
        part.replace(target)
        return target.stat().st_size
    except OSError as error:
        raise told(error, target) from error
    finally:
        part.unlink(missing_ok=True)


def _steps(cancel: CancelToken, on_progress: OnProgress) -> Callable[[int, int], None]:
    def step(done: int, pages: int) -> None:
        cancel.raise_if_cancelled()
        on_progress(Progress(done, pages, "copying"))

    return step


def _contents(copy: Path, paths: AppPaths) -> list[tuple[str, Path]]:
    single = ((KEY, key_file(paths.database)), (SETTINGS, paths.settings))
    there = [(name, file) for name, file in single if file.exists()]
    return [(DATABASE, copy), *there, *own_files(paths.data)]


def _pack(
    files: list[tuple[str, Path]], paths: AppPaths, part: Path, cancel: CancelToken, on_progress: OnProgress
) -> None:
    sizes = {name: file.stat().st_size for name, file in files}
    manifest = Manifest(
        FORMAT,
        VERSION,
        __version__,
        time.strftime("%Y-%m-%dT%H:%M:%S"),
        str(Path.home()),
        str(paths.data),
        sizes,
    )
    all_bytes, done = sum(sizes.values()), 0
    with part.open("wb") as raw:
        with suppress(OSError):  # a drive without permissions
            part.chmod(0o600)
        with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.writestr(MANIFEST, msgspec.json.encode(manifest))
            for name, file in files:
                with file.open("rb") as source, archive.open(name, "w", force_zip64=True) as entry:
                    while block := source.read(_BLOCK):
                        cancel.raise_if_cancelled()
                        entry.write(block)
                        done += len(block)
                        on_progress(Progress(done, all_bytes, "packing"))
        raw.flush()
        os.fsync(raw.fileno())


def restore(
    backup: Path,
    paths: AppPaths,
    moves: Sequence[Move] = (),
    cancel: CancelToken | None = None,
    on_progress: OnProgress = no_progress,
    key_of: KeyOf = no_key,
) -> Restored:
    """Replace what is in the profile by the backup; what was there is kept beside it.

    The profile must not be in use. ``moves`` are folders that have another place on this computer; the home folder
    moves by itself. ``key_of`` is asked for the key of an encrypted one; without it, what is in that is neither checked
    nor moved. Raises UserError: not_a_backup, backup_newer, database_newer, database_damaged, disk_full,
    permission_denied; Cancelled. In each case the profile is as it was.
    """
    paths.create()
    staging = Path(tempfile.mkdtemp(prefix=".restore-", dir=paths.data))
    try:
        with _opened(backup) as archive:
            manifest = read_manifest(archive)
            _unpack(archive, manifest, staging, cancel or CancelToken(), on_progress)
        moves = [*moves, (manifest.data, str(paths.data)), (manifest.home, str(Path.home()))]
        changed = _fitted(staging / DATABASE, moves, key_of)
        return Restored(manifest.created, _swap(staging, paths, manifest), changed)
    except OSError as error:
        raise told(error, backup) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _fitted(path: Path, moves: Sequence[Move], key_of: KeyOf) -> int:
    """Bring the database up to date, check it, and move its paths; how many documents moved."""
    locked = is_encrypted(path)
    key = key_of(path) if locked else None
    if locked and key is None:
        return 0
    with closing(Database(path, key)) as database:
        if database.integrity_check():
            raise UserError("not_a_backup")
    return move_paths(path, moves, key)


def _opened(backup: Path) -> zipfile.ZipFile:
    if not backup.exists():
        raise UserError("file_missing", path=str(backup))
    try:
        return zipfile.ZipFile(backup)
    except (zipfile.BadZipFile, IsADirectoryError) as error:
        raise UserError("not_a_backup") from error


def _unpack(
    archive: zipfile.ZipFile, manifest: Manifest, folder: Path, cancel: CancelToken, on_progress: OnProgress
) -> None:
    all_bytes, done = sum(manifest.files.values()), 0
    free = shutil.disk_usage(folder).free
    if free < all_bytes:
        raise UserError("disk_full", path=str(folder), needed=all_bytes, free=free)
    for name, size in manifest.files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with archive.open(name) as entry, file.open("xb") as target:
                left = size
                while block := entry.read(_BLOCK):
                    cancel.raise_if_cancelled()
                    left -= len(block)
                    if left < 0:
                        raise UserError("not_a_backup")
                    target.write(block)
                    done += len(block)
                    on_progress(Progress(done, all_bytes, "restoring"))
        except (KeyError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
            raise UserError("not_a_backup") from error
        if left:
            raise UserError("not_a_backup")
        file.chmod(0o600)


def _swap(staging: Path, paths: AppPaths, manifest: Manifest) -> Path | None:
    """Put the new in place of the old. There is a database at every moment, and what is replaced is kept first."""
    kept = paths.data / f"before restoring {time.strftime('%Y-%m-%d %H.%M.%S')}"
    kept.mkdir(mode=0o700)
    logs = [paths.database.with_name(DATABASE + end) for end in ("-wal", "-shm")]
    for file in (paths.settings, key_file(paths.database), paths.database, *logs):
        if file.exists():
            _keep(file, kept / file.name)
    for log in logs:  # they belong to the old database, which has been kept with them
        log.unlink(missing_ok=True)
    _swap_database(staging, paths, encrypted=KEY in manifest.files)
    if SETTINGS in manifest.files:
        Path(shutil.copyfile(staging / SETTINGS, f"{paths.settings}.part")).replace(paths.settings)
    for folder in FOLDERS:
        if (paths.data / folder).is_dir():
            (paths.data / folder).rename(kept / folder)
        if (staging / folder).is_dir():
            (staging / folder).rename(paths.data / folder)
    if any(kept.iterdir()):
        return kept
    kept.rmdir()
    return None


def _swap_database(staging: Path, paths: AppPaths, *, encrypted: bool) -> None:
    if encrypted:  # a key beside a plain database is harmless
        (staging / KEY).replace(key_file(paths.database))
    (staging / DATABASE).replace(paths.database)
    if not encrypted:
        key_file(paths.database).unlink(missing_ok=True)


def _keep(file: Path, target: Path) -> None:
    try:
        os.link(file, target)
    except OSError:  # a file system without hard links
        shutil.copy2(file, target)
