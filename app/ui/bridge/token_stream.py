"""Gathers streamed text and hands it on every 40 ms, so that painting never drowns in tokens.

Whoever takes long to show it gets it less often: a long draft is laid out anew each time, and the window has other
things to do as well.
"""

from __future__ import annotations

import threading
import time

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

INTERVAL_MS = 40
REST = 5
"""For each millisecond that showing a piece takes, so many go by before the next."""
LONGEST_MS = 250
"""Writing still looks like writing."""


class TokenStream(QObject):
    """``push`` from any thread; ``text_added`` comes on the UI thread with everything since the last one."""

    text_added = Signal(str)
    _woken = Signal()

    def __init__(self, parent: QObject | None = None, interval_ms: int = INTERVAL_MS) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._pending: list[str] = []
        self._interval = interval_ms
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(interval_ms)
        self._timer.timeout.connect(self.flush)
        self._woken.connect(self._on_woken, Qt.ConnectionType.QueuedConnection)

    @property
    def interval_ms(self) -> int:
        """How long it waits for more before it hands on what is there."""
        return self._timer.interval()

    def push(self, text: str) -> None:
        """Add a piece."""
        with self._lock:
            first = not self._pending
            self._pending.append(text)
        if first:
            self._woken.emit()

    def clear(self) -> None:
        """Forget what has not been handed on."""
        with self._lock:
            self._pending.clear()

    @Slot()
    def flush(self) -> None:
        """Hand on what is there, now. UI thread only."""
        with self._lock:
            text = "".join(self._pending)
            self._pending.clear()
        if text:
            started = time.monotonic()
            self.text_added.emit(text)
            took = int((time.monotonic() - started) * 1000)
            self._timer.setInterval(max(self._interval, min(took * REST, LONGEST_MS)))

    @Slot()
    def _on_woken(self) -> None:
        if not self._timer.isActive():
            self._timer.start()
