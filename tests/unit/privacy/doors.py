"""A door to this very machine, and a ledger that keeps its rows in a list."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.privacy.addresses import Trust
from app.privacy.consent import Consent
from app.privacy.door import Door
from app.privacy.orders import Order
from app.privacy.pace import Patience
from tests.loopback import HERE, Site

HASTY = Patience(attempts=3, first_wait=0.0, longest_wait=0.0)
CONSENT = Consent("test", "a model", (HERE,), 10_000_000)


class ListLedger:
    """Meets ``app.privacy.door.Ledger``; rows are [url, purpose, asked_by, bytes, outcome]."""

    def __init__(self) -> None:
        self.rows: list[list[Any]] = []

    def begin(self, url: str, purpose: str, asked_by: str) -> int:
        self.rows.append([url, purpose, asked_by, 0, "under way"])
        return len(self.rows) - 1

    def end(self, number: int, bytes_received: int, outcome: str) -> None:
        self.rows[number][3:] = [bytes_received, outcome]


def door(ledger: ListLedger | None = None, **more: Any) -> Door:
    settings: dict[str, Any] = {"shut": lambda: False, "trust": Trust(loopback_http=True), **more}
    return Door(ledger or ListLedger(), **settings)


def order(site: Site, folder: Path, **more: Any) -> Order:
    settings: dict[str, Any] = {
        "address": site.address("/m.gguf"),
        "target": folder / "m.gguf",
        "consent": CONSENT,
    }
    return Order(**(settings | more))
