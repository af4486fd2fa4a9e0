"""Paths in SQL. The store holds resolved paths, and resolves those it is asked for."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path


def stored(path: Path) -> str:
    """As it stands in a path column. Names that are no text are never stored; asking for one finds nothing."""
    return str(path.resolve()).encode("utf-8", "backslashreplace").decode("utf-8")


def below(column: str, scope: Sequence[Path] | None) -> tuple[str, list[str]]:
    """A WHERE condition and its parameters; no scope means everything, an empty one nothing.

    A range instead of LIKE: it uses the index and is not confused by % and _ in names. At most 10,000 paths.
    """
    if scope is None:
        return "1", []
    conditions, parameters = [], []
    for path in scope:
        name = stored(path)
        prefix = name if name.endswith(os.sep) else name + os.sep
        conditions.append(f"{column} = ? OR ({column} >= ? AND {column} < ?)")
        # The character after the separator is the first that cannot follow a name below it.
        parameters += [name, prefix, prefix[:-1] + chr(ord(os.sep) + 1)]
    return _any_of(conditions), parameters


def _any_of(conditions: list[str]) -> str:
    """In halves of halves: SQLite refuses a condition that is a thousand levels deep."""
    if len(conditions) <= 2:
        return f"({' OR '.join(conditions or ['0'])})"
    middle = len(conditions) // 2
    return f"({_any_of(conditions[:middle])} OR {_any_of(conditions[middle:])})"
