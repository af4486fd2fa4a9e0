"""A model on its way to this computer: what was agreed to, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.domain.errors import ErrorInfo


class DownloadState(StrEnum):
    """WAITING: another one comes first. PAUSED: goes on when the person says so, also after a restart."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    FAILED = "failed"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Download:
    """``received`` and ``total`` in bytes, of all files together; ``total`` is None while nobody knows it.

    ``asked_by`` says where the person agreed ("window", "command line"); ``licence`` is the licence that was accepted,
    empty where none had to be. ``speed`` is bytes a second. ``sha256``: of the files that are done, as computed here.
    """

    id: int
    entry: str
    name: str
    folder: Path
    asked_by: str
    licence: str = ""
    state: DownloadState = DownloadState.WAITING
    received: int = 0
    total: int | None = None
    speed: float = 0.0
    checking: bool = False
    seconds_left: float | None = None
    error: ErrorInfo | None = None
    sha256: tuple[str, ...] = ()

    @property
    def under_way(self) -> bool:
        """Whether it runs or will by itself."""
        return self.state in {DownloadState.WAITING, DownloadState.RUNNING}


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One use of the network. Times are seconds since the epoch; ``ended_at`` is None while it goes on.

    ``url`` holds no query: what stands there is often a key. ``outcome``: "under way", "complete", or why it ended.
    """

    at: float
    url: str
    purpose: str
    bytes_received: int
    outcome: str
    asked_by: str = ""
    ended_at: float | None = None
