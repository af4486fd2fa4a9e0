"""The command palette: what is found, in which order, and all of it by keyboard."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services.settings import OPTIONS
from app.ui.main_window import MainWindow
from app.ui.palette.entries import Entry, Finder, Found
from app.ui.palette.found_item_model import RECORD, FoundItemModel
from app.ui.palette.fuzzy import fit, fold
from app.ui.window_state import MOST_RECENT, WindowState
from tests.gui import fakes


@pytest.fixture
def services() -> Any:
    return fakes.fake_services(
        minutes=SimpleNamespace(list=lambda: [(7, "Board meeting", None, 0.0)]),
        settings=SimpleNamespace(get=lambda option: option.default, options=lambda: OPTIONS),
    )


def entry(title: str, kind: str = "command", **changes: Any) -> Entry:
    return Entry(changes.pop("key", f"{kind}:{title}"), kind, title, lambda: None, **changes)


def titles(found: list[Found]) -> list[str]:
    return [row.entry.title for row in found]


def test_folding_keeps_the_number_of_characters() -> None:
    for text in ("Café Größe", "ﬁn", "İstanbul", "naïve", "Ärger"):
        assert len(fold(text)) == len(text)
    assert fold("Größe É") == "große e"


@pytest.mark.parametrize(
    ("typed", "text", "marks"),
    [
        ("new", "New chat", (0, 1, 2)),
        ("chat", "New chat", (4, 5, 6, 7)),
        ("ew", "New chat", (1, 2)),
        ("nch", "New chat", (0, 4, 5)),
        ("chat new", "New chat", (0, 1, 2, 4, 5, 6, 7)),
        ("cafe", "Le Café", (3, 4, 5, 6)),
    ],
)
def test_what_was_typed_is_found_and_marked(typed: str, text: str, marks: tuple[int, ...]) -> None:
    found = fit(typed, text)
    assert found is not None
    assert found.marks == marks


def test_every_word_must_be_found() -> None:
    assert fit("new zebra", "New chat") is None
    assert fit("conversation", "New chat", "conversation ask") is not None
    assert fit("versation", "New chat", "conversation ask") is None


def test_letters_far_apart_are_no_find() -> None:
    assert fit("xyz", "x and a very long text before y, and then an even longer one before z") is None


def test_the_best_comes_first() -> None:
    finder = Finder([entry("Take over a new template"), entry("New chat"), entry("Renew")])
    assert titles(finder.find("new")) == ["New chat", "Take over a new template", "Renew"]


def test_what_was_used_comes_first_when_nothing_is_typed_and_before_its_equals() -> None:
    entries = [entry("Lease A", "document"), entry("Lease B", "document"), entry("New chat"), entry("Quit")]
    finder = Finder(entries, ["document:Lease B", "command:Quit"])
    assert titles(finder.find("")) == ["Lease B", "Quit", "New chat"]
    assert titles(finder.find("lease"))[0] == "Lease B"


def test_among_very_many_the_one_that_holds_the_words_is_found_and_a_command_by_its_letters() -> None:
    many = [entry(f"Annual chart {number}", "document") for number in range(5000)]
    finder = Finder([entry("New chat"), *many])
    assert titles(finder.find("chart 4999")) == ["Annual chart 4999"]
    assert "New chat" in titles(finder.find("nch"))


def test_the_model_keeps_qts_rules(qtbot: QtBot) -> None:
    model = FoundItemModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_rows([Found(entry("a")), Found(entry("b"))])
    model.set_rows([Found(entry("c", keys="Ctrl+E", detail="Chats"), recent=True)])
    assert model.index(0).data(Qt.ItemDataRole.AccessibleTextRole) == "c, Chats, Ctrl+E, used before"
    model.set_rows([])
    assert model.rowCount() == 0


def shown(window: MainWindow) -> list[str]:
    model = window.palette_panel().model
    return [model.index(row).data(RECORD).entry.title for row in range(model.rowCount())]


def test_commands_chats_documents_and_meetings_are_found(
    qtbot: QtBot, window: MainWindow, services: Any
) -> None:
    services.conversations.add("Lease terms", fakes.answer())
    window.commands.find_anything()
    panel = window.palette_panel()
    assert "New chat" in shown(window)
    assert "Next pane" not in shown(window)
    for typed, title in (
        ("lease te", "Lease terms"),
        ("board", "Board meeting"),
        ("on the", "Notes on the move"),
    ):
        panel.field.setText(typed)
        qtbot.waitUntil(lambda title=title: title in shown(window))
    panel.field.setText("strict")
    assert "Only supported sentences" in shown(window)
    assert shown(window)[-1] == "Ask your documents: “strict”"


def test_it_works_by_keyboard_alone_and_remembers(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    window.areas.chats().focus_composer()
    composer = QApplication.focusWidget()
    qtbot.keyClick(composer, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    panel = window.palette_panel()
    qtbot.waitUntil(panel.field.hasFocus)
    qtbot.keyClicks(panel.field, "library")
    qtbot.keyClick(panel.field, Qt.Key.Key_Down)
    qtbot.keyClick(panel.field, Qt.Key.Key_Up)
    found = panel.current()
    assert found is not None
    assert found.entry.key == "command:area_library"
    qtbot.keyClick(panel.field, Qt.Key.Key_Return)
    assert panel.isHidden()
    assert window.rail.area() == "library"
    window.commands.find_anything()
    assert shown(window)[0] == "Library"
    qtbot.keyClick(panel.field, Qt.Key.Key_Escape)
    assert panel.isHidden()


def test_escape_gives_the_keyboard_back(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    window.areas.chats().focus_composer()
    composer = QApplication.focusWidget()
    window.commands.find_anything()
    qtbot.waitUntil(window.palette_panel().field.hasFocus)
    window.commands.escape()
    assert QApplication.focusWidget() is composer


def test_what_was_typed_can_be_asked(qtbot: QtBot, window: MainWindow, services: Any) -> None:
    window.commands.find_anything()
    panel = window.palette_panel()
    panel.field.setText("how long is the notice period")
    panel.list.setCurrentIndex(panel.model.index(panel.model.rowCount() - 1))
    panel.choose()
    qtbot.waitUntil(lambda: bool(services.conversations.chats))
    assert window.state.recent() == []


def test_what_was_used_is_kept_without_names(tmp_path: Path) -> None:
    state = WindowState(tmp_path / "window.ini")
    for number in range(MOST_RECENT + 5):
        state.use(f"chat:{number}")
    state.use("command:new_chat")
    again = WindowState(tmp_path / "window.ini")
    assert again.recent() == state.recent()
    assert again.recent()[:2] == ["command:new_chat", f"chat:{MOST_RECENT + 4}"]
    assert len(again.recent()) == MOST_RECENT


def test_the_status_line_offers_it_where_there_is_room(qtbot: QtBot, window: MainWindow) -> None:
    button = window.status.find_button
    assert button.isVisible()
    button.click()
    qtbot.waitUntil(window.palette_panel().isVisible)
    window.status._say_library("many words about the library " * 20, "few words")
    assert not button.isVisible()
    assert window.status.library.text() == "few words"
    window.status._say_library("few words")
    assert button.isVisible()
