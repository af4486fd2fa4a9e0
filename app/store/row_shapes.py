"""Which table a row belongs to, told from the kinds of its values alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from app.store.carving import Value

_KINDS: dict[str, tuple[type, ...]] = {
    "INTEGER": (int,),
    "REAL": (float, int),
    "TEXT": (str,),
    "BLOB": (bytes,),
}


@dataclass(frozen=True, slots=True)
class Column:
    """``kept_in_rowid``: INTEGER PRIMARY KEY, stored as NULL. ``optional``: rows from before it was added lack it."""

    name: str
    kinds: tuple[type, ...]
    nullable: bool
    kept_in_rowid: bool
    optional: bool

    def holds(self, value: Value) -> bool:
        """Whether the value may stand in this column."""
        if value is None:
            return self.nullable or self.kept_in_rowid
        return isinstance(value, self.kinds) and not self.kept_in_rowid


@dataclass(frozen=True, slots=True)
class Shape:
    """One table."""

    table: str
    columns: tuple[Column, ...]

    def holds(self, values: list[Value]) -> bool:
        """Whether the row may be one of this table's."""
        if len(values) > len(self.columns):
            return False
        rest = self.columns[len(values) :]
        return all(c.optional for c in rest) and all(
            column.holds(value) for column, value in zip(self.columns, values, strict=False)
        )


def shapes(connection: sqlite3.Connection, tables: Iterable[str]) -> list[Shape]:
    """The shapes of these tables as they are in this database."""
    return [Shape(table, _columns(connection, table)) for table in tables]


def _columns(connection: sqlite3.Connection, table: str) -> tuple[Column, ...]:
    rows = connection.execute(f"PRAGMA table_info({table})").fetchall()
    keys = sum(1 for row in rows if row[5])
    return tuple(
        Column(
            name,
            _KINDS.get(kind, (int, float, str, bytes)),
            nullable=not required,
            kept_in_rowid=bool(key) and keys == 1 and kind == "INTEGER",
            optional=not required or default is not None,
        )
        for _cid, name, kind, required, default, key in rows
    )


def owner_of(values: list[Value], known: Iterable[Shape]) -> str | None:
    """The only table that the row fits; None where several would do, or none."""
    fitting = [shape.table for shape in known if shape.holds(values)]
    return fitting[0] if len(fitting) == 1 else None
