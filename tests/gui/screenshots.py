"""Pictures of the window with invented content: ``python -m tests.gui.screenshots FOLDER``. Look at them."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.errors import ErrorInfo
from app.domain.retrieval import AnswerSentence, Support
from app.ui.main_window import MainWindow
from app.ui.theme import Theme
from tests.gui import fakes

LONG = (
    "Does the agreement between the parties of the first part and the tenants of 12 Harbour Street say anything "
    * 2
)
SENTENCE = "Tenants usually get their deposit back within two weeks."


def until(ready: Callable[[], object]) -> None:
    for _ in range(100):
        if ready():
            return
        settle(50)


def settle(milliseconds: int = 250) -> None:
    end = time.monotonic() + milliseconds / 1000
    while time.monotonic() < end:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        time.sleep(0.005)


def demo_services() -> Any:
    services = fakes.fake_services()
    chats = services.conversations
    dropped = (AnswerSentence(SENTENCE, Support.UNSUPPORTED),)
    chats.add("Lease terms", fakes.answer(dropped=dropped), fakes.quoted(question="Say it in its own words"))
    chats.add("Who pays for repairs to the boiler?", fakes.not_found(question="Who pays for repairs?"))
    chats.add(LONG, fakes.answer(question=LONG.strip() + "?", confidence=0.3), days_ago=1.2)
    chats.add("Quarterly figures, third quarter", fakes.answer(), days_ago=4)
    chats.add("Holiday rules", fakes.answer(), days_ago=40)
    return services


class Studio:
    """One window after another, photographed."""

    def __init__(self, app: QApplication, theme: Theme, folder: Path) -> None:
        self.app, self.theme, self.folder = app, theme, folder

    def shoot(
        self,
        name: str,
        set_up: Callable[[MainWindow, Any], None],
        services: Any,
        size: tuple[int, int] = (1280, 820),
    ) -> None:
        window = MainWindow(self.theme)
        window.resize(*size)
        window.show()
        window.attach(services)
        settle()
        set_up(window, services)
        settle(400)
        self.save(window, name)
        services.conversations.gate.set()
        window.operations.shut_down()
        window.close()
        window.deleteLater()
        settle(50)

    def save(self, widget: QWidget, name: str) -> None:
        widget.grab().save(str(self.folder / f"{name}.png"))


def open_chat(number: int) -> Callable[[MainWindow, Any], None]:
    def set_up(window: MainWindow, services: Any) -> None:
        chats = list(services.conversations.chats.values())
        window.areas.chats().open_conversation(chats[number].id)

    return set_up


def open_desk(n: int) -> Callable[[MainWindow, Any], None]:
    def set_up(window: MainWindow, services: Any) -> None:
        open_chat(0)(window, services)
        until(lambda: window.areas.chats().view.turns)
        window.areas.chats().view.turns[0].answer_view.citation_opened.emit(n)

    return set_up


def ask(question: str) -> Callable[[MainWindow, Any], None]:
    def set_up(window: MainWindow, services: Any) -> None:
        services.conversations.gate.clear()
        window.areas.chats().ask(question)

    return set_up


def show_error(window: MainWindow, services: Any) -> None:
    open_chat(1)(window, services)
    window.areas.chats().composer.scope.set_paths([fakes.LEASE.path, fakes.NOTES.path, Path("/a/b")])
    window.notifications.error(ErrorInfo("encrypted_document"))


def nothing(_window: MainWindow, _services: Any) -> None:
    """As it is."""


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    if "Inter" in QFontDatabase.families():
        app.setFont(QFont("Inter", 10))
    theme = Theme(app)
    for mode in ("light", "dark"):
        theme.set_mode(mode)
        studio = Studio(app, theme, folder)
        studio.shoot(f"empty-{mode}", nothing, fakes.fake_services())
        studio.shoot(f"chat-{mode}", open_chat(0), demo_services())
        studio.shoot(f"desk-page-{mode}", open_desk(1), demo_services(), (1440, 900))
        studio.shoot(f"desk-text-{mode}", open_desk(2), demo_services(), (1440, 900))
        studio.shoot(f"not-found-{mode}", show_error, demo_services())
        studio.shoot(f"draft-{mode}", ask("How long is the notice period?"), demo_services())
        studio.shoot(f"small-long-{mode}", open_chat(2), demo_services(), (900, 600))
        studio.shoot(f"small-desk-{mode}", open_desk(1), demo_services(), (900, 600))


if __name__ == "__main__":
    main()
