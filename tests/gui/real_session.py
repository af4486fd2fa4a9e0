"""Minutes of use of the real window over the real services, children killed on the way; anything odd is printed.

``python -m tests.gui.real_session [ROUNDS]``; exit code 0: no crash, no message of Qt, every turn kept its quote.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
from PySide6.QtCore import QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QWidget

from app.domain.retrieval import AnswerStatus
from app.paths import resources_dir
from app.ui.application import make_application
from app.ui.main_window import MainWindow
from tests.gui.real_screenshots import Stage, add, ask, chats, cite, services_of, settle, until

QUESTIONS = (
    "How long is the notice period for 12 Harbour Street?",
    "How long is the notice period for the Harbour Street lease?",
    "How often should the espresso machine be descaled?",
    "How many days a week may employees work from home?",
    "Who won the football world cup?",
    "How many Noravex tablets may an adult take per day at most?",
    "How long does a parcel wait in the shop?",
    "How much does the new bicycle shed cost?",
    "What does Noravex cost in the pharmacy?",
    "Summarise the travel policy",
    "What is not covered by the household policy?",
    "And what is covered?",
    "Ab wann gilt die Nachtruhe?",
    "When may the landlord enter the premises, and when not?",
    "What did Tannwick Cycles earn in the third quarter of 2025 compared with the second?",
)


class Report:
    """What went wrong."""

    def __init__(self) -> None:
        self.troubles: list[str] = []

    def tell(self, what: str) -> None:
        """Say it at once and keep it."""
        self.troubles.append(what)
        sys.stderr.write(f"TROUBLE {what}\n")

    def check(self, good: object, what: str) -> None:
        """Tell when it is not so."""
        if not good:
            self.tell(what)

    def on_qt_message(self, kind: QtMsgType, _context: object, message: str) -> None:
        """A warning of Qt is a bug."""
        if "propagateSizeHints" not in message:
            self.tell(f"Qt {kind.name}: {message}")

    def on_exception(self, _kind: object, error: BaseException, _trace: object) -> None:
        """Something that nobody caught."""
        import traceback

        self.tell("".join(traceback.format_exception(error)))


def questions(window: MainWindow, report: Report) -> None:
    """Ask them all, in chats of three; open what is cited."""
    for number, question in enumerate(QUESTIONS):
        if number % 3 == 0:
            chats(window).new_chat()
        ask(window, question)
        view = chats(window).view.turns[-1].answer_view
        status = view.answer.status.value if view.answer else "none"
        model = view.answer.model if view.answer else None
        sys.stderr.write(f"  {status:9} {'model' if model else ''} {question}\n")
        report.check(view.answer is not None, f"no answer: {question}")
        if view.evidence:
            cite(window, view.evidence[-1].n)
            zoom(window)


def zoom(window: MainWindow) -> None:
    """In, out, fit, next page, next passage."""
    desk = window.desk
    if desk is None:
        return
    for step in (1, 1, -1, 0):
        desk.header.zoom_requested.emit(step)
    for signal_ in (desk.header.page_requested, desk.header.citation_requested):
        signal_.emit(1)
        settle(60)
        signal_.emit(-1)
    settle(200)


def wander(window: MainWindow, _report: Report) -> None:
    """Every area, both appearances, several sizes."""
    for mode in ("dark", "light"):
        window.theme.set_mode(mode)
        for area in ("library", "meetings", "models", "settings", "chats"):
            window.open_area(area)
            settle(120)
    for size in ((900, 600), (1600, 1000), (880, 560), (1280, 800)):
        window.resize(*size)
        settle(150)


def change_documents(window: MainWindow, report: Report, home: Path) -> None:
    """Remove a folder, add it again, remove while reading."""
    library = services_of(window).library
    area = window.areas.library()
    before = library.status().documents
    library.remove([home / "Documents" / "contracts"])
    settle(600)
    report.check(library.status().documents == before - 3, "removing a folder")
    add(window, [home / "Documents" / "contracts"])
    report.check(library.status().documents == before, "adding it again")
    window.status.refresh()
    settle(500)
    report.check(
        window.status.library.text() == area.header.title.text.text(),
        f"two truths: {window.status.library.text()} / {area.header.title.text.text()}",
    )


def delete_chats(window: MainWindow, report: Report) -> None:
    """One for good, one with undo."""
    area, service = chats(window), services_of(window).conversations
    first, second = service.list()[:2]
    area.list.delete_requested.emit(first)
    settle(300)
    area._deletion.undo()
    settle(300)
    report.check(first.id in {c.id for c in service.list()}, "undo lost the chat")
    area.list.delete_requested.emit(second)
    settle(300)
    area._deletion.commit()
    settle(800)
    report.check(second.id not in {c.id for c in service.list()}, "the chat was not deleted")


def kill_one(window: MainWindow, report: Report, name: str) -> None:
    """Kill a child while a question is under way; afterwards everything works again."""
    engine: Any = getattr(services_of(window), name)
    area = chats(window)
    area.new_chat()
    area.ask(QUESTIONS[1])
    settle(40)
    if engine.pid:
        os.kill(engine.pid, signal.SIGKILL)
    until(lambda: not area.composer.running)
    settle(300)
    view = area.view.turns[-1].answer_view
    sys.stderr.write(
        f"  killed {name}: {view.answer.status.value if view.answer else view.unanswered.message.text()}\n"
    )
    ask(window, QUESTIONS[0])
    view = area.view.turns[-1].answer_view
    report.check(view.answer and view.answer.status is not AnswerStatus.NOT_FOUND, f"after killing {name}")
    report.check(view.quotes and view.quotes[0].isVisible(), f"no quote after killing {name}")
    cite(window)
    report.check(
        window.desk and window.desk.page_view.canvas.image_width() > 0, f"no page after killing {name}"
    )


def kill_while_idle(window: MainWindow, report: Report) -> None:
    """All three at once."""
    services = services_of(window)
    for engine in (services.generator, services.embedder, services.parser):
        if engine.pid:
            os.kill(engine.pid, signal.SIGKILL)
    settle(1500)
    chats(window).new_chat()
    ask(window, QUESTIONS[0])
    view = chats(window).view.turns[-1].answer_view
    report.check(view.answer and view.quotes[0].isVisible(), "after killing all")


def stop(window: MainWindow, report: Report) -> None:
    """Stop at several moments."""
    area = chats(window)
    for moment in (0, 10, 60, 200, 500):
        area.new_chat()
        area.ask(QUESTIONS[13])
        settle(moment) if moment else None
        area.stop()
        until(lambda: not area.composer.running, 20)
        settle(150)
        view = area.view.turns[-1].answer_view
        report.check(view.answer or view.unanswered, "stopped without a word")


def close_while_reading(stage: Stage, report: Report) -> None:
    """Closing in the middle loses nothing; the next start goes on."""
    with stage.window("closing") as window:
        window.add_paths([stage.documents])
        settle(1200)
    with stage.window("closing") as window:
        library = services_of(window).library
        until(lambda: not library.status().queued, 120)
        settle(500)
        report.check(library.status().documents == 15, f"after closing: {library.status()}")


def leftovers(report: Report) -> None:
    """No child outlives the window."""
    children = [child for child in psutil.Process().children(recursive=True) if child.is_running()]
    report.check(not children, f"children left: {[child.name() for child in children]}")


def main() -> int:
    """Rounds of everything."""
    rounds, report = int(sys.argv[1]) if len(sys.argv) > 1 else 1, Report()
    with tempfile.TemporaryDirectory(prefix="carrel-") as root:
        home = Path(root) / "home"
        home.mkdir()
        os.environ["HOME"] = str(home)
        shutil.copytree(resources_dir() / "sample_library", home / "Documents")
        app = make_application()
        sys.excepthook = report.on_exception
        qInstallMessageHandler(report.on_qt_message)
        stage = Stage(app, home, home)
        with stage.window("profile") as window:
            add(window, [stage.documents])
            steps: tuple[Callable[[MainWindow, Report], None], ...] = (questions, wander, stop, delete_chats)
            for number in range(rounds):
                for step in steps:
                    sys.stderr.write(f"round {number + 1}: {step.__name__}\n")
                    step(window, report)
                change_documents(window, report, home)
                for engine in ("embedder", "generator", "parser"):
                    kill_one(window, report, engine)
                kill_while_idle(window, report)
            report.check(count_widgets(app) < 4000, f"{count_widgets(app)} widgets")
        close_while_reading(stage, report)
        leftovers(report)
    sys.stderr.write(f"{len(report.troubles)} troubles\n")
    return 1 if report.troubles else 0


def count_widgets(app: Any) -> int:
    """All that are alive."""
    widgets: list[QWidget] = app.allWidgets()
    return len(widgets)


if __name__ == "__main__":
    sys.exit(main())
