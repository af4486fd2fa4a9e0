"""A gate that slows work which can wait, while something more urgent is computed on the same cores."""

from __future__ import annotations

import threading

from app.domain.jobs import CancelToken

TRICKLE_SECONDS = 0.5
"""Held back, a worker goes through once in this time: a long piece of writing slows the others and stops none."""


class Gate:
    """Open at first. Any number of threads may go through, from any thread it is set."""

    def __init__(self, trickle: float = TRICKLE_SECONDS) -> None:
        self._changed = threading.Condition()
        self._held = False
        self._trickle = trickle

    @property
    def held(self) -> bool:
        """Whether whoever comes waits."""
        return self._held

    def hold(self, *, back: bool) -> None:
        """From now on whoever comes waits, or does not wait any more."""
        with self._changed:
            self._held = back
            self._changed.notify_all()

    def go_through(self, cancel: CancelToken) -> None:
        """Return when the gate is open, or after the trickle's time. Raises Cancelled."""
        cancel.raise_if_cancelled()
        if not self._held:
            return
        forget = cancel.on_cancel(self._wake)
        try:
            with self._changed:
                self._changed.wait_for(lambda: cancel.cancelled or not self._held, self._trickle)
        finally:
            forget()
        cancel.raise_if_cancelled()

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()
