"""The network ledger: every time Carrel used the network, for whom, and what came of it."""

from __future__ import annotations

import time

from app.domain.downloads import LedgerEntry
from app.store.database import Database

_UNDER_WAY, _BROKEN_OFF = "under way", "Carrel was ended"


class LedgerStore:
    """Entries are only ever added, and ended once. Meets :class:`app.privacy.door.Ledger`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, url: str, purpose: str, asked_by: str) -> int:
        """On the disk before the first byte; the entry's number."""
        with self._database.write() as connection:
            return int(
                connection.execute(
                    "INSERT INTO ledger (at, url, purpose, bytes_received, outcome, asked_by)"
                    " VALUES (?, ?, ?, 0, ?, ?) RETURNING id",
                    (time.time(), url, purpose, _UNDER_WAY, asked_by),
                ).fetchone()[0]
            )

    def end(self, number: int, bytes_received: int, outcome: str) -> None:
        """After the last byte."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE ledger SET bytes_received = ?, outcome = ?, ended_at = ? WHERE id = ? AND ended_at IS NULL",
                (bytes_received, outcome, time.time(), number),
            )

    def add(self, url: str, purpose: str, bytes_received: int, outcome: str) -> None:
        """Something that is over already."""
        self.end(self.begin(url, purpose, ""), bytes_received, outcome)

    def close_open_entries(self) -> None:
        """What a killed Carrel left; to be called before the door opens for the first time."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE ledger SET outcome = ?, ended_at = at WHERE outcome = ? AND ended_at IS NULL",
                (_BROKEN_OFF, _UNDER_WAY),
            )

    def list(self) -> list[LedgerEntry]:
        """The latest comes first."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT at, url, purpose, bytes_received, outcome, asked_by, ended_at FROM ledger ORDER BY id DESC"
            )
            return [LedgerEntry(*row) for row in rows]
