"""Tells whoever wants to know what happened. Callbacks run in the publishing thread; a failing one harms nobody."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from app.domain.events import Event

log = logging.getLogger(__name__)
E_ = TypeVar("E_")


class EventBus:
    """Publish from any thread, subscribe by event type."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._callbacks: dict[type, list[Callable[[Any], None]]] = {}

    def subscribe(self, event_type: type[E_], callback: Callable[[E_], None]) -> Callable[[], None]:
        """Returns the function that ends the subscription."""
        with self._lock:
            self._callbacks.setdefault(event_type, []).append(callback)

        def unsubscribe() -> None:
            with self._lock:
                if callback in self._callbacks[event_type]:
                    self._callbacks[event_type].remove(callback)

        return unsubscribe

    def publish(self, event: Event) -> None:
        """Tell every subscriber of exactly this type."""
        with self._lock:
            callbacks = list(self._callbacks.get(type(event), ()))
        for callback in callbacks:
            try:
                callback(event)
            except Exception:  # noqa: BLE001 - one subscriber's bug must not stop the work that is being reported
                log.exception("a subscriber of %s failed", type(event).__name__)
