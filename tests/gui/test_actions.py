"""The one list of commands: keys that are unique where they work, no key named elsewhere, and a target for each."""

from __future__ import annotations

import ast
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QListView, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.ui.actions import AREAS, BY_ID, COMMANDS, PLACES, WINDOW, bind, find, overlap, use
from app.ui.main_window import MainWindow
from tests.gui import fakes

UI = Path(__file__).resolve().parents[2] / "app" / "ui"
_SETTERS = {"setShortcut", "setShortcuts", "setKey", "setKeys"}


@pytest.fixture
def services() -> Any:
    return fakes.fake_services()


def clashes() -> list[tuple[str, str]]:
    return [
        (one.id, other.id)
        for one, other in combinations(COMMANDS, 2)
        if overlap(one.place, other.place)
        and {QKeySequence(k).toString() for k in one.shortcuts}
        & {QKeySequence(k).toString() for k in other.shortcuts}
    ]


def test_every_key_is_unique_wherever_the_keyboard_can_be() -> None:
    assert clashes() == []


def test_every_key_is_one_that_qt_knows() -> None:
    for command in COMMANDS:
        for shortcut in command.shortcuts:
            assert QKeySequence(shortcut).toString(), command.id


def test_ids_are_unique_and_places_have_names() -> None:
    assert len(BY_ID) == len(COMMANDS)
    assert {command.place for command in COMMANDS} <= set(PLACES)
    assert {f"Ctrl+{n}" for n in range(1, len(AREAS) + 1)} <= {k for c in WINDOW for k in c.shortcuts}


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ("", "chats", True),
        ("chats", "chats/list", True),
        ("chats/list", "chats/feedback", False),
        ("chats", "library", False),
        ("desk", "chats", True),
        ("desk", "library/page", False),
        ("desk", "settings", False),
    ],
)
def test_places_overlap_when_one_holds_the_other(one: str, other: str, both: bool) -> None:
    assert overlap(one, other) is both
    assert overlap(other, one) is both


def _named_keys(path: Path) -> list[int]:
    """Lines that give a key by name instead of by its command."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        texts = [a for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if name == "QKeySequence" and texts or name in _SETTERS and texts:
            found.append(node.lineno)
    return found


def test_no_other_file_names_a_key() -> None:
    elsewhere = {
        path.name: lines
        for path in UI.rglob("*.py")
        if path.name != "actions.py" and (lines := _named_keys(path))
    }
    assert elsewhere == {}


def test_what_is_bound_is_found_and_used(qtbot: QtBot) -> None:
    area = QWidget()
    qtbot.addWidget(area)
    done: list[str] = []
    action, button = QAction(area), QPushButton("x", area)
    shortcut = QShortcut(area)
    action.triggered.connect(lambda: done.append("action"))
    button.clicked.connect(lambda: done.append("button"))
    shortcut.activated.connect(lambda: done.append("shortcut"))
    bind(action, "rename_chat")
    bind(button, "export_minutes")
    bind(shortcut, "explain_answer")
    assert action.shortcut().toString() == "F2"
    for command in ("rename_chat", "export_minutes", "explain_answer"):
        target = find(area, command)
        assert target is not None
        use(target)
    assert done == ["action", "button", "shortcut"]
    action.setEnabled(False)
    assert find(area, "rename_chat") is None


def test_the_window_has_an_action_for_each_of_its_commands(window: MainWindow) -> None:
    assert set(window.actions_by_id) == {command.id for command in WINDOW}


def test_a_command_of_another_area_goes_there_and_says_when_there_is_nothing_to_do(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.commands.run("find_documents")
    assert window.rail.area() == "library"
    window.commands.run("open_document")
    window.commands.run("retry_job")
    assert window.rail.area() == "jobs"


def test_escape_is_offered_to_what_the_keyboard_is_in_first(qtbot: QtBot, window: MainWindow) -> None:
    class Closing(QListView):
        closed = 0

        def escape(self) -> bool:
            self.closed += 1
            return self.closed == 1

    window.activateWindow()
    inner = Closing(window.centralWidget())
    inner.show()
    inner.setFocus()
    qtbot.waitUntil(inner.hasFocus)
    window.open_evidence([(e, ("near", "neutral")) for e in fakes.EVIDENCE], 1)
    inner.setFocus()
    qtbot.keyClick(inner, Qt.Key.Key_Escape)
    assert (inner.closed, window.desk is not None and window.desk.isVisible()) == (1, True)
    inner.setFocus()
    qtbot.keyClick(inner, Qt.Key.Key_Escape)
    assert (inner.closed, window.desk is not None and window.desk.isVisible()) == (2, False)
