"""The SQLite file: how it is opened, who may write, and what its errors mean.

WAL with one writing connection behind a lock and a pool of read-only connections, so that reading never waits
for an import that is under way. Every method may be called from any thread.

``synchronous=FULL``: a commit is on the disk before :meth:`Database.write` returns, also when the power fails
(NORMAL would lose the last commits then, though never damage the file). Commits are rare here, one per
document, so that the extra flush does not show.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.domain.errors import UserError
from app.store.cipher import connect, errors, is_encrypted
from app.store.library_key import LibraryKey
from app.store.migrations import migrate, strange_parts

BUSY_TIMEOUT_S = 10.0
# Primary result codes, https://sqlite.org/rescode.html. BUSY after the timeout: another program holds the file.
_CODES = {
    sqlite3.SQLITE_FULL: "disk_full",
    sqlite3.SQLITE_READONLY: "permission_denied",
    sqlite3.SQLITE_PERM: "permission_denied",
    sqlite3.SQLITE_AUTH: "permission_denied",
    sqlite3.SQLITE_CANTOPEN: "permission_denied",
    sqlite3.SQLITE_CORRUPT: "database_damaged",
    sqlite3.SQLITE_NOTADB: "database_damaged",
    sqlite3.SQLITE_BUSY: "database_busy",
    sqlite3.SQLITE_IOERR: "disk_error",
}
# What comes without a code of its own, but always in the same words: all that sqlcipher_export met, and this format.
_WORDS = {
    "database or disk is full": "disk_full",
    "disk I/O error": "disk_error",
    "database disk image is malformed": "database_damaged",
    "unsupported file format": "database_damaged",
}


class Database:
    """One SQLite file, created or brought up to date on opening.

    ``key`` is that of an encrypted library. Raises UserError: database_newer, database_damaged, permission_denied,
    disk_full, disk_error, database_busy, library_locked (encrypted, and no key), encryption_unavailable.
    """

    def __init__(self, path: Path, key: LibraryKey | None = None) -> None:
        if key is None and is_encrypted(path):
            raise UserError("library_locked")
        self.path = path
        self.key = key
        self._write_lock = threading.RLock()
        self._pool_lock = threading.Lock()
        self._idle: list[sqlite3.Connection] = []
        self._closed = False
        with translated(path):
            _create_private(path)
            self._writer = _connect(path, key)
            try:
                _prepare(self._writer)
            except BaseException:
                self._writer.close()
                raise

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction of the only writer: all of it, or (on any exception) nothing. Nesting is an error."""
        with self._write_lock, translated(self.path):
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            except BaseException:
                if self._writer.in_transaction:  # a full disk may have rolled it back already
                    self._writer.execute("ROLLBACK")
                raise

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """A read-only connection that sees one moment of the database; keep it short."""
        with translated(self.path):
            connection = self._borrow()
            try:
                connection.execute("BEGIN")
                yield connection
            finally:
                with suppress(*errors()):  # the snapshot is dropped in any case
                    connection.execute("ROLLBACK")
                self._give_back(connection)

    def integrity_check(self) -> list[str]:
        """What is wrong with the file, in SQLite's words; empty when nothing is."""
        try:
            with self._write_lock, translated(self.path):
                found = [str(row[0]) for row in self._writer.execute("PRAGMA integrity_check")]
                found += [
                    f"foreign key: {tuple(row)}" for row in self._writer.execute("PRAGMA foreign_key_check")
                ]
                for table in ("chunks_fts", "chunks_trigram", "turns_fts"):
                    self._writer.execute(f"INSERT INTO {table}({table}, rank) VALUES ('integrity-check', 1)")
        except UserError as error:
            return [str(error)]
        return [line for line in found if line != "ok"]

    def strange_parts(self) -> list[str]:
        """Names of what the schema lacks, or has that Carrel did not make (``app.store.migrations``)."""
        with self.read() as connection:
            return strange_parts(connection)

    def size(self) -> int:
        """Bytes on disk, the write-ahead log included."""
        files = (self.path, self.path.with_name(self.path.name + "-wal"))
        return sum(file.stat().st_size for file in files if file.exists())

    def fold_log(self) -> None:
        """Write the write-ahead log into the file and empty it: it holds older versions of what was changed."""
        with self._write_lock:
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Ends all connections; the last one folds the write-ahead log into the file. Twice is harmless."""
        with self._write_lock, self._pool_lock:
            self._closed = True
            for connection in self._idle:
                connection.close()
            self._idle.clear()
            with suppress(*errors()):  # only a hint for the query planner; nothing is lost without it
                self._writer.execute("PRAGMA optimize")
            self._writer.close()

    def _borrow(self) -> sqlite3.Connection:
        with self._pool_lock:
            if self._idle:
                return self._idle.pop()
        connection = _connect(self.path, self.key)
        connection.execute("PRAGMA query_only=ON")
        return connection

    def _give_back(self, connection: sqlite3.Connection) -> None:
        with self._pool_lock:
            if not self._closed:
                self._idle.append(connection)
                return
        connection.close()


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turns what SQLite and the file system raise into UserError where a person can act; the rest is our bug."""
    try:
        yield
    except errors() as error:
        # Bugs (IntegrityError, ProgrammingError) have no entry. A file cut short may have no code at all.
        code = _CODES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF) or _WORDS.get(str(error))
        if code is None:
            raise
        raise UserError(code, path=str(path)) from error
    except PermissionError as error:
        raise UserError("permission_denied", path=str(path)) from error
    except OSError as error:
        raise UserError(
            "disk_full" if error.errno == errno.ENOSPC else "disk_error", path=str(path)
        ) from error


def _create_private(path: Path) -> None:
    """Only the owner may read it. SQLite gives the log files the mode of the database."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    elif sys.platform != "win32" and path.stat().st_mode & 0o077:
        with suppress(PermissionError):  # somebody else's file that we were allowed to read: theirs to decide
            path.chmod(0o600)


def _opened(path: Path, key: LibraryKey | None) -> sqlite3.Connection:
    # isolation_level=None: transactions are begun and ended by Database alone.
    if key is not None:
        return connect(path, key, BUSY_TIMEOUT_S)
    return sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)


def _connect(path: Path, key: LibraryKey | None) -> sqlite3.Connection:
    connection = _opened(path, key)
    try:
        if sys.version_info >= (3, 12) and key is None:
            connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)
        # A database is a file a person can be handed: functions and virtual tables in its schema stay harmless.
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA secure_delete=ON")  # what is removed is overwritten
        connection.execute("PRAGMA temp_store=MEMORY")  # and never copied to a temporary file
        connection.execute("PRAGMA cache_size=-16000")  # KiB
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(writer: sqlite3.Connection) -> None:
    migrate(writer)
    writer.execute("PRAGMA journal_mode=WAL")
