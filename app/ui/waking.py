"""Comes to the front when a second Carrel asks for it (``app.instance.wake``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject, Slot

from app.ui.tray import bring_to_front

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.paths import AppPaths
    from app.ui.main_window import MainWindow


def come_to_ask(window: MainWindow) -> None:
    """To the front, the keyboard where questions are written: for ``carrel --ask`` and for the key of the system."""
    bring_to_front(window)
    window.commands.focus_composer()


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
        if wish == "ask":
            come_to_ask(self._window)
        else:
            bring_to_front(self._window)
