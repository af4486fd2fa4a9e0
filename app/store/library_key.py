"""What an encrypted library is opened with, and where its wrapped form lies; the wrapping is in ``passphrase``."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

KEY_BYTES = 32
SHORTEST = 8
"""Characters of a passphrase."""


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


def flush_folder(folder: Path) -> None:
    """Have renames in it survive a power cut, where the system can."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
