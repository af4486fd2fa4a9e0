"""What can be read of a damaged database, in a new one.

What a person made (chats, minutes, folders, judgements) is copied row by row, around the places that cannot be read.
What was computed from documents (texts, chunks, vectors, full text) is left out: they are queued and read again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.errors import UserError
from app.store.carving import carve
from app.store.cipher import connect, errors
from app.store.library_key import LibraryKey
from app.store.migrations import APPLICATION_ID, MOST_VERSIONS, Migration, migrate
from app.store.row_shapes import owner_of, shapes
from app.store.schema import FILL_TURNS_FTS, MIGRATIONS

COMPUTED = frozenset(
    {"contents", "texts", "chunks", "spaces", "embeddings", "embedded_ahead", "codes", "quarantine"}
)
"""Tables that hold nothing but what reading the documents again gives."""
_NEVER_READ = "UPDATE documents SET state = 'queued', content_id = NULL, error = NULL, hash = NULL"
_TO_THE_TURN_BEFORE = """UPDATE turns SET parent_id = (SELECT max(before.id) FROM turns AS before
    WHERE before.conversation_id = turns.conversation_id AND before.id < turns.id)
    WHERE parent_id IS NOT NULL AND parent_id NOT IN (SELECT id FROM turns)"""
_LARGEST_LEAP = 1 << 40


@dataclass
class Rescued:
    """Rows copied by table; ``unreadable`` names the tables in which something could not be read."""

    rows: dict[str, int] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)


def rescue(damaged: Path, target: Path, key: LibraryKey | None = None) -> Rescued:
    """Make ``target`` (which must not exist) from what ``damaged`` still gives; the damaged file is only read.

    A newer Carrel's database is not rescued: UserError("database_newer"). Where nothing can be read, ``target`` is
    an empty database. ``key`` opens the one and encrypts the other; then only what SQLCipher still reads is saved.
    Raises sqlite3.Error and OSError for troubles with ``target``.
    """
    with closing(_opened(damaged, key)) as old:
        version = _version(old)
        if version > len(MIGRATIONS):
            raise UserError("database_newer", found=version, supported=len(MIGRATIONS))
        with closing(_connected(target, key)) as new:
            return _rescue(None if key else damaged, old, new, MIGRATIONS[:version] or MIGRATIONS)


def fold_log(path: Path, key: LibraryKey | None = None) -> None:
    """Work the write-ahead log into a database that nobody uses, where that is still possible."""
    with suppress(*errors()), closing(_connected(path, key)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _rescue(
    damaged: Path | None, old: sqlite3.Connection, new: sqlite3.Connection, migrations: Sequence[Migration]
) -> Rescued:
    migrate(new, migrations)
    rescued = _copy(old, new)
    if rescued.unreadable and damaged is not None:
        _carve(damaged, new, rescued)
    _mend(new)
    migrate(new)
    new.execute("DELETE FROM turns_fts")
    new.execute(FILL_TURNS_FTS)
    new.execute("VACUUM")
    return rescued


def _opened(path: Path, key: LibraryKey | None) -> sqlite3.Connection:
    """Only to be read, with nothing done to the file."""
    if key is None:
        return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    connection = connect(path, key, 0)
    connection.execute("PRAGMA query_only=ON")
    return connection


def _connected(path: Path, key: LibraryKey | None) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None) if key is None else connect(path, key, 0)


def _version(old: sqlite3.Connection) -> int:
    """The schema it was written with; 0 where that cannot be read."""
    try:
        owner = old.execute("PRAGMA application_id").fetchone()[0]
        version = int(old.execute("PRAGMA user_version").fetchone()[0]) if owner == APPLICATION_ID else 0
    except errors():
        return 0
    return version if 0 <= version <= MOST_VERSIONS else 0


def _tables(connection: sqlite3.Connection, *, virtual: bool = False) -> list[str]:
    """Names of the ordinary tables, or of the virtual ones; none where the schema cannot be read."""
    wanted = "LIKE" if virtual else "NOT LIKE"
    try:
        rows = connection.execute(
            f"SELECT name FROM sqlite_schema WHERE type = 'table' AND sql {wanted} 'CREATE VIRTUAL%'"
        ).fetchall()
    except errors():
        return []
    return [str(name) for (name,) in rows if not str(name).startswith("sqlite_")]


def _copy(old: sqlite3.Connection, new: sqlite3.Connection) -> Rescued:
    rescued = Rescued()
    virtual = _tables(new, virtual=True)
    theirs = set(_tables(old))
    new.execute("PRAGMA foreign_keys=OFF")
    for table in _tables(new):
        shadow = any(table.startswith(f"{name}_") for name in virtual)
        if shadow or table in COMPUTED:
            continue
        if table not in theirs:
            rescued.unreadable.add(table)
            continue
        new.execute("BEGIN")
        new.execute(f"DELETE FROM {table}")
        rescued.rows[table] = _copy_table(old, new, table, rescued.unreadable)
        new.execute("COMMIT")
    return rescued


def _copy_table(old: sqlite3.Connection, new: sqlite3.Connection, table: str, unreadable: set[str]) -> int:
    columns = [row[1] for row in new.execute(f"PRAGMA table_info({table})")]
    names = ", ".join(columns)
    insert = f"INSERT INTO {table} (rowid, {names}) VALUES (?{', ?' * len(columns)})"
    copied = 0
    for row in _readable_rows(old, f"SELECT rowid, {names} FROM {table}", table, unreadable):
        with suppress(*errors()):  # a row that was half overwritten
            new.execute(insert, row)
            copied += 1
    return copied


def _carve(damaged: Path, new: sqlite3.Connection, rescued: Rescued) -> None:
    """Rows that no way leads to any more, from the pages themselves; what was copied already stays as it is."""
    known = shapes(new, _tables(new))
    new.execute("BEGIN")
    for rowid, values in carve(damaged):
        table = owner_of(values, known)
        if table is None or table not in rescued.unreadable:
            continue
        columns = next(shape.columns for shape in known if shape.table == table)
        names = [c.name for c, _ in zip(columns, values, strict=False) if not c.kept_in_rowid]
        kept = [v for c, v in zip(columns, values, strict=False) if not c.kept_in_rowid]
        insert = f"INSERT INTO {table} (rowid, {', '.join(names)}) VALUES (?{', ?' * len(names)})"
        with suppress(*errors()):
            new.execute(insert, (rowid, *kept))
            rescued.rows[table] = rescued.rows.get(table, 0) + 1
    new.execute("COMMIT")


def _readable_rows(
    old: sqlite3.Connection, select: str, table: str, unreadable: set[str]
) -> Iterator[tuple[object, ...]]:
    """Rows by rowid; where reading fails, leaps of doubling width find what can be read behind, then it is read
    backwards as far as it goes."""
    last, leap = -(1 << 62), 0
    while leap <= _LARGEST_LEAP:
        try:
            for row in old.execute(f"{select} WHERE rowid > ? ORDER BY rowid", (last + leap,)):
                if leap > 1:
                    yield from _backwards(old, select, last, last + leap)
                yield row
                last, leap = row[0], 0
            break
        except errors():
            unreadable.add(table)
            last = max(last, 0)
            leap = max(1, leap * 2)


def _backwards(old: sqlite3.Connection, select: str, after: int, upto: int) -> Iterator[tuple[object, ...]]:
    with suppress(*errors()):
        yield from old.execute(f"{select} WHERE rowid > ? AND rowid <= ? ORDER BY rowid DESC", (after, upto))


def _mend(new: sqlite3.Connection) -> None:
    """What hangs in the air: turns get a chat again, the rest goes; the documents are to be read."""
    new.execute("BEGIN")
    new.execute(
        """INSERT INTO conversations (id, title, updated_at)
        SELECT conversation_id, substr(min(question), 1, 80), max(asked_at) FROM turns
        WHERE conversation_id NOT IN (SELECT id FROM conversations) GROUP BY conversation_id"""
    )
    new.execute(_NEVER_READ)
    new.execute("UPDATE turns SET answer = NULL WHERE answer IS NOT NULL AND NOT json_valid(answer)")
    if "parent_id" in {row[1] for row in new.execute("PRAGMA table_info(turns)")}:
        new.execute(_TO_THE_TURN_BEFORE)
    for _ in range(len(MIGRATIONS) + 8):  # as deep as rows hang on rows
        hanging = new.execute("PRAGMA foreign_key_check").fetchall()
        if not hanging:
            break
        for table, row, *_rest in hanging:
            new.execute(f"DELETE FROM {table} WHERE rowid = ?", (row,))
    new.execute("COMMIT")
    new.execute("PRAGMA foreign_keys=ON")
