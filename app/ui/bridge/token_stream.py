"""Gathers streamed text and hands it on every 40 ms, so that painting never drowns in tokens."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

INTERVAL_MS = 40


class TokenStream(QObject):
    """``push`` from any thread; ``text_added`` comes on the UI thread with everything since the last one."""

    text_added = Signal(str)
    _woken = Signal()

    def __init__(self, parent: QObject | None = None, interval_ms: int = INTERVAL_MS) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._pending: list[str] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(interval_ms)
        self._timer.timeout.connect(self.flush)
        self._woken.connect(self._on_woken, Qt.ConnectionType.QueuedConnection)

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
            self.text_added.emit(text)

    @Slot()
    def _on_woken(self) -> None:
        if not self._timer.isActive():
            self._timer.start()
