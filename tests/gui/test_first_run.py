"""The first run: from an empty profile to a question with a cited answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.domain.events import IngestionProgressed
from app.domain.jobs import Progress
from app.ui.first_run import words
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
