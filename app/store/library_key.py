"""What an encrypted library is opened with, and where its wrapped form lies; the wrapping is in ``passphrase``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class LibraryKey:
    """What the database is encrypted with; never shown, logged or written as it is."""

    secret: bytes

    def __repr__(self) -> str:
        return "LibraryKey(…)"


def key_file(database: Path) -> Path:
    """Where the wrapped key of a database lies."""
    return database.with_name("library.key")


def waiting_key_file(database: Path) -> Path:
    """Where it lies while the database is being encrypted."""
    return database.with_name("library.key.new")
