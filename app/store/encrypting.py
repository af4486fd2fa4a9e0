"""A whole database made encrypted, or plain again: into a new file, looked at, then put in place of the old one.

Which of the two a library is, its first bytes say, and nothing else; so the one rename is the moment at which it
changes, and whatever a kill leaves beside it is put right by :func:`settle`.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from app.domain.errors import UserError
from app.store.cipher import connect, errors, is_encrypted, is_plain, literal
from app.store.database import BUSY_TIMEOUT_S, translated
from app.store.library_key import LibraryKey, flush_folder, key_file, waiting_key_file

OnBytes = Callable[[int, int], None]
"""Called with bytes written and bytes in all; may raise Cancelled."""
_LOOK_S = 0.2
"""Seconds between two looks at how far it is."""
_BLOCK = 1 << 20


def rewrite(path: Path, old: LibraryKey | None, new: LibraryKey | None, on_bytes: OnBytes) -> Path:
    """The same database under another key (None: plain), in a file beside it that is whole and on the disk.

    Nobody else may have it open. Raises UserError (disk_full, database_damaged ...), Cancelled; then there is no file.
    """
    target = beside(path, encrypted=new is not None)
    remove(target)
    with translated(path):
        try:
            with closing(connect(path, old, BUSY_TIMEOUT_S)) as source:
                source.execute("PRAGMA journal_mode=DELETE")  # all of it in one file
                _export(source, path, target, new, on_bytes)
                held = _held(source)
            _check(target, new, held)
        except BaseException:
            remove(target)
            raise
        with target.open("rb+") as file:
            os.fsync(file.fileno())
        target.chmod(0o600)
    return target


def put_in_place(new: Path, path: Path, *, scrub: bool) -> None:
    """From now on the new file is the library. With ``scrub`` the old one is written over, as far as disks allow."""
    with translated(path), ExitStack() as held:
        # Windows replaces no file that is open; what was in it stays in free blocks there.
        old = held.enter_context(path.open("rb+")) if scrub and os.name != "nt" else None
        size = path.stat().st_size
        flush_folder(path.parent)
        new.replace(path)
        flush_folder(path.parent)
        if old is not None:
            _write_over(old, size)


def settle(database: Path) -> None:
    """Put right what a kill left while a library was encrypted or decrypted. Cheap; does nothing for most.

    For whoever holds the profile's lock alone: what it removes is what another process may be making just now.
    """
    waiting, key = waiting_key_file(database), key_file(database)
    parts = [path.with_name(f"{path.name}.part") for path in (waiting, key)]
    if not any(path.exists() for path in (waiting, key, *parts)):
        return
    for part in parts:
        remove(part)
    if is_encrypted(database):
        if waiting.exists() and not key.exists():
            waiting.replace(key)
        remove(waiting)
    elif is_plain(database):  # it never began, or has been undone; a key is never thrown away unasked
        remove(waiting)
        if key.exists():
            key.replace(key.with_name("library.key.old"))
    for encrypted in (True, False):
        remove(beside(database, encrypted=encrypted))


def beside(path: Path, *, encrypted: bool) -> Path:
    """The file that a new form is made in."""
    return path.with_name(f"{path.name}.{'encrypting' if encrypted else 'decrypting'}")


def remove(path: Path) -> None:
    """With what SQLite may have put beside it."""
    for name in (path.name, f"{path.name}-journal", f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)


def _export(source: Any, path: Path, target: Path, new: LibraryKey | None, on_bytes: OnBytes) -> None:
    key = literal(new) if new is not None else "''"
    descriptor = os.open(target, os.O_CREAT | os.O_RDWR, 0o600)
    os.close(descriptor)
    source.execute(f"ATTACH DATABASE ? AS target KEY {key}", (str(target),))
    source.execute("PRAGMA target.synchronous=OFF")  # the whole file is flushed at the end
    with _watched(source, target, path.stat().st_size, on_bytes):
        source.execute("SELECT sqlcipher_export('target')").fetchall()
    for name in ("user_version", "application_id"):
        number = int(source.execute(f"PRAGMA main.{name}").fetchone()[0])
        source.execute(f"PRAGMA target.{name}={number}")
    source.execute("DETACH DATABASE target")


@contextmanager
def _watched(source: Any, target: Path, size: int, on_bytes: OnBytes) -> Iterator[None]:
    """How far it is, from a thread beside it; what ``on_bytes`` raises interrupts the work and is raised here."""
    raised: list[BaseException] = []
    done = threading.Event()

    def look() -> None:
        while not done.wait(_LOOK_S):
            try:
                on_bytes(min(target.stat().st_size, size), size)
            except BaseException as error:  # noqa: BLE001 - it belongs to whoever waits for the work
                raised.append(error)
                source.interrupt()
                return

    on_bytes(0, size)
    watcher = threading.Thread(target=look, name="encrypting", daemon=True)
    watcher.start()
    try:
        yield
    except errors():
        if not raised:
            raise
    finally:
        done.set()
        watcher.join()
    if raised:
        raise raised[0]


def _held(connection: Any) -> tuple[int, ...]:
    """Which schema, how many tables and indexes, how many rows in all ordinary tables."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    found = "SELECT type, name, sql FROM sqlite_schema WHERE name NOT GLOB 'sqlite_*'"
    names = connection.execute(found).fetchall()
    tables = [name for kind, name, sql in names if kind == "table" and "CREATE VIRTUAL" not in str(sql)]
    rows = (connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables)
    return version, len(names), sum(rows)


def _check(target: Path, key: LibraryKey | None, held: tuple[int, ...]) -> None:
    """Every page can be read back, every index fits its table, and as much is there as was."""
    with closing(connect(target, key, BUSY_TIMEOUT_S)) as made:
        broken = list(made.execute("PRAGMA cipher_integrity_check")) if key is not None else []
        found = [row[0] for row in made.execute("PRAGMA quick_check")]
        same = _held(made) == held
    if broken or found != ["ok"] or not same:
        raise UserError("database_damaged", path=str(target))


def _write_over(file: Any, size: int) -> None:
    with suppress(OSError):
        file.seek(0)
        for start in range(0, size, _BLOCK):
            file.write(bytes(min(_BLOCK, size - start)))
        file.flush()
        os.fsync(file.fileno())
