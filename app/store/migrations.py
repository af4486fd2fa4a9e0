"""Numbered migrations: the database says in ``PRAGMA user_version`` how many of them it has had.

A migration is a tuple of SQL statements; each runs in a transaction of its own together with the new number, so
that a crash leaves the old version whole. Published migrations are never edited, only followed by new ones.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing

from app.domain.errors import UserError
from app.store.chat_words import searchable
from app.store.schema import MIGRATIONS

APPLICATION_ID = int.from_bytes(b"Crrl", "big")

MOST_VERSIONS = 10_000
"""A number beyond this was not written by a later Carrel, but by damage."""
Migration = tuple[str, ...]


def migrate(connection: sqlite3.Connection, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Bring the database up to date.

    Raises UserError: database_newer (written by a later Carrel), database_damaged (not a database of Carrel's).
    """
    version, supported = _pragma(connection, "user_version"), len(migrations)
    _check_ours(connection, version)
    if not 0 <= version <= MOST_VERSIONS:
        raise UserError("database_damaged")
    connection.create_function("carrel_words", 1, searchable, deterministic=True)
    if version > supported:
        raise UserError("database_newer", found=version, supported=supported)
    for number in range(version, supported):
        _apply(connection, migrations[number], number + 1)


def strange_parts(connection: sqlite3.Connection) -> list[str]:
    """What a database that is up to date lacks, or has that Carrel does not make: tables, indexes, views, triggers.

    A trigger or view with one of our names and other words in it counts as well: such code would run with our own.
    """
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        migrate(fresh)
        return sorted({name for _, name, _ in _parts(fresh) ^ _parts(connection)})


def _parts(connection: sqlite3.Connection) -> set[tuple[str, str, str]]:
    """Kind, name, and of code its text; SQLite writes tables differently from version to version."""
    rows = connection.execute("SELECT type, name, sql FROM sqlite_schema WHERE name NOT GLOB 'sqlite_*'")
    return {(kind, name, sql if kind in ("trigger", "view") else "") for kind, name, sql in rows}


def _check_ours(connection: sqlite3.Connection, version: int) -> None:
    owner = _pragma(connection, "application_id")
    empty = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0
    if owner != APPLICATION_ID and not (owner == 0 and version == 0 and empty):
        raise UserError("database_damaged")


def _apply(connection: sqlite3.Connection, statements: Migration, number: int) -> None:
    connection.execute("BEGIN EXCLUSIVE")
    try:
        for statement in statements:
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={number}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
