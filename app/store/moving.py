"""Paths in the database of a profile that has come from elsewhere: another folder, user name or computer."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from app.domain.ids import ContentId
from app.store.contents import delete_unused_contents
from app.store.database import Database
from app.store.library_key import LibraryKey
from app.store.paths import below

Move = tuple[str, str]
"""(folder there, folder here)."""
_PATHS = (("sources", "path"), ("documents", "path"), ("citations", "path"), ("meetings", "source_path"))
_RECORDS = (
    ("turns", "answer"),
    ("conversations", "scope"),
    ("feedback", "record"),
    ("assistants", "record"),
    ("meetings", "minutes"),
)
"""JSON with paths in it."""


def move_paths(path: Path, moves: Sequence[Move], key: LibraryKey | None = None) -> int:
    """Rewrite every path below one of the folders; returns how many documents have another path now."""
    database = Database(path, key)
    try:
        with database.write() as connection:
            before = _documents(connection)
            _move(connection, moves)
            return len(_documents(connection) - before)
    finally:
        database.close()


def move_folder(database: Database, there: Path, here: Path) -> None:
    """An added folder has another path now, and with it all that is known below it, wherever it is named.

    A document that was added at its new path as well gives way to the one from the old.
    """
    where, parameters = below("path", [here])
    with database.write() as connection:
        rows = connection.execute(
            f"SELECT content_id FROM documents WHERE content_id IS NOT NULL AND {where}", parameters
        )
        contents = {ContentId(row[0]) for row in rows}
        _move(connection, [(str(there), str(here))])
        connection.execute(f"UPDATE documents SET offline = 0 WHERE {where}", parameters)
        delete_unused_contents(connection, sorted(contents))
        row = connection.execute("SELECT value FROM meta WHERE key = 'mounts'").fetchone()
        if row:
            mounts = _moved_record(row[0], [(str(there), str(here))])
            connection.execute("UPDATE meta SET value = ? WHERE key = 'mounts'", (mounts,))


def _move(connection: sqlite3.Connection, moves: Sequence[Move]) -> None:
    for table, column in _PATHS:
        _rewrite(connection, table, column, lambda text: moved(text, moves))
    for table, column in _RECORDS:
        _rewrite(connection, table, column, lambda text: _moved_record(text, moves))


def waiting_moves(database: Path) -> Path:
    """Where moves are noted for an encrypted database, until somebody opens it."""
    return database.with_name("moves.wanted")


def want_moves(database: Path, moves: Sequence[Move]) -> None:
    """Note them. Raises OSError."""
    waiting_moves(database).write_text(json.dumps(list(moves)), encoding="utf-8")


def move_wanted(database: Path, key: LibraryKey) -> int:
    """Do what was noted, now that there is a key; how many documents moved. A note that cannot be read is dropped."""
    note = waiting_moves(database)
    if not note.exists():
        return 0
    try:
        moves = [(str(there), str(here)) for there, here in json.loads(note.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError, RecursionError):
        moves = []
    number = move_paths(database, moves, key)
    note.unlink(missing_ok=True)
    return number


def moved(path: str, moves: Sequence[Move]) -> str:
    """The path here; as it is when it lies in none of the folders. The longest folder decides."""
    for there, here in sorted(moves, key=lambda move: -len(move[0])):
        if not there.rstrip("/\\"):  # nobody's folder: everything would move (a home of a service's account)
            continue
        for separator in ("/", "\\"):
            folder = there.rstrip("/\\") + separator
            if path.startswith(folder):
                ours = "\\" if "\\" in here and "/" not in here else "/"
                return here.rstrip("/\\") + ours + path[len(folder) :].replace(separator, ours)
        if path == there:
            return here
    return path


def _documents(connection: sqlite3.Connection) -> set[str]:
    return {row[0] for row in connection.execute("SELECT path FROM documents")}


def _rewrite(connection: sqlite3.Connection, table: str, column: str, change: Callable[[str], str]) -> None:
    rows = connection.execute(f"SELECT rowid, {column} FROM {table} WHERE {column} IS NOT NULL").fetchall()
    changed = [(new, rowid) for rowid, text in rows if (new := change(text)) != text]
    connection.executemany(f"UPDATE OR REPLACE {table} SET {column} = ? WHERE rowid = ?", changed)


def _moved_record(text: str, moves: Sequence[Move]) -> str:
    def walk(value: Any) -> Any:
        if isinstance(value, str):
            return moved(value, moves)
        if isinstance(value, list):
            return [walk(item) for item in value]
        if isinstance(value, dict):
            return {key: walk(item) for key, item in value.items()}
        return value

    try:
        record = json.loads(text)
        new = walk(record)
    except (json.JSONDecodeError, RecursionError):  # told where the record is read
        return text
    return text if new == record else _written(new)


def _written(record: Any) -> str:
    text = json.dumps(record, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a pair, as a hostile file may hold; SQLite takes none
        return json.dumps(record)
    return text
