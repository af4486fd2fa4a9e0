"""Comes to the front when a second Carrel asks for it (``app.instance.wake``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject, Slot

from app.ui.tray import bring_to_front

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.paths import AppPaths
    from app.ui.main_window import MainWindow


class Waking(QObject):
    """Watches the profile's settings folder, where the wish appears. ``read_wish`` is that of ``app.instance``."""

    def __init__(self, window: MainWindow, paths: AppPaths, read_wish: Callable[[AppPaths], str]) -> None:
        super().__init__(window)
        self._window, self._paths, self._read_wish = window, paths, read_wish
        self._watcher = QFileSystemWatcher([str(paths.wake.parent)], self)
        self._watcher.directoryChanged.connect(self.look)
        self.look()

    @Slot()
    def look(self) -> None:
        """Do what was asked for, if anything was."""
        wish = self._read_wish(self._paths)
        if not wish:
            return
        bring_to_front(self._window)
        if wish == "ask":
            self._window.commands.focus_composer()
