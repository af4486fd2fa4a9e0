"""What Carrel remembers about a model file on this computer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Origin(StrEnum):
    """How a model came to be used. IN_PLACE: it lies where the person keeps it, and is never deleted or changed."""

    COPIED = "copied"
    DOWNLOADED = "downloaded"
    IN_PLACE = "in place"
    FOUND = "found"
    STARTER = "starter"


@dataclass(frozen=True, slots=True)
class ModelNote:
    """``sha256``: one for each part, empty until computed; ``size`` and ``mtime_ns`` of the first part say when.

    ``entry`` is the catalogue's id for it. ``expected``: the hash is the one that the catalogue names; with a hash and
    without this, it was seen first when the file came, and counts from then on. ``tokens_per_second`` was measured on
    this machine while writing; ``last_used`` is seconds since the epoch, ``used_for`` what for.
    """

    path: Path
    origin: Origin = Origin.COPIED
    entry: str = ""
    sha256: tuple[str, ...] = ()
    expected: bool = False
    size: int = 0
    mtime_ns: int = 0
    tokens_per_second: float = 0.0
    last_used: float = 0.0
    used_for: str = ""
