"""Sees to it that the words of removed documents are gone from the full-text indexes, and not only marked as deleted.

FTS5 keeps the words of a deleted entry until the segments that hold them are merged. From SQLite 3.42 on its option
"secure-delete" takes them out at once (https://sqlite.org/fts5.html#the_secure_delete_configuration_option). With an
older one everything is merged: right after the person removed something, and after edits when these were many, because
a merge rewrites the whole index (measured: 19,000 chunks in 0.2 s of processor time). Merging is done in steps, so that
others can write in between.

Each such merge leaves an index some levels deeper, and at 2,000 of them SQLite (seen with 3.40.1) takes it for damaged:
after about 500 edits. So an index that has become deep is written anew in time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import suppress

from app.store.cipher import errors
from app.store.database import Database

SECURE_DELETE = sqlite3.sqlite_version_info >= (3, 42, 0)
TABLES = ("chunks_fts", "chunks_trigram")
_CHATS = "turns_fts"
_PAGES = 2000  # of 4 kB, merged in one step
_KEY = "lingering_chunks"
DEEP = 1000
_STRUCTURE, _LATER = 10, b"\xff\x00\x00\x01"
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


def keep_shallow(connection: sqlite3.Connection, tables: Sequence[str] = (*TABLES, _CHATS)) -> list[str]:
    """Write those indexes anew that have become deep; part of the caller's transaction. Returns their names."""
    deep = [table for table in tables if depth(connection, table) > DEEP]
    for table in deep:
        connection.execute(f"INSERT INTO {table} ({table}) VALUES ('rebuild')")
    return deep


def depth(connection: sqlite3.Connection, table: str) -> int:
    """Levels of an index: the first number in its structure record, behind a cookie of four bytes and, from SQLite 3.43
    on, four more that say so (fts5StructureDecode in https://sqlite.org/src/file/ext/fts5/fts5_index.c)."""
    row = connection.execute(f"SELECT block FROM {table}_data WHERE id = {_STRUCTURE}").fetchone()
    record = bytes(row[0]) if row else b""
    levels = 0
    for byte in record[8:17] if record[4:8] == _LATER else record[4:13]:
        levels = levels << 7 | byte & 0x7F
        if byte < 0x80:
            break
    return levels


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
    if not SECURE_DELETE and not keep_shallow(connection, [_CHATS]):
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
    """https://sqlite.org/fts5.html#the_merge_command: negative to begin, positive until nothing changes any more.

    An index that is written anew holds nothing that is to be forgotten either.
    """
    with database.write() as connection:
        if keep_shallow(connection, [table]):
            return
    pages = -_PAGES
    while True:
        with database.write() as connection:
            before = connection.total_changes
            connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', ?)", (pages,))
            if connection.total_changes - before < 2:
                return
        pages = _PAGES
