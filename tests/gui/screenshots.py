"""Pictures of the window with invented content: ``python -m tests.gui.screenshots FOLDER [NAME ...]``. Look at them."""

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
from app.domain.retrieval import AnswerSentence, Fault, FaultKind, Signal, Support
from app.ui.main_window import MainWindow
from app.ui.theme import Theme
from tests.gui import fakes
from tests.gui.screenshots_meetings import shoot_meetings

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

    def __init__(self, app: QApplication, theme: Theme, folder: Path, wanted: list[str]) -> None:
        self.app, self.theme, self.folder, self.wanted = app, theme, folder, wanted

    def shoot(
        self,
        name: str,
        set_up: Callable[[MainWindow, Any], None],
        services: Any,
        size: tuple[int, int] = (1280, 820),
    ) -> None:
        scene = name.split("-light")[0].split("-dark")[0]
        if self.wanted and not {name, scene} & set(self.wanted):
            return
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


def open_with(*answers: Any, then: Callable[[MainWindow, Any], None] | None = None) -> Callable[..., None]:
    """A chat with these answers, and something done to it."""

    def set_up(window: MainWindow, services: Any) -> None:
        made = services.conversations.add("Notice", *answers)
        window.areas.chats().open_conversation(made.id)
        until(lambda: window.areas.chats().view.turns)
        settle()
        if then is not None:
            then(window, services)

    return set_up


def explain(window: MainWindow, _services: Any) -> None:
    window.areas.chats().shortcuts.explain()


def complain(window: MainWindow, services: Any) -> None:
    """A thumb up, and a thumb down with its form open."""
    turns = window.areas.chats().view.turns
    turns[0].answer_view.footer.feedback.good.click()
    feedback = turns[-1].answer_view.footer.feedback
    feedback.bad.click()
    next(iter(feedback.form.chips.values())).click()
    feedback.form.correction.setPlainText("Four weeks: see the addendum.")
    until(lambda: len(services.feedback.kept) == 2)


def point(index: int) -> Callable[[MainWindow, Any], None]:
    """The keyboard in the answer, at one of its sentences."""

    def then(window: MainWindow, _services: Any) -> None:
        window.activateWindow()
        window.areas.chats().shortcuts.go_to_sentences()
        text = window.areas.chats().view.turns[-1].answer_view.text
        text.go_to(index)

    return then


def mixed() -> Any:
    """Sentences of every kind, and some that were left out."""
    kept = (
        AnswerSentence("The lease may be ended with **three months'** notice", Support.SUPPORTED, (1,)),
        AnswerSentence("Notice counts from the day it arrives", Support.PARTIAL, (2,)),
        AnswerSentence("Most tenants write a letter", Support.UNSUPPORTED),
    )
    dropped = (
        AnswerSentence("The deposit of 2,900 is paid back in May.", Support.UNSUPPORTED),
        AnswerSentence("Either party may end it at any time.", Support.UNSUPPORTED,
                       (1,), (Fault(FaultKind.LOST_CONDITION, "to the end of a quarter"),)),
    )  # fmt: skip
    text = f"{kept[0].text} [1]. {kept[1].text} [2]. {kept[2].text}."
    return fakes.answer(text=text, sentences=kept, dropped=dropped, signals=fakes.SIGNALS, confidence=0.81)


FOLLOW_UP = fakes.short(
    question="And for the flat?", standalone="How long is the notice period for the flat at 4 Mill Lane?",
    scope=(fakes.LEASE.path, fakes.NOTES.path), adapter="grounded-answers",
)  # fmt: skip
NOWHERE = fakes.not_found(
    question="Who repairs the roof?", scope=(fakes.LEASE.path,),
    signals=(Signal("cosine", 0.3, -1.2), Signal("missing_names", 1.0, -1.4), Signal("unknown_words", 0.5, -0.3)),
)  # fmt: skip
LONG_NAMES = fakes.short(
    "The extraordinary general meeting of the residents of Lindenweg 7",
    evidence=tuple(
        fakes.evidence(e.n, quote=e.quote, title="Minutes of the extraordinary general meeting of the residents " * 3,
                       heading_path=("A heading that is much longer than any column is wide " * 3,))
        for e in fakes.EVIDENCE
    ),
    model="An-Extraordinarily-Long-Model-Name-Of-Many-Billions-Of-Parameters-Instruct-Q4_K_M",
)  # fmt: skip


def show_error(window: MainWindow, services: Any) -> None:
    open_chat(1)(window, services)
    window.areas.chats().composer.scope.set_paths([fakes.LEASE.path, fakes.NOTES.path, Path("/a/b")])
    window.notifications.error(ErrorInfo("encrypted_document"))


def nothing(_window: MainWindow, _services: Any) -> None:
    """As it is."""


def shoot_answers(studio: Studio, mode: str) -> None:
    """Short answers, sentences, the why panel, thumbs."""
    small = (900, 600)
    short = open_with(fakes.short(), fakes.short("1,450 a month", question="What is the rent?"))
    scenes: tuple[tuple[str, Callable[..., None], tuple[int, int]], ...] = (
        ("short", short, (1280, 820)),
        ("short-small", open_with(fakes.short()), small),
        ("sentences", open_with(mixed(), then=point(0)), (1280, 820)),
        ("sentences-weak", open_with(mixed(), then=point(1)), small),
        ("why", open_with(FOLLOW_UP, then=explain), (1280, 1100)),
        ("why-mixed", open_with(mixed(), then=explain), (1280, 1200)),
        ("why-small", open_with(FOLLOW_UP, then=explain), small),
        ("why-not-found", open_with(NOWHERE, then=explain), (1280, 1100)),
        ("feedback", open_with(fakes.short(), fakes.answer(), then=complain), (1280, 820)),
        ("feedback-small", open_with(fakes.short(), fakes.answer(), then=complain), small),
        ("long-names", open_with(LONG_NAMES, then=explain), small),
    )
    for name, set_up, size in scenes:
        studio.shoot(f"{name}-{mode}", set_up, demo_services(), size)


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    if "Inter" in QFontDatabase.families():
        app.setFont(QFont("Inter", 10))
    theme = Theme(app)
    wanted = sys.argv[2:]
    for contrast in (False, True):
        for mode in ("light", "dark"):
            theme.set_mode(mode)
            theme.set_high_contrast(contrast)
            studio = Studio(app, theme, folder, wanted)
            name = f"{mode}-contrast" if contrast else mode
            shoot_answers(studio, name)
            shoot_all(studio, name)
            shoot_meetings(studio, name)


def shoot_all(studio: Studio, mode: str) -> None:
    """Everything else."""
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
