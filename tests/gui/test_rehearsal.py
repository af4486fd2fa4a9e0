"""The answer that nobody sees: it is laid out, and nothing of it stays."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from app.ui.chat.rehearsal import Rehearsal
from app.ui.chat.turn_view import TurnView
from app.ui.theme import Theme


def test_it_goes_by_itself_and_leaves_nothing(qtbot, qapp: QApplication) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    rehearsal = Rehearsal(Theme(qapp, "light"), window)
    rehearsal.start()
    qtbot.waitUntil(lambda: bool(window.findChildren(TurnView)))
    (view,) = window.findChildren(TurnView)
    assert not view.isVisible()
    qtbot.waitUntil(lambda: not isValid(rehearsal) and not isValid(view))
    assert not window.findChildren(QWidget)


def test_it_ends_with_its_window(qtbot, qapp: QApplication) -> None:
    window = QWidget()
    rehearsal = Rehearsal(Theme(qapp, "light"), window)
    rehearsal.start()
    window.deleteLater()
    qtbot.waitUntil(lambda: not isValid(rehearsal))
