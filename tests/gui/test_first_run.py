"""The first run: from an empty profile to a question with a cited answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from app.domain.events import IngestionProgressed
from app.domain.jobs import Progress
from app.paths import resources_dir
from app.ui.first_run import words
from app.ui.first_run.opening import Opening
from app.ui.first_run.page import FirstRunPage
from app.ui.first_run.readiness import is_first_run
from app.ui.theme import Theme
from app.ui.widgets import PlainLabel
from tests.gui.fakes_areas import World, document, drop, failed, make_world


@pytest.fixture
def world(qapp: QApplication, tmp_path: Path) -> Iterator[World]:
    made = make_world(Theme(qapp, "light"), tmp_path / "profile")
    yield made
    made.close()


def _page(qtbot: Any, world: World) -> FirstRunPage:
    page = FirstRunPage(world.context)
    qtbot.addWidget(page)
    page.resize(900, 600)
    page.show()
    return page


def _reading(world: World, done: int, total: int, running: bool = True) -> None:
    progress = Progress(done, total, "Lease Harbour Street 12.pdf" if running else "", 12.0)
    world.services.bus.publish(IngestionProgressed(progress, running))


def test_it_is_wanted_only_while_nothing_is_there(world: World) -> None:
    chats: list[object] = []
    services: Any = SimpleNamespace(
        library=world.services.library, conversations=SimpleNamespace(list=lambda: chats)
    )
    assert is_first_run(services)
    chats.append("a chat")
    assert not is_first_run(services)
    chats.clear()
    world.services.library.put(document(1))
    assert not is_first_run(services)


def test_it_says_what_the_starter_can_and_cannot_do(qtbot: Any, world: World) -> None:
    page = _page(qtbot, world)
    texts = [label.text() for label in page.findChildren(PlainLabel)]
    assert words.PROMISE in texts
    assert words.STARTER_CANNOT in texts


def test_the_sample_library_leads_to_a_question(qtbot: Any, world: World) -> None:
    page = _page(qtbot, world)
    qtbot.mouseClick(page.load_sample_button, Qt.MouseButton.LeftButton)
    sample = world.services.paths.sample_library
    assert world.asked.added == [[sample]]
    _reading(world, 4, 15)
    qtbot.waitUntil(lambda: "4 of 15" in page.progress.left.text())
    assert page.progress.isVisible()
    world.services.library.put(document(1, path=sample.resolve() / "contracts" / "lease.pdf"))
    _reading(world, 15, 15, running=False)
    qtbot.waitUntil(page.ready.isVisible)
    with qtbot.waitSignal(page.question_asked) as asked:
        qtbot.mouseClick(page.ready.examples[0], Qt.MouseButton.LeftButton)
    assert asked.args == [words.EXAMPLES[0]]
    assert len(page.ready.examples) == 3


def test_one_example_is_in_the_language_of_the_person() -> None:
    """The German sample document answers it; the others are English."""
    rules = resources_dir() / "sample_library" / "letters" / "Hausordnung Lindenweg 7.txt"
    assert words.examples("de")[0] == words.IN_GERMAN == "Was kostet eine Wäsche?"
    assert "Eine Wäsche\nkostet 1,50 Euro" in rules.read_text("utf-8")
    assert words.examples("en") == words.EXAMPLES
    assert len(words.examples("de")) == len(words.EXAMPLES)


def test_it_follows_reading_that_others_began(qtbot: Any, world: World) -> None:
    page = _page(qtbot, world)
    _reading(world, 1, 3)
    qtbot.waitUntil(page.progress.isVisible)
    assert not page.choices.isVisible()


def test_own_documents_lead_to_an_own_question(qtbot: Any, world: World, tmp_path: Path) -> None:
    page = _page(qtbot, world)
    drop(page, [tmp_path / "mine.pdf"])
    assert world.asked.added == [[tmp_path / "mine.pdf"]]
    world.services.library.put(document(1))
    world.services.library.put(failed(2))
    _reading(world, 2, 2, running=False)
    qtbot.waitUntil(page.ready.isVisible)
    assert not page.ready.examples[0].isVisible()
    assert page.ready.head.text() == "1 document ready."
    qtbot.mouseClick(page.ready.trouble, Qt.MouseButton.LeftButton)
    assert world.asked.areas == ["library"]
    with qtbot.waitSignal(page.left):
        qtbot.mouseClick(page.ready.own, Qt.MouseButton.LeftButton)


def test_when_nothing_could_be_added_the_choices_come_back(qtbot: Any, world: World, tmp_path: Path) -> None:
    page = _page(qtbot, world)
    page.add_paths([tmp_path / "empty"])
    assert not page.choices.isVisible()
    _reading(world, 0, 0, running=False)
    qtbot.waitUntil(page.choices.isVisible)


class _Chats(QWidget):
    """As much of the chats as the opening needs."""

    def __init__(self) -> None:
        super().__init__()
        self.pages = QStackedWidget(self)
        self.welcome, self.view = QWidget(), QWidget()
        self.pages.addWidget(self.welcome)
        self.pages.addWidget(self.view)
        self.asked: list[str] = []

    def ask(self, question: str) -> None:
        self.asked.append(question)
        self.pages.setCurrentWidget(self.view)

    def new_chat(self) -> None:
        self.pages.setCurrentWidget(self.welcome)


def _opening(qtbot: Any, world: World, chats: list[object]) -> tuple[Opening, _Chats]:
    world.services.conversations = SimpleNamespace(list=lambda: chats)
    area = _Chats()
    qtbot.addWidget(area)
    opening: Any = Opening(world.context, area)  # type: ignore[arg-type]
    opening.start()
    return opening, area


def test_the_page_stands_where_the_welcome_would_be_until_the_first_question(
    qtbot: Any, world: World
) -> None:
    opening, chats = _opening(qtbot, world, [])
    qtbot.waitUntil(lambda: opening.page is not None and chats.pages.currentWidget() is opening.page)
    assert opening.page is not None
    opening.page.question_asked.emit("How long?")
    assert chats.asked == ["How long?"]
    assert opening.page is None
    assert chats.pages.count() == 2


def test_whoever_goes_on_alone_gets_the_welcome(qtbot: Any, world: World) -> None:
    opening, chats = _opening(qtbot, world, [])
    qtbot.waitUntil(lambda: opening.page is not None)
    assert opening.page is not None
    opening.page.left.emit()
    assert chats.pages.currentWidget() is chats.welcome


def test_with_chats_there_is_no_first_run(qtbot: Any, world: World) -> None:
    opening, chats = _opening(qtbot, world, ["a chat"])
    qtbot.wait(100)
    assert opening.page is None
    assert chats.pages.currentWidget() is chats.welcome
