"""Paths in SQL. The store holds resolved paths, and resolves those it is asked for."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path


def stored(path: Path) -> str:
    """As it stands in a path column."""
    return str(path.resolve())


def below(column: str, scope: Sequence[Path] | None) -> tuple[str, list[str]]:
    """A WHERE condition and its parameters; no scope means everything, an empty one nothing.

    A range instead of LIKE: it uses the index and is not confused by % and _ in names.
    """
    if scope is None:
        return "1", []
    conditions, parameters = ["0"], []
    for path in scope:
        name = stored(path)
        prefix = name if name.endswith(os.sep) else name + os.sep
        conditions.append(f"{column} = ? OR ({column} >= ? AND {column} < ?)")
        # The character after the separator is the first that cannot follow a name below it.
        parameters += [name, prefix, prefix[:-1] + chr(ord(os.sep) + 1)]
    return f"({' OR '.join(conditions)})", parameters
