"""Sees to it that the words of removed documents are gone from the full-text indexes, and not only marked as deleted.

FTS5 keeps the words of a deleted entry until the segments that hold them are merged. From SQLite 3.42 on its option
"secure-delete" takes them out at once (https://sqlite.org/fts5.html#the_secure_delete_configuration_option). With an
older one everything is merged: right after the person removed something, and after edits when these were many, because
a merge rewrites the whole index (measured: 19,000 chunks in 0.2 s of processor time). Merging is done in steps, so that
others can write in between.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress

from app.store.cipher import errors
from app.store.database import Database

SECURE_DELETE = sqlite3.sqlite_version_info >= (3, 42, 0)
TABLES = ("chunks_fts", "chunks_trigram")
_CHATS = "turns_fts"
_PAGES = 2000  # of 4 kB, merged in one step
_KEY = "lingering_chunks"
_SMALL = 20_000
_SHARE = 0.02


def delete_securely(connection: sqlite3.Connection) -> None:
    """Switch the option on where there is one; it is kept in the file."""
    if not SECURE_DELETE:
        return
    for table in (*TABLES, _CHATS):
        row = connection.execute(f"SELECT v FROM {table}_config WHERE k = 'secure-delete'").fetchone()
        if row is None or not row[0]:
            connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('secure-delete', 1)")


def chunks_removed(connection: sqlite3.Connection, count: int) -> None:
    """So many chunks leave the indexes; part of the caller's transaction."""
    if not SECURE_DELETE and count:
        connection.execute(
            """INSERT INTO meta (key, value) VALUES (?1, ?2)
               ON CONFLICT (key) DO UPDATE SET value = value + excluded.value""",
            (_KEY, str(count)),
        )


def forget_chats(connection: sqlite3.Connection) -> None:
    """The words of chats that were deleted leave their index; part of the caller's transaction. That index is small."""
    if not SECURE_DELETE:
        connection.execute(f"INSERT INTO {_CHATS} ({_CHATS}) VALUES ('optimize')")


def forget_words(database: Database, *, always: bool) -> bool:
    """Merge what is to be forgotten; without ``always`` only when it is much or costs little. True when it was done."""
    with database.read() as connection:
        row = connection.execute("SELECT value FROM meta WHERE key = ?", (_KEY,)).fetchone()
        chunks = connection.execute("SELECT coalesce(sum(chunk_count), 0) FROM contents").fetchone()[0]
    lingering = int(row[0]) if row else 0
    if not lingering or not (always or chunks < _SMALL or lingering > _SHARE * chunks):
        return False
    for table in TABLES:
        _merge(database, table)
    with database.write() as connection:
        connection.execute("DELETE FROM meta WHERE key = ?", (_KEY,))
    with suppress(*errors()):  # somebody is reading: the log is overwritten later
        database.fold_log()
    return True


def _merge(database: Database, table: str) -> None:
    """https://sqlite.org/fts5.html#the_merge_command: negative to begin, positive until nothing changes any more."""
    pages = -_PAGES
    while True:
        with database.write() as connection:
            before = connection.total_changes
            connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', ?)", (pages,))
            if connection.total_changes - before < 2:
                return
        pages = _PAGES
