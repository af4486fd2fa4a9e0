"""Wiping from the window: a word to type, a wish written down, and the window closed."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui.settings.wipe_dialog import WipeDialog
from app.ui.theme import Theme


def test_nothing_happens_before_the_word_is_typed(qtbot: QtBot, qapp: QApplication) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    asked: list[bool] = []
    dialog = WipeDialog(Theme(qapp, "light"), parent, 2, asked.append)
    dialog.show()
    assert not dialog.button.isEnabled()
    dialog._on_accepted()
    dialog.typed.setText("wip")
    assert not dialog.button.isEnabled()
    assert asked == []
    dialog.typed.setText(" Wipe ")
    assert dialog.button.isEnabled()
    dialog.models.setChecked(True)
    dialog.button.click()
    assert asked == [True]


def test_models_are_not_spoken_of_where_there_are_none(qtbot: QtBot, qapp: QApplication) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = WipeDialog(Theme(qapp, "light"), parent, 0, lambda _models: None)
    dialog.show()
    assert not dialog.models.isVisible()
    dialog.reject()
