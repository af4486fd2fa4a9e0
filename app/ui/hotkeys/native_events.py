"""Sees the messages that the system sends to this program, before Qt does; takes none of them away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractNativeEventFilter, QCoreApplication


class NativeEvents(QAbstractNativeEventFilter):
    """``see`` gets the address of each message whose kind begins so (``xcb_``, ``windows_``); it must be quick."""

    def __init__(self, kind: bytes, see: Callable[[int], None]) -> None:
        super().__init__()
        self._kind, self._see = kind, see
        self._on = False

    def start(self) -> None:
        """From now on."""
        application = QCoreApplication.instance()
        if application is not None and not self._on:
            application.installNativeEventFilter(self)
            self._on = True

    def stop(self) -> None:
        """No more."""
        application = QCoreApplication.instance()
        if application is not None and self._on:
            application.removeNativeEventFilter(self)
        self._on = False

    def nativeEventFilter(self, eventType: Any, message: Any) -> object:
        """Qt override: False, so that Qt takes the message as well (X11: the time of the press, see ``x11``)."""
        if bytes(eventType).startswith(self._kind):
            self._see(int(message))
        return False, 0
