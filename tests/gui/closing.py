"""How a test ends what it showed: nothing of it may still happen while a later test runs.

Word of the end of background work is queued for the thread of the window. What is not delivered while its window and
services are there comes later, finds both gone, and is blamed on whichever test runs then.
"""

from __future__ import annotations

from typing import Any

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop

from app.ui.bridge.operation import OperationRunner
from app.ui.main_window import MainWindow

PATIENCE_MS = 60_000
"""Whatever is waited for comes at once, or within this on a machine that has much else to do."""

_ROUNDS = 50


def deliver() -> None:
    """Everything that is queued: events, timers that are due, deletions."""
    QCoreApplication.sendPostedEvents()
    QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def finish(operations: OperationRunner) -> None:
    """Stop all background work and deliver word of its end, also of what an end began."""
    for _ in range(_ROUNDS):
        assert operations.shut_down(PATIENCE_MS), "background work would not stop"
        deliver()
        if not operations._running:
            return
    raise AssertionError("background work goes on and on")


def close_window(window: MainWindow, services: Any = None) -> None:
    """As the program does it: the window keeps what it has to keep, its work ends, then ``services`` are closed."""
    window.close()
    finish(window.operations)
    if window.context is not None:
        window.context.events.close()
    if services is not None:
        services.close()
    deliver()
    shiboken6.delete(window)
