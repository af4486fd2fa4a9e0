"""Backing up a profile into one file, and bringing one back: on this computer or another."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import msgspec

from app import __version__
from app.domain.errors import UserError
from app.domain.jobs import CancelToken, OnProgress, Progress, no_progress
from app.paths import AppPaths
from app.services.backup_file import (
    DATABASE,
    FORMAT,
    KEY,
    MANIFEST,
    SETTINGS,
    UNREADABLE,
    VERSION,
    Manifest,
    blocks,
    own_files,
    read_manifest,
)
from app.services.swapping import go_on, swap
from app.services.text_file import told
from app.store.cipher import is_encrypted
from app.store.copying import copy_database
from app.store.database import Database
from app.store.library_key import LibraryKey, flush_folder, key_file
from app.store.moving import Move, move_paths, want_moves

_BLOCK = 1 << 20
_DAY = 86400.0
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
        _remove_leftovers(paths, ".backup-*", older_than=_DAY)
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=paths.data) as folder:
            copy = Path(folder) / DATABASE
            copy_database(database, copy, _steps(cancel, on_progress))
            _pack(_contents(copy, paths), paths, part, cancel, on_progress)
        part.replace(target)
        flush_folder(target.parent)
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
    """The manifest comes last: it says what was packed, also of files that change meanwhile."""
    all_bytes, sizes = sum(_size(file) for _, file in files), dict[str, int]()

    def tell(block: int) -> None:
        cancel.raise_if_cancelled()
        done = sum(sizes.values()) + block
        on_progress(Progress(min(done, all_bytes), all_bytes, "packing"))

    with _only_mine(part) as raw:
        with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, file in files:
                with suppress(*_gone(name)), file.open("rb") as source:
                    sizes[name] = _packed(archive, name, source, tell)
            archive.writestr(MANIFEST, msgspec.json.encode(_manifest(paths, sizes)))
        raw.flush()
        os.fsync(raw.fileno())


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _gone(name: str) -> tuple[type[OSError], ...]:
    """A template or transcript may be removed meanwhile; without database and key there is no backup."""
    return () if name in (DATABASE, KEY) else (FileNotFoundError,)


def _only_mine(part: Path) -> IO[bytes]:
    """A new file that nobody else can read, from its first byte on."""
    part.unlink(missing_ok=True)
    return os.fdopen(
        os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600), "w+b"
    )


def _packed(archive: zipfile.ZipFile, name: str, source: IO[bytes], tell: Callable[[int], None]) -> int:
    size = 0
    with archive.open(name, "w", force_zip64=True) as entry:
        while block := source.read(_BLOCK):
            entry.write(block)
            size += len(block)
            tell(size)
    return size


def _manifest(paths: AppPaths, sizes: dict[str, int]) -> Manifest:
    now = time.strftime("%Y-%m-%dT%H:%M:%S")
    return Manifest(FORMAT, VERSION, __version__, now, str(Path.home()), str(paths.data), sizes)


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
    moves by itself. ``key_of`` is asked for the key of an encrypted one; without it, what is in that is not checked,
    and moved when it is next opened. Raises UserError: not_a_backup, backup_newer, database_newer, database_damaged,
    disk_full, permission_denied; Cancelled. In each case the profile is as it was.
    """
    paths.create()
    go_on(paths)
    _remove_leftovers(paths, ".restore-*")
    staging = Path(tempfile.mkdtemp(prefix=".restore-", dir=paths.data))
    try:
        with _opened(backup) as archive:
            manifest = read_manifest(archive)
            _unpack(archive, manifest, staging, cancel or CancelToken(), on_progress)
        moves = [*moves, (manifest.data, str(paths.data)), (manifest.home, str(Path.home()))]
        changed = _fitted(staging / DATABASE, moves, key_of)
        return Restored(manifest.created, swap(staging, paths), changed)
    except OSError as error:
        raise told(error, backup) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _fitted(path: Path, moves: Sequence[Move], key_of: KeyOf) -> int:
    """Bring the database up to date, check it, and move its paths; how many documents moved."""
    locked = is_encrypted(path)
    key = key_of(path) if locked else None
    if locked and key is None:
        want_moves(path, moves)
        return 0
    with closing(Database(path, key)) as database:
        if database.strange_parts() or database.integrity_check():
            raise UserError("not_a_backup")
    return move_paths(path, moves, key)


def _opened(backup: Path) -> zipfile.ZipFile:
    if not backup.exists():
        raise UserError("file_missing", path=str(backup))
    try:
        return zipfile.ZipFile(backup)
    except (*UNREADABLE, IsADirectoryError) as error:
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
        with _file_made(file) as target:
            for block in blocks(archive, name, size):
                cancel.raise_if_cancelled()
                target.write(block)
                done += len(block)
                on_progress(Progress(done, all_bytes, "restoring"))


@contextmanager
def _file_made(file: Path) -> Iterator[IO[bytes]]:
    """A new file for the owner alone. What stands in its way is a name that the backup holds twice."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    except (FileExistsError, NotADirectoryError, ValueError) as error:
        raise UserError("not_a_backup") from error
    with os.fdopen(descriptor, "wb") as target:
        yield target


def _remove_leftovers(paths: AppPaths, pattern: str, older_than: float = 0.0) -> None:
    """What a kill left of an earlier one; ``older_than`` seconds, as another process may be making one just now."""
    for folder in paths.data.glob(pattern):
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime >= older_than:
                shutil.rmtree(folder, ignore_errors=True)
