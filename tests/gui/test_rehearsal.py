"""The answer that nobody sees: it is laid out, and nothing of it stays."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from app.ui.chat.rehearsal import Rehearsal
from app.ui.chat.turn_view import TurnView
from app.ui.theme import Theme


def test_it_goes_by_itself_and_leaves_nothing(qtbot, qapp: QApplication) -> None:
    owner = QObject()
    before = {id(widget) for widget in qapp.topLevelWidgets()}
    rehearsal = Rehearsal(Theme(qapp, "light"), owner)
    seen: list[TurnView] = []

    def look() -> bool:
        made = [w for w in qapp.topLevelWidgets() if isinstance(w, TurnView) and id(w) not in before]
        seen.extend(made)
        return bool(made) and made[0].answer_view.answer is not None

    rehearsal.start()
    qtbot.waitUntil(look)
    assert not seen[0].isVisible()
    qtbot.waitUntil(lambda: not isValid(rehearsal))
    assert not isValid(seen[0])


def test_it_ends_with_its_window(qtbot, qapp: QApplication) -> None:
    owner = QObject()
    rehearsal = Rehearsal(Theme(qapp, "light"), owner)
    rehearsal.start()
    del owner
    qtbot.waitUntil(lambda: not isValid(rehearsal))
    qtbot.wait(100)
