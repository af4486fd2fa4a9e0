"""Where the window was and how it was divided, kept in a file of the profile (never in a system-wide registry)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, QSize
from PySide6.QtWidgets import QMainWindow

DEFAULT_SIZE = QSize(1240, 820)
MOST_RECENT = 20


class WindowState:
    """Without a path nothing is read or kept."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._used: list[str] | None = None

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

    def recent(self) -> list[str]:
        """What was used in the palette, the last first."""
        if self._used is None:
            value = self._value("recent")
            one = [value] if isinstance(value, str) and value else []
            self._used = [str(key) for key in value] if isinstance(value, list) else one
        return list(self._used)

    def use(self, key: str) -> None:
        """This was used now."""
        recent = [key, *(other for other in self.recent() if other != key)][:MOST_RECENT]
        self._used = recent
        if self._path is not None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            settings = QSettings(str(self._path), QSettings.Format.IniFormat)
            settings.setValue("recent", recent)
            settings.sync()

    def _get(self, key: str) -> QByteArray | None:
        value = self._value(key)
        return value if isinstance(value, QByteArray) else None

    def _value(self, key: str) -> object:
        if self._path is None or not self._path.exists():
            return None
        return QSettings(str(self._path), QSettings.Format.IniFormat).value(key)
