"""What is to be fetched, how far it is, and what came. Importing this loads nothing that could open a connection."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.privacy.consent import Consent


@dataclass(frozen=True, slots=True)
class Order:
    """One file to fetch. ``size`` None and ``sha256`` empty mean: not known beforehand."""

    address: str
    target: Path
    consent: Consent
    size: int | None = None
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A whole file. ``sha256`` was computed here; ``expected``: and it is the one that was known beforehand."""

    path: Path
    size: int
    sha256: str
    expected: bool


@dataclass(frozen=True, slots=True)
class Step:
    """How far it is. ``checking``: what is there already is being read again. ``speed`` in bytes a second."""

    done: int
    total: int | None
    speed: float = 0.0
    seconds_left: float | None = None
    checking: bool = False


OnStep = Callable[[Step], None]
