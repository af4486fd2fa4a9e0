"""The network ledger: every time Carrel used the network, and what for."""

from __future__ import annotations

import time
from dataclasses import dataclass

from app.store.database import Database


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One use of the network; ``at`` is seconds since the epoch."""

    at: float
    url: str
    purpose: str
    bytes_received: int
    outcome: str


class LedgerStore:
    """Entries are only ever added."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, url: str, purpose: str, bytes_received: int, outcome: str) -> None:
        """Write it down now."""
        with self._database.write() as connection:
            connection.execute(
                "INSERT INTO ledger (at, url, purpose, bytes_received, outcome) VALUES (?, ?, ?, ?, ?)",
                (time.time(), url, purpose, bytes_received, outcome),
            )

    def list(self) -> list[LedgerEntry]:
        """The latest comes first."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT at, url, purpose, bytes_received, outcome FROM ledger ORDER BY id DESC"
            )
            return [LedgerEntry(*row) for row in rows]
