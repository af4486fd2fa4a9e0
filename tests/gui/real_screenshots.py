"""Pictures of the real window over the real services: ``python -m tests.gui.real_screenshots FOLDER [SCENE ...]``.

It makes those of ``resources/screenshots``; with ``--all`` it makes many more, to look at after a change. Scenes are
the functions that :data:`SCENES` names; without any, all of them.
Needs the starter models. Works in a throw-away home folder with a copy of the sample library, or in the one that
``--home HOME`` names, which stays, so that the scenes can be made one after another. Takes a few minutes.
Every state in every look: ``tests.gui.picture_matrix``.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from app.bootstrap import Services, build_services
from app.domain.jobs import CancelToken
from app.paths import AppPaths, profile_paths, resources_dir
from app.ui.application import Session, make_application
from app.ui.chat.area import ChatArea
from app.ui.first_run.words import IN_GERMAN
from app.ui.main_window import MainWindow
from app.ui.speaking import speak_in
from app.ui.theme import Theme
from app.ui.window_state import WindowState
from tests.gui.intake_samples import make_intake
from tests.pseudo_language import speaking

SIZE = (1280, 800)
_COLOURS = 256
NOTICE = "How long is the notice period for 12 Harbour Street?"
ROOF = "Who repairs the roof at 12 Harbour Street?"
TENANTS = "How much notice must the tenants of the flat at 4 Mill Lane give?"
LANDLORD = "Who keeps the roof of 12 Harbour Street in repair?"
RENT = "How much is the rent for the flat in Mill Lane?"
RACKS = "How many bicycles do the racks hold?"
OFFER = "What does Northgate Timber ask for the roof panels?"
HEATING = "What did heating cost in February?"
DOSE = "How many Noravex tablets may an adult take per day at most?"
LETTER = (
    "Dear Ms Quill,\n\nthank you for your letter of 3 March 2026 (our reference HC-204-7781). The roof at 12 Harbour "
    "Street was mended on 9 March; the bill over 1,450.00 euros lies beside this letter. Please write to "
    "office@quillmoor.example if anything is missing.\n\nYours sincerely\nTobias Renn\n"
)
NOWHERE = "Who won the football world cup?"
SHIPPED = (
    "chat-light", "chat-dark", "not-found", "library", "library-failed", "meetings", "models", "settings",
    "first-run", "library-empty-dark", "small-window", "library-health", "scan-citation", "german", "write-dark",
)  # fmt: skip


class HomePaths(AppPaths):
    """The sample library as if it lay among the person's own documents."""

    @property
    def sample_library(self) -> Path:
        """The copy."""
        return Path.home() / "Documents"


class Stage:
    """One home folder and one window after another in it."""

    def __init__(self, app: QApplication, folder: Path, home: Path, *, everything: bool = True) -> None:
        self.app, self.folder, self.home, self.everything = app, folder, home, everything
        self.documents = home / "Documents"
        self.theme = Theme(app)

    def save(self, window: MainWindow, name: str) -> None:
        """Write a picture, if it is one of those that are wanted."""
        if not self.everything and name not in SHIPPED:
            return
        settle(600)
        picture = window.grab().toImage()
        if picture.devicePixelRatio() == 1:
            picture = picture.convertToFormat(QImage.Format.Format_RGB888)
        self.folder.mkdir(parents=True, exist_ok=True)
        target = self.folder / f"{name}.png"
        picture.save(str(target))
        if not self.everything:  # text on flat grounds: a third of the bytes, and nobody sees the difference
            with Image.open(target) as drawn:
                small = drawn.quantize(_COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
            small.save(target, optimize=True)

    def save_widget(self, widget: QWidget, name: str) -> None:
        """A window of its own."""
        if self.everything:
            self.folder.mkdir(parents=True, exist_ok=True)
            widget.grab().save(str(self.folder / f"{name}.png"))

    @contextmanager
    def window(self, profile: str, size: tuple[int, int] = SIZE, mode: str = "light") -> Any:
        """The window of a profile, with everything loaded."""
        plain = profile_paths(self.home / profile)
        paths = HomePaths(plain.data, plain.config, plain.cache, plain.logs).create()
        window = MainWindow(self.theme, WindowState(paths.config / "window.ini"))
        window.resize(*size)
        session = Session(window, lambda: build_services(paths), None)
        window.show()
        session.start_soon()
        until(lambda: window.context is not None)
        until(lambda: services_of(window).generator.loaded is not None)
        self.theme.set_mode(mode)
        settle()
        try:
            yield window
        finally:
            window.operations.shut_down(20000)
            session.close()
            window.close()
            window.deleteLater()
            settle(50)


def services_of(window: MainWindow) -> Services:
    """The window's services."""
    if window.context is None:
        raise RuntimeError("the services did not come")
    return window.context.services


def settle(milliseconds: int = 300) -> None:
    """Let Qt work."""
    end = time.monotonic() + milliseconds / 1000
    while time.monotonic() < end:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        time.sleep(0.005)


def until(ready: Callable[[], object], seconds: float = 600) -> None:
    """Wait for something; say so when it does not come."""
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError("it did not come")
        settle(50)


def chats(window: MainWindow) -> ChatArea:
    """The chats."""
    return window.areas.chats()


def add(window: MainWindow, paths: list[Path]) -> None:
    """Add and wait until everything was read."""
    window.add_paths(paths)
    intake = window.areas.library().intake
    settle()
    until(lambda: not intake.adding and not intake.reading, 300)
    settle(800)


def ask(window: MainWindow, question: str) -> None:
    """Ask and wait for the answer."""
    area = chats(window)
    area.ask(question)
    settle(100)
    until(lambda: not area.composer.running)
    settle(300)


def cite(window: MainWindow, n: int = 1) -> None:
    """Open a citation of the last answer."""
    chats(window).view.turns[-1].answer_view.citation_opened.emit(n)
    settle(500)
    until(lambda: window.desk is not None and not window.desk.loading)
    settle(1000)


def library_full(stage: Stage) -> None:
    """The sample library, read; questions; the desk; every other area; light and dark."""
    with stage.window("profile") as window:
        stage.save(window, "first-run")
        add(window, [stage.documents])
        stage.save(window, "first-run-ready")
        chats(window).new_chat()
        stage.save(window, "chat-empty")
        for question in ("What does the household policy not cover?", DOSE, NOTICE):
            chats(window).new_chat()
            ask(window, question)
        ask(window, RENT)
        cite(window)
        stage.save(window, "chat-light")
        stage.theme.set_mode("dark")
        stage.save(window, "chat-dark")
        stage.theme.set_mode("light")
        window.close_desk()
        chats(window).new_chat()
        ask(window, DOSE)
        stage.save(window, "table-answer")
        chats(window).new_chat()
        ask(window, NOWHERE)
        stage.save(window, "not-found")
        for area in ("library", "settings"):
            window.open_area(area)
            settle(800)
            stage.save(window, area)
        minutes(stage, window)
        stage.theme.set_mode("dark")
        for area in ("library", "meetings", "models", "settings"):
            window.open_area(area)
            stage.save(window, f"{area}-dark")


def answers(stage: Stage) -> None:
    """Short answers, the card of a sentence, why, thumbs, not found; light and dark, and in a small window."""
    with stage.window("answers") as window:
        add(window, [stage.documents / "contracts", stage.documents / "letters"])
        area = chats(window)
        for question in (NOTICE, ROOF):
            ask(window, question)
        stage.save(window, "answer-short")
        view = area.view.turns[0].answer_view
        if view.text is not None and view.text.isVisible():
            view.text.go_to(0)
            stage.save(window, "answer-card")
            view.hide_card()
        area.shortcuts.explain()
        stage.save(window, "answer-why")
        area.shortcuts.explain()
        judge(stage, window)
        area.new_chat()
        ask(window, NOWHERE)
        area.shortcuts.explain()
        stage.save(window, "not-found-why")
        stage.theme.set_mode("dark")
        stage.save(window, "not-found-why-dark")
        stage.theme.set_mode("light")
        window.resize(900, 600)
        area.new_chat()
        ask(window, ROOF)
        area.shortcuts.explain()
        stage.save(window, "answer-why-small")
        cite(window)
        stage.save(window, "answer-why-desk-small")


def judge(stage: Stage, window: MainWindow) -> None:
    """A thumb up, a thumb down, and the chat opened again."""
    area = chats(window)
    first, second = (turn.answer_view.footer for turn in area.view.turns)
    if first is None or second is None:
        raise RuntimeError("no answers")
    first.feedback.good.click()
    second.feedback.bad.click()
    stage.save(window, "answer-feedback")
    form = second.feedback.form
    if form is not None:
        next(iter(form.chips.values())).click()
        form.save_button.click()
    feedback = services_of(window).feedback
    until(lambda: feedback.count() == 2 and any(c.judgement.complaint for c in feedback.cases()))
    chat = max(services_of(window).conversations.list(), key=lambda c: c.id)
    area.new_chat()
    area.open_conversation(chat.id)
    until(lambda: len(area.view.turns) == 2)
    stage.save(window, "answer-feedback-again")
    stage.theme.set_mode("dark")
    stage.save(window, "answer-feedback-dark")
    stage.theme.set_mode("light")


def minutes(stage: Stage, window: MainWindow) -> None:
    """The minutes of the sample meeting."""
    window.open_area("meetings")
    meetings = cast("Any", window.areas.area("meetings"))
    meetings.intake.add([stage.documents / "meetings"])
    settle()
    until(lambda: meetings.maker.path is None, 240)
    settle(800)
    stage.save(window, "meetings")


def troubled(stage: Stage) -> None:
    """Files that cannot be read, and long names."""
    folder = stage.home / "Scans and drafts"
    make_troubled(stage.documents, folder)
    with stage.window("troubled") as window:
        add(window, [folder, stage.documents / "contracts"])
        window.open_area("library")
        settle(500)
        window.areas.library().table.selectRow(1)
        stage.save(window, "library-failed")


def make_troubled(documents: Path, folder: Path) -> None:
    """Broken, empty and oddly named files."""
    folder.mkdir()
    contract = documents / "contracts" / "Supply Contract Quillmoor Paper.docx"
    (folder / "Cut off while copying.docx").write_bytes(contract.read_bytes()[:3000])
    (folder / "Empty note.txt").write_bytes(b"")
    (folder / "Broken scan.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog")
    (folder / "photo of the whiteboard.heic").write_bytes(bytes(range(256)))
    name = "Minutes of the extraordinary general meeting of the residents of Lindenweg 7 " * 2
    shutil.copy(documents / "letters" / "Hausordnung Lindenweg 7.txt", folder / f"{name.strip()}.txt")


def settings(stage: Stage) -> None:
    """What is below the first screen of the settings."""
    for mode in ("light", "dark"):
        with stage.window("profile", mode=mode) as window:
            window.open_area("settings")
            area = cast("Any", window.areas.area("settings"))
            until(lambda area=area: "Looking" not in area.recognition.engine.text())
            services_of(window).parser.warm_up(CancelToken())
            window.open_area("library")
            window.open_area("settings")
            for widget, name in ((area.fence, "settings-fence"), (area.privacy, "settings-privacy")):
                area.scroll_area.ensureWidgetVisible(widget)
                stage.save(window, f"{name}-{mode}")
            bar = area.scroll_area.verticalScrollBar()
            bar.setValue(bar.maximum())
            stage.save(window, f"settings-about-{mode}")


def small(stage: Stage) -> None:
    """The smallest sensible window."""
    with stage.window("profile", (900, 600)) as window:
        chats(window).new_chat()
        ask(window, NOTICE)
        stage.save(window, "small-chat")
        cite(window)
        stage.save(window, "small-window")
        window.close_desk()
        for area in ("library", "meetings", "models", "settings"):
            window.open_area(area)
            settle(500)
            stage.save(window, f"small-{area}")


def empty(stage: Stage) -> None:
    """Nothing there yet, dark."""
    with stage.window("empty", mode="dark") as window:
        stage.save(window, "first-run-dark")
        window.open_area("library")
        stage.save(window, "library-empty-dark")
        window.open_area("meetings")
        stage.save(window, "meetings-empty-dark")


def intake(stage: Stage) -> None:
    """Scans, photographs, mails, slides, tables and what cannot be read: the library's health, and citations."""
    papers = stage.home / "Papers"
    make_intake(stage.documents, papers)
    with stage.window("intake") as window:
        window.open_area("library")
        window.add_paths([papers])
        area = window.areas.library()
        until(lambda: area.header.reading.progress.isVisible(), 30)
        stage.save(window, "library-reading")
        until(lambda: not area.intake.adding and not area.intake.reading, 300)
        settle(800)
        show_health(stage, window)
        for name, question in (
            ("scan-citation", TENANTS), ("mixed-citation", LANDLORD), ("slide-citation", RACKS),
            ("attachment-citation", OFFER), ("sheet-citation", HEATING),
        ):  # fmt: skip
            window.open_area("chats")
            chats(window).new_chat()
            ask(window, question)
            cite(window)
            stage.save(window, name)
        stage.theme.set_mode("dark")
        stage.save(window, "sheet-citation-dark")
        shutil.move(papers, stage.home / "Unplugged")
        window.open_area("library")
        area.intake.rescan()
        settle(4000)
        stage.save(window, "library-offline-dark")
        stage.theme.set_mode("light")


def show_health(stage: Stage, window: MainWindow) -> None:
    """The library after everything was read, by file and by folder."""
    area = window.areas.library()
    everything = area.documents.documents()
    for name, picture in (
        ("signed", "library-health"),
        ("Thursday", "library-attachments"),
        ("locked", "library-locked"),
    ):
        row = next(d for d in everything if name in d.path.name)
        area.table.selectRow(area.documents.row_of(row.id) or 0)
        stage.save(window, picture)
    stage.theme.set_mode("dark")
    stage.save(window, "library-health-dark")
    stage.theme.set_mode("light")
    area.table.clearSelection()
    area.show_folders()
    settle(500)
    stage.save_widget(area.folder_verbs.dialog, "library-folders")
    area.folder_verbs.dialog.accept()


def tell(kind: QtMsgType, _context: object, message: str) -> None:
    """A warning of Qt is a bug."""
    if "propagateSizeHints" not in message:
        sys.stderr.write(f"QT {kind.name}: {message}\n")


def models(stage: Stage) -> None:
    """What is here, what can be got, and what is asked before anything is fetched."""
    for mode in ("light", "dark"):
        with stage.window("profile", mode=mode) as window:
            window.open_area("models")
            area = cast("Any", window.areas.area("models"))
            until(lambda area=area: area.model.rowCount())
            settle()
            stage.save(window, f"models-here-{mode}")
            area.tabs.setCurrentIndex(1)
            settle(1500)
            stage.save(window, "models" if mode == "light" else f"models-{mode}")


def german(stage: Stage) -> None:
    """A German window: a question in German, its answer, the page it stands on; Write, dark."""
    with speaking("de"):
        speak_in(stage.app)
        with stage.window("profile") as window:
            chats(window).new_chat()
            ask(window, IN_GERMAN)
            cite(window)
            stage.save(window, "german")
    speak_in(stage.app)
    with stage.window("profile", mode="dark") as window:
        write_result(window)
        stage.save(window, "write-dark")


def write_result(window: MainWindow) -> None:
    """What rules alone read out of a letter: no model is needed for it."""
    window.open_area("write")
    area = window.areas.write()
    area.write_with(LETTER, "extract_fields")
    cast("Any", area.form.fields["fields"]).setText("Date, Amount, E-mail")
    area.start()
    settle()
    until(lambda: not area.running)
    settle(500)


SCENES = {
    scene.__name__: scene
    for scene in (library_full, answers, troubled, intake, settings, models, small, empty, german)
}


def main() -> None:
    """Run the scenes."""
    folder, everything = Path(sys.argv[1]).absolute(), "--all" in sys.argv[2:]
    kept = Path(sys.argv[sys.argv.index("--home") + 1]).absolute() if "--home" in sys.argv else None
    with tempfile.TemporaryDirectory(prefix="carrel-") as root:
        home = kept or Path(root) / "home"
        os.environ["HOME"] = str(home)
        if not home.exists():
            home.mkdir(parents=True)
            shutil.copytree(resources_dir() / "sample_library", home / "Documents")
        app = make_application()
        qInstallMessageHandler(tell)
        stage = Stage(app, folder, home, everything=everything)
        chosen = [SCENES[name] for name in sys.argv[2:] if name in SCENES] or list(SCENES.values())
        for scene in chosen:
            scene(stage)


if __name__ == "__main__":
    main()
