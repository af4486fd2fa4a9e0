"""Locks an encrypted library when nobody has used the window for a while: Carrel closes, and opens again locked."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication, QWidget

from app.services.after_closing import LOCK, AfterClosing
from app.services.settings import LOCK_AFTER, Settings

_USED = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)
_MINUTE_MS = 60_000


class IdleLock(QObject):
    """Lives with the window; with 0 minutes it never locks by itself."""

    def __init__(self, window: QWidget, settings: Settings, after: AfterClosing) -> None:
        super().__init__(window)
        self._window, self._settings, self._after = window, settings, after
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self.lock)
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)
        self.begin()

    def begin(self) -> None:
        """Count from now."""
        minutes = int(self._settings.get(LOCK_AFTER))
        if minutes > 0:
            self.timer.start(minutes * _MINUTE_MS)
        else:
            self.timer.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt override."""
        if event.type() in _USED:
            self.begin()
        return super().eventFilter(watched, event)

    @Slot()
    def lock(self) -> None:
        """Now."""
        self._after.want(LOCK)
        self._window.close()
