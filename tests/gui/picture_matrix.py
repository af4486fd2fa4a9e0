"""Every state of every area in every look: ``python -m tests.gui.picture_matrix FOLDER [--home HOME] [NAME ...]``.

One process reads the sample library, asks and makes minutes once (minutes of work; none with a ``--home`` that an
earlier run left), then goes through the scenes of ``matrix_scenes`` in one window for each language and changes colours
and size in place. NAMEs are scenes, looks or ``scene.look``; without any, all. The pictures are named
``look/scene.png``. ``QT_SCALE_FACTOR=2`` photographs a screen of twice the density.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from app.bootstrap import Services, build_services
from app.domain.assistants import Assistant
from app.domain.errors import ErrorInfo
from app.paths import profile_paths, resources_dir
from app.ui.application import make_application
from app.ui.first_run.opening import Opening
from app.ui.main_window import MainWindow
from app.ui.refusal import Refusal
from app.ui.speaking import speak_in
from app.ui.theme import Theme
from app.ui.unlock_page import UnlockPage
from app.ui.window_state import WindowState
from tests.gui.matrix_scenes import EMPTY, FULL, Scene
from tests.gui.real_screenshots import (
    DOSE,
    NOTICE,
    NOWHERE,
    HomePaths,
    Stage,
    add,
    ask,
    chats,
    make_troubled,
    minutes,
    services_of,
    settle,
    tell,
)
from tests.pseudo_language import MIRRORED, PSEUDO, speaking

LARGE, SMALL, HUGE = (1280, 820), (900, 600), (2560, 1440)


@dataclass(frozen=True)
class Look:
    """How the window looks while it is photographed."""

    mode: str = "light"
    contrast: bool = False
    size: tuple[int, int] = LARGE
    text: int = 100
    language: str = "en"


LOOKS = {
    "light": Look(),
    "dark": Look("dark"),
    "high-light": Look("light", contrast=True),
    "high-dark": Look("dark", contrast=True),
    "small": Look(size=SMALL),
    "huge": Look(size=HUGE),
    "text-200": Look(text=200),
    "german": Look(language="de"),
    "german-dark": Look("dark", language="de"),
    "german-small": Look(size=SMALL, language="de"),
    "pseudo": Look(language=PSEUDO),
    "pseudo-small": Look(size=SMALL, language=PSEUDO),
    "mirrored": Look(language=MIRRORED),
}
QUESTIONS = (
    "What does the household policy not cover?",
    "When does Project Lantern start?",
    DOSE,
    NOWHERE,
    "How long is the notice period for the flat in Mill Lane?",
    NOTICE,
)


class Matrix:
    """The wanted cells, photographed."""

    def __init__(self, app: QApplication, folder: Path, home: Path, wanted: set[str]) -> None:
        self.app, self.folder, self.home = app, folder, home
        scenes = wanted & {*FULL, *EMPTY, "locked", "refused"}
        looks = wanted & {*LOOKS}
        self.cells = {name for name in wanted if "." in name}
        self.all_scenes, self.all_looks = not scenes, not looks
        self.scenes, self.looks = scenes, looks
        self.theme = Theme(app)

    def wants(self, scene: str, look: str) -> bool:
        """Whether this picture is wanted."""
        if self.cells:
            return f"{scene}.{look}" in self.cells
        return (self.all_scenes or scene in self.scenes) and (self.all_looks or look in self.looks)

    def looks_of(self, scene: str, language: str) -> list[str]:
        """The wanted looks of a scene that are in this language."""
        return [name for name, look in LOOKS.items() if look.language == language and self.wants(scene, name)]

    def shoot(self, language: str) -> None:
        """Everything in one language."""
        for profile, scenes in (("profile", FULL), ("empty", EMPTY)):
            if any(self.looks_of(name, language) for name in scenes):
                services = build_services(self.paths(profile))
                try:
                    with self.window(services) as window:
                        self.shoot_scenes(window, scenes, language)
                finally:
                    services.close()
        self.shoot_refusals(language)

    def paths(self, profile: str) -> HomePaths:
        plain = profile_paths(self.home / profile)
        paths = HomePaths(plain.data, plain.config, plain.cache, plain.logs)
        paths.create()
        return paths

    @contextmanager
    def window(self, services: Services | None) -> Iterator[MainWindow]:
        """A window; over these services."""
        window = MainWindow(self.theme, WindowState(self.home / "window.ini"))
        window.show()
        if services is not None:
            window.attach(services)
            assert window.context is not None
            Opening(window.context, chats(window)).start()
        settle(400)
        try:
            yield window
        finally:
            window.operations.shut_down(20_000)
            window.close()
            window.deleteLater()
            settle(50)

    def shoot_scenes(self, window: MainWindow, scenes: dict[str, Scene], language: str) -> None:
        """Each scene is put up anew for each look: sizes are asked for while it is put up."""
        for name, scene in scenes.items():
            for look in self.looks_of(name, language):
                self.dress(window, LOOKS[look])
                try:
                    shown = scene(window)
                    settle(300)
                    self.save(shown or window, name, look)
                    clear_away(window)
                except Exception:
                    sys.stderr.write(f"{name}.{look}: {traceback.format_exc()}\n")

    def shoot_refusals(self, language: str) -> None:
        """What is shown before there is anything else."""
        for name in ("locked", "refused"):
            for look in self.looks_of(name, language):
                with self.window(None) as window:
                    self.dress(window, LOOKS[look])
                    window.show_refusal(self.refusal(window, name))
                    settle(300)
                    self.save(window, name, look)

    def refusal(self, window: MainWindow, name: str) -> QWidget:
        if name == "locked":
            return UnlockPage(self.theme, ErrorInfo("wrong_passphrase"), lambda _typed: None)
        database = self.home / "library.db"
        return Refusal(self.theme, window.operations, ErrorInfo("database_damaged"), database, lambda: None)

    def dress(self, window: MainWindow, look: Look) -> None:
        self.theme.set_mode(look.mode)
        self.theme.set_high_contrast(look.contrast)
        self.theme.set_text_size(look.text)
        window.resize(*look.size)
        settle(20)

    def save(self, widget: QWidget, name: str, look: str) -> None:
        target = self.folder / look / f"{name}.png"
        target.parent.mkdir(parents=True, exist_ok=True)
        widget.grab().save(str(target))


def clear_away(window: MainWindow) -> None:
    """Whatever lies over the window."""
    for dialog in window.findChildren(QDialog):
        if dialog.isVisible():
            dialog.close()
    for popup in window.findChildren(QMenu):
        popup.close()
    window.notifications.dismiss()
    if window.context is None:
        return
    window.palette_panel().hide()
    window._drops().leave()
    area = chats(window)
    area.scope_chooser.picker.close()
    area.list.search.clear()
    area.composer.set_text("")
    area.composer.scope.set_paths(())
    if window.desk is not None:
        window.desk.search_bar.close_button.click()
        window.close_desk()
    if window.areas.made("library"):
        window.areas.library().filters.search.clear()
    area.new_chat() if area.open_chat() is not None else None
    settle(10)


def prepare(stage: Stage) -> None:
    """Documents that can be read and some that cannot, chats, an assistant, minutes."""
    scans = stage.home / "Scans and drafts"
    make_troubled(stage.documents, scans)
    with stage.window("profile") as window:
        add(window, [stage.documents, scans])
        for question in QUESTIONS:
            chats(window).new_chat()
            ask(window, question)
        minutes(stage, window)
        services = services_of(window)
        chat = services.conversations.list()[-1]
        services.conversations.set_pinned(chat.id, pinned=True)
        services.assistants.save(Assistant("Contract reader", "Answer in one sentence and name the clause."))
        services.assistants.save(Assistant("Vertragsleserin für Wohnungsmietverträge", temper()))


def temper() -> str:
    return "Antworte in einem Satz, nenne die Klausel und rate nichts, was nicht im Vertrag steht."


def main() -> None:
    """Prepare, then photograph."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--home", type=Path)
    options = parser.parse_args()
    kept = options.home.absolute() if options.home else None
    folder, wanted = options.folder.absolute(), set(options.names)
    with tempfile.TemporaryDirectory(prefix="carrel-") as root:
        home = kept or Path(root) / "home"
        os.environ["HOME"] = str(home)
        fresh = not home.exists()
        if fresh:
            home.mkdir(parents=True)
            shutil.copytree(resources_dir() / "sample_library", home / "Documents")
        app = make_application()
        qInstallMessageHandler(tell)
        if fresh:
            prepare(Stage(app, folder, home, everything=False))
        matrix = Matrix(app, folder, home, wanted)
        for language in dict.fromkeys(look.language for look in LOOKS.values()):
            with speaking(language):
                speak_in(app)
                matrix.shoot(language)


if __name__ == "__main__":
    main()
