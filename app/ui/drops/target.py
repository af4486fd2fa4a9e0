"""The window as a place to drop files on: says what will become of them, and hands them to the areas."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from app.ui.drops.overlay import DropOverlay
from app.ui.drops.sorting import Sorted, sort_drop
from app.ui.widgets.drop_area import dropped_paths

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow


class Drops(QObject):
    """Belongs to the window; the window hands its drag and drop events on."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.overlay = DropOverlay(window.theme, window.centralWidget() or window)

    def enter(self, event: QDragEnterEvent) -> None:
        """Something comes over the window; what lies on this computer is welcome."""
        paths = dropped_paths(event.mimeData())
        if paths:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.overlay.say(self._sorted(paths).words())

    def move(self, event: QDropEvent) -> None:
        """It stays where it lies on the disk: the cursor says "copy"."""
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def leave(self) -> None:
        """It left again."""
        self.overlay.hide()

    def drop(self, event: QDropEvent) -> None:
        """It was let go."""
        self.overlay.hide()
        paths = dropped_paths(event.mimeData())
        if not paths or self._window.context is None:
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.hand_out(paths)

    def hand_out(self, paths: Sequence[Path]) -> None:
        """Give each area its files and go to the one that got most of them."""
        sorted_, areas = self._sorted(paths), self._window.areas
        takers: dict[str, Callable[[list[Path]], None]] = {
            "library": self._window.add_paths,
            "meetings": lambda found: areas.meetings().intake.add(found),
            "models": lambda found: areas.models().import_files(found),
        }
        for area, found in sorted_.groups:
            takers[area](list(found))
        self._window.open_area(sorted_.main())

    def _sorted(self, paths: Sequence[Path]) -> Sorted:
        return sort_drop(paths, self._window.rail.area())
