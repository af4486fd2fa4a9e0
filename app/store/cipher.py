"""Encrypted databases, through SQLCipher: the only file that imports it, and only for a library that is encrypted.

Every page (also of the write-ahead log) is AES-256 in CBC mode with a random vector of its own and an HMAC-SHA-512
(https://www.zetetic.net/sqlcipher/design/). The key is given raw, so opening a connection stretches nothing.
"""

from __future__ import annotations

import sqlite3
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

from app.domain.errors import UserError
from app.store.library_key import LibraryKey, key_file, waiting_key_file

_PLAIN = b"SQLite format 3\x00"


def is_encrypted(path: Path) -> bool:
    """Whether there is a database that is not a plain one, and a key for it.

    One that cannot be read at the moment (another program holds it, no permission) counts as encrypted where there is a
    key: whoever opens it is then told so, and nobody takes it for a damaged one.
    """
    if not key_file(path).exists() and not waiting_key_file(path).exists():
        return False
    try:
        start = _start(path)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return bool(start) and start != _PLAIN


def is_plain(path: Path) -> bool:
    """Whether there is a database that can be read, and that everybody can read."""
    try:
        return _start(path) == _PLAIN
    except OSError:
        return False


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(len(_PLAIN))


def connect(path: Path, key: LibraryKey | None, timeout: float) -> sqlite3.Connection:
    """A connection that behaves as one of :mod:`sqlite3`; without a key to a plain database.

    Raises UserError("encryption_unavailable") where SQLCipher is not installed.
    """
    connection = _library().connect(str(path), timeout=timeout, isolation_level=None, check_same_thread=False)
    if key is not None:
        connection.execute(f"PRAGMA key = {literal(key)}")
    return cast("sqlite3.Connection", connection)


def literal(key: LibraryKey) -> str:
    """A raw key as SQLCipher wants it in SQL."""
    return f"\"x'{key.secret.hex()}'\""


def errors() -> tuple[type[Exception], ...]:
    """What either library raises."""
    library: Any = sys.modules.get("sqlcipher3.dbapi2")
    return (sqlite3.Error,) if library is None else (sqlite3.Error, library.Error)


def is_available() -> bool:
    """Whether libraries can be encrypted here; loads nothing."""
    return find_spec("sqlcipher3") is not None


def _library() -> Any:
    try:
        from sqlcipher3 import dbapi2  # type: ignore[import-untyped, unused-ignore]
    except ImportError as error:
        raise UserError("encryption_unavailable") from error
    return dbapi2
