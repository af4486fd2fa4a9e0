"""Pictures of palette, keys, jobs, settings, drops: ``python -m tests.gui.screenshots_ways FOLDER``. Look at them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication, QDialog

from app.ui.main_window import MainWindow
from app.ui.theme import Theme
from tests.gui import fakes_areas
from tests.gui.matrix_scenes import jobs as jobs_of_each_kind
from tests.gui.screenshots import Studio, demo_services, settle

Scene = Callable[[MainWindow, Any], None]


def palette(typed: str) -> Scene:
    def set_up(window: MainWindow, _services: Any) -> None:
        window.commands.find_anything()
        settle(100)
        window.palette_panel().field.setText(typed)

    return set_up


def jobs(window: MainWindow, _services: Any) -> None:
    jobs_of_each_kind(window)


def area(name: str) -> Scene:
    return lambda window, _services: window.open_area(name)


def settings(typed: str) -> Scene:
    def set_up(window: MainWindow, _services: Any) -> None:
        window.open_area("settings")
        settle(100)
        window.areas.settings().search.setText(typed)

    return set_up


def dropping(window: MainWindow, _services: Any) -> None:
    from app.ui.drops.sorting import sort_drop

    paths = [Path("/a/Lease.pdf"), Path("/a/Notes.docx"), Path("/a/Board.vtt"), Path("/a/qwen.gguf")]
    window._drops().overlay.say(sort_drop(paths, "chats", lambda _path: False).words())


def sheet(window: MainWindow, _services: Any) -> None:
    window.commands.show_shortcuts()


SCENES: dict[str, Scene] = {
    "palette": palette(""),
    "palette-typed": palette("exp"),
    "jobs": jobs,
    "jobs-empty": area("jobs"),
    "settings": settings(""),
    "settings-found": settings("battery"),
    "settings-nothing": settings("zebra crossing"),
    "drop": dropping,
    "keys": sheet,
}


class WaysStudio(Studio):
    """Dialogs are photographed themselves."""

    def save(self, widget: Any, name: str) -> None:
        dialogs = [dialog for dialog in widget.findChildren(QDialog) if dialog.isVisible()]
        super().save(dialogs[0] if dialogs else widget, name)


def services_for(folder: Path) -> Any:
    """The chats' fakes, with what the other areas ask for."""
    parts, others = demo_services(), fakes_areas.fake_services(folder)
    for name, part in vars(others).items():
        if not hasattr(parts, name) or name in ("settings", "store", "recognizer", "parser", "minutes"):
            setattr(parts, name, part)
    return parts


def main(folder: Path, *wanted: str) -> None:
    """All scenes, light and dark, and in a small window; some larger fonts by QT_SCALE_FACTOR."""
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    if "Inter" in QFontDatabase.families():
        app.setFont(QFont("Inter", 10))
    for mode in ("light", "dark"):
        studio = WaysStudio(app, Theme(app, mode), folder, list(wanted))
        for name, scene in SCENES.items():
            for suffix, size in (("", (1280, 820)), ("-small", (900, 600))):
                studio.shoot(f"{name}-{mode}{suffix}", scene, services_for(folder / "profile"), size)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
