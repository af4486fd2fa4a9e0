"""The network as the services see it: a door that is shut, or opened for one file that a person agreed to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.jobs import CancelToken
from app.privacy.orders import Fetched, OnStep, Order
from app.services.settings import OFFLINE, PROXY, Settings

if TYPE_CHECKING:
    from app.store.ledger import LedgerStore


class Network:
    """Called with an order, it fetches it. ``offline``: shut in this run, whatever the settings say.

    What can open a connection is loaded with the first order and not before.
    """

    def __init__(self, ledger: LedgerStore, settings: Settings, *, offline: bool = False) -> None:
        self._ledger = ledger
        self._settings = settings
        self._offline = offline
        ledger.close_open_entries()

    def off(self) -> bool:
        """Whether the door is nailed shut."""
        return self._offline or bool(self._settings.get(OFFLINE))

    def __call__(self, order: Order, cancel: CancelToken, on_step: OnStep) -> Fetched:
        """Raises what :func:`app.privacy.fetch.fetch` raises."""
        from app.privacy.door import Door
        from app.privacy.fetch import fetch

        door = Door(self._ledger, shut=self.off, proxy=lambda: str(self._settings.get(PROXY)))
        return fetch(door, order, cancel, on_step)
