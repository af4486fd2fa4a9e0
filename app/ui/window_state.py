"""Where the window was and how it was divided, kept in a file of the profile (never in a system-wide registry)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, QSize
from PySide6.QtWidgets import QMainWindow

DEFAULT_SIZE = QSize(1240, 820)


class WindowState:
    """Without a path nothing is read or kept."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def restore(self, window: QMainWindow) -> None:
        """Put the window where it was, or give it its usual size; Qt sees to it that it is on a screen."""
        geometry = self._get("geometry")
        if not (geometry and window.restoreGeometry(geometry)):
            size = DEFAULT_SIZE
            screen = window.screen()
            if screen is not None:
                size = size.boundedTo(screen.availableSize() * 0.94)
            window.resize(size)

    def keep(self, window: QMainWindow) -> None:
        """Remember it."""
        if self._path is not None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            settings = QSettings(str(self._path), QSettings.Format.IniFormat)
            settings.setValue("geometry", window.saveGeometry())
            settings.sync()

    def _get(self, key: str) -> QByteArray | None:
        if self._path is None or not self._path.exists():
            return None
        value = QSettings(str(self._path), QSettings.Format.IniFormat).value(key)
        return value if isinstance(value, QByteArray) else None
