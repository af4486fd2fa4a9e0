"""A database of every earlier version, with rows in every table, is brought up to date and loses none of them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.store.database import Database
from app.store.migrations import migrate
from app.store.schema import MIGRATIONS

ROWS = 3
CHOICES = {"kind": "folder", "state": "indexed"}


def tables(connection: sqlite3.Connection) -> list[str]:
    """Ordinary tables, those that others refer to first."""
    found = [
        name
        for name, sql in connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table'")
        if sql and "STRICT" in sql
    ]
    done: list[str] = []
    while len(done) < len(found):
        ready = [t for t in found if t not in done and parents(connection, t) <= {*done, t}]
        assert ready, found
        done += ready
    return done


def parents(connection: sqlite3.Connection, table: str) -> set[str]:
    return {row[2] for row in connection.execute(f"PRAGMA foreign_key_list({table})")}


def fill(connection: sqlite3.Connection) -> None:
    """Three rows everywhere; row n refers to row n of the others."""
    for table in tables(connection):
        references = {row[3] for row in connection.execute(f"PRAGMA foreign_key_list({table})")}
        columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
        names = ", ".join(column[1] for column in columns)
        for n in range(1, ROWS + 1):
            values = [n if name in references else value(name, kind, n) for _, name, kind, *_ in columns]
            connection.execute(
                f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(values))})", values
            )


def value(name: str, kind: str, n: int) -> int | float | str | bytes:
    if name in CHOICES:
        return CHOICES[name]
    if kind == "INTEGER":
        return n
    if kind == "REAL":
        return n + 0.5
    return f'{{"text": "{name} {n}"}}' if kind == "TEXT" else bytes([n])


def rows(
    connection: sqlite3.Connection, columns: dict[str, list[str]]
) -> dict[str, list[tuple[object, ...]]]:
    return {
        table: connection.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY rowid").fetchall()
        for table, names in columns.items()
    }


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS)))
def test_nothing_is_lost_on_the_way_up(tmp_path: Path, version: int) -> None:
    path = tmp_path / "carrel.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(connection, MIGRATIONS[:version])
        connection.execute("PRAGMA foreign_keys=ON")
        fill(connection)
        columns = {
            table: [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            for table in tables(connection)
        }
        before = rows(connection, columns)
    assert all(len(found) == ROWS for found in before.values())
    database = Database(path)
    with database.read() as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS)
        assert rows(connection, columns) == before
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    database.close()
