"""Indexing waits while the battery is low, or on battery at all where the person wants that."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

LOW_PERCENT = 30.0
"""Below this, on battery, indexing always waits: what is left of the battery is the person's."""
EVERY_SECONDS = 30.0
_JOIN_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Power:
    """How full the battery is, and whether the computer lives on it."""

    percent: float
    on_battery: bool


ReadPower = Callable[[], Power | None]
SetWaiting = Callable[[bool], None]


def read_power() -> Power | None:
    """None where there is no battery, or the system does not tell."""
    import psutil  # not needed by a starting window

    try:
        battery = psutil.sensors_battery() if hasattr(psutil, "sensors_battery") else None
    except (OSError, RuntimeError, ValueError, AttributeError):  # odd drivers; psutil passes on what it meets
        return None
    if battery is None or battery.power_plugged is None:
        return None
    return Power(float(battery.percent), not battery.power_plugged)


def must_wait(power: Power | None, *, index_on_battery: bool) -> bool:
    """Whether indexing has to wait for the mains."""
    if power is None or not power.on_battery:
        return False
    return not index_on_battery or power.percent < LOW_PERCENT


class PowerWatch:
    """Looks from time to time; ``set_waiting`` is called whenever the answer changes, from its own thread."""

    def __init__(
        self,
        set_waiting: SetWaiting,
        index_on_battery: Callable[[], bool],
        read: ReadPower = read_power,
        every: float = EVERY_SECONDS,
    ) -> None:
        self._set_waiting = set_waiting
        self._index_on_battery = index_on_battery
        self._read = read
        self._every = every
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._waiting = False

    @property
    def waiting(self) -> bool:
        """Whether indexing waits because of the battery."""
        return self._waiting

    def look(self) -> bool:
        """Look now; whether there is a battery to be watched."""
        power = self._read()
        with self._lock:
            waiting = must_wait(power, index_on_battery=self._index_on_battery())
            if waiting != self._waiting:
                self._waiting = waiting
                self._set_waiting(waiting)
        return power is not None

    def start(self) -> None:
        """Look now and then; without a battery, nothing is started. May be called again."""
        if self.look() and self._thread is None:
            self._stopped.clear()
            self._thread = threading.Thread(target=self._run, name="power", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End the thread."""
        thread, self._thread = self._thread, None
        self._stopped.set()
        if thread is not None:
            thread.join(_JOIN_SECONDS)

    def _run(self) -> None:
        while not self._stopped.wait(self._every):
            self.look()
