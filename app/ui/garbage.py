"""Python's cycle collector, on the window's thread only, and briefly.

The collector runs in whatever thread allocates next; when that is a worker, it may destroy Qt objects there, which Qt
does not allow ("Timers cannot be stopped from another thread"). So it is switched off and run by a timer of the
window's thread.

Looking at everything takes a tenth of a second on a slow machine, most of it for what is there from the start and
never goes: modules, classes, texts. That is set aside once the window is up (``gc.freeze``), so that the window does
not stand still every half a minute.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

INTERVAL_MS = 2000
SETTLED = 2
"""Rounds after which what is there is what stays."""
YOUNGEST = 700  # the interpreter's own threshold for its youngest generation


class GarbageCollector(QObject):
    """Collects every two seconds when there is something to collect; the collector is as it was after :meth:`stop`."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._was_enabled = gc.isenabled()
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self.collect)
        self._rounds = 0

    def start(self) -> None:
        """From now on nothing is collected anywhere else."""
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """Back to how it was."""
        self._timer.stop()
        gc.unfreeze()
        if self._was_enabled:
            gc.enable()

    @Slot()
    def collect(self) -> None:
        """The young objects each time, everything in every fifteenth round (half a minute)."""
        self._rounds += 1
        if self._rounds == SETTLED:
            gc.collect()
            gc.freeze()
        elif self._rounds % 15 == 0:
            gc.collect()
        elif gc.get_count()[0] > YOUNGEST:
            gc.collect(1)
