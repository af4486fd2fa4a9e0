"""Changing minutes as a person does: in place, by menu and by keys; undone with Ctrl+Z."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QInputDialog, QMenu

from app.ui.meetings.area import MeetingsArea
from app.ui.meetings.line_dialogs import DueDialog
from app.ui.meetings.line_editor import LineEditor
from app.ui.meetings.note_item_model import NoteRole, NoteRow
from app.ui.theme import Theme
from tests.gui.fakes_areas import World, make_world, minutes

CONTROL = Qt.KeyboardModifier.ControlModifier
DECISION, ACTION = "The order will be confirmed.", "Send the signed order."


@pytest.fixture
def world(qapp: QApplication, tmp_path: Path) -> Iterator[World]:
    made = make_world(Theme(qapp, "light"), tmp_path / "profile")
    yield made
    made.close()


@pytest.fixture
def area(qtbot: Any, world: World) -> MeetingsArea:
    world.services.minutes.keep(minutes(60), Path("/tmp/weekly.vtt"))
    area = MeetingsArea(world.context)
    qtbot.addWidget(area)
    area.resize(900, 600)
    area.show()
    qtbot.waitUntil(lambda: area.view.note_model.rowCount() > 0)
    qtbot.waitUntil(lambda: area.editing.meeting is not None)
    area.view.notes.setFocus()
    qtbot.waitUntil(area.view.notes.hasFocus)
    return area


def _rows(area: MeetingsArea) -> list[NoteRow]:
    model = area.view.note_model
    return [model.index(row).data(NoteRole.RECORD) for row in range(model.rowCount())]


def _row(area: MeetingsArea, text: str) -> NoteRow:
    return next(row for row in _rows(area) if row.text == text)


def _texts(area: MeetingsArea) -> list[str]:
    return [row.text for row in _rows(area)]


def _choose(area: MeetingsArea, text: str) -> None:
    area.view.choose_line(_row(area, text).id)


def _menu_action(menu: QMenu, *path: str) -> QAction:
    found = next(action for action in menu.actions() if action.text() == path[0])
    return found if len(path) == 1 else _menu_action(found.menu(), *path[1:])


def test_a_line_is_written_in_place_and_undone(qtbot: Any, area: MeetingsArea) -> None:
    _choose(area, DECISION)
    qtbot.keyClick(area.view.notes, Qt.Key.Key_F2)
    editor = area.view.notes.findChild(LineEditor)
    assert editor.toPlainText() == DECISION
    editor.setPlainText("The order is\nconfirmed on Monday.")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "The order is confirmed on Monday." in _texts(area))
    row = _row(area, "The order is confirmed on Monday.")
    assert row.utterances == (1, 2)
    assert "edited by you" in row.detail
    assert [r.id for r in area.view.menu.chosen()] == [row.id]
    qtbot.keyClick(area.view.notes, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: DECISION in _texts(area))
    qtbot.waitUntil(lambda: not area.view.menu.undo.isEnabled())
    assert area.view.menu.redo.isEnabled()


def test_escape_leaves_the_line_as_it_was(qtbot: Any, area: MeetingsArea) -> None:
    _choose(area, DECISION)
    qtbot.keyClick(area.view.notes, Qt.Key.Key_F2)
    editor = area.view.notes.findChild(LineEditor)
    editor.setPlainText("Something else.")
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: area.view.notes.hasFocus())
    assert DECISION in _texts(area)
    assert not area.view.menu.undo.isEnabled()


def test_keys_accept_and_reject(qtbot: Any, area: MeetingsArea) -> None:
    _choose(area, DECISION)
    qtbot.keyClick(area.view.notes, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: _row(area, DECISION).state == "accepted")
    qtbot.keyClick(area.view.notes, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: _row(area, DECISION).state == "rejected")
    area.view.menu.menu_for(area.view.menu.chosen())
    area.view.menu.reopen.trigger()
    qtbot.waitUntil(lambda: _row(area, DECISION).state == "open")


def test_an_owner_is_chosen_or_typed(qtbot: Any, area: MeetingsArea) -> None:
    _choose(area, ACTION)
    menu = area.view.menu.menu_for(area.view.menu.chosen())
    assert _menu_action(menu, "Owner", "Ines Okafor").isChecked()
    _menu_action(menu, "Owner", "Tobias Renn").trigger()
    qtbot.waitUntil(lambda: _row(area, ACTION).owner == "Tobias Renn")
    _menu_action(menu, "Owner", "Somebody else…").trigger()
    dialog = area.findChild(QInputDialog)
    dialog.setTextValue("Zoe Field")
    dialog.accept()
    qtbot.waitUntil(lambda: _row(area, ACTION).owner == "Zoe Field")
    _menu_action(menu, "Owner", "Nobody").trigger()
    qtbot.waitUntil(lambda: _row(area, ACTION).owner is None)
    for _ in range(3):
        area.view.menu.undo.trigger()
    qtbot.waitUntil(lambda: _row(area, ACTION).owner == "Ines Okafor")


def test_a_date_is_set_and_taken_away(qtbot: Any, area: MeetingsArea) -> None:
    _choose(area, ACTION)
    menu = area.view.menu.menu_for(area.view.menu.chosen())
    _menu_action(menu, "Due", "Set date…").trigger()
    dialog = area.findChild(DueDialog)
    assert dialog.day.date() == QDate(2026, 3, 5)
    dialog.day.setDate(QDate(2026, 4, 1))
    dialog.accept()
    qtbot.waitUntil(lambda: _row(area, ACTION).due_date == "2026-04-01")
    assert "due 1 April 2026" in _row(area, ACTION).detail
    _menu_action(menu, "Due", "No date").trigger()
    qtbot.waitUntil(lambda: _row(area, ACTION).due_date is None)


def test_a_line_that_is_no_action_has_neither_owner_nor_date(area: MeetingsArea) -> None:
    _choose(area, DECISION)
    texts = [action.text() for action in area.view.menu.menu_for(area.view.menu.chosen()).actions()]
    assert "Owner" not in texts
    assert "Due" not in texts


def test_a_line_is_added_behind_the_chosen_one(qtbot: Any, area: MeetingsArea) -> None:
    _choose(area, DECISION)
    _menu_action(area.view.edit.menu(), "Add decision…").trigger()
    dialog = area.findChild(QInputDialog)
    dialog.setTextValue("Mara orders the pump.")
    dialog.accept()
    qtbot.waitUntil(lambda: "Mara orders the pump." in _texts(area))
    assert _texts(area).index("Mara orders the pump.") == _texts(area).index(DECISION) + 1
    qtbot.waitUntil(lambda: [row.text for row in area.view.menu.chosen()] == ["Mara orders the pump."])


def test_what_was_said_becomes_a_line_that_rests_on_it(qtbot: Any, area: MeetingsArea) -> None:
    area.view.transcript.setCurrentIndex(area.view.utterance_model.index(5))
    _menu_action(area.view.menu.transcript_menu(), "Add as action…").trigger()
    dialog = area.findChild(QInputDialog)
    assert dialog.textValue() == "The supplier wants the order confirmed by Friday."
    dialog.setTextValue("Confirm the order.")
    dialog.accept()
    qtbot.waitUntil(lambda: "Confirm the order." in _texts(area))
    assert _row(area, "Confirm the order.").utterances == (5,)
    assert _row(area, "Confirm the order.").time == "0:45"


def test_an_utterance_leads_back_to_its_lines(qtbot: Any, area: MeetingsArea) -> None:
    transcript = area.view.transcript
    index = area.view.utterance_model.index(2)
    qtbot.mouseClick(
        transcript.viewport(), Qt.MouseButton.LeftButton, pos=transcript.visualRect(index).center()
    )
    assert [row.text for row in area.view.menu.chosen()] == [DECISION, ACTION]
    assert area.view.utterance_model.highlighted() == {2}


def test_changes_from_elsewhere_are_shown(qtbot: Any, world: World, area: MeetingsArea) -> None:
    service = world.services.minutes
    (meeting,) = service.kept
    service.editor.rewrite(meeting, _row(area, DECISION).id, "Changed elsewhere.")
    qtbot.waitUntil(lambda: "Changed elsewhere." in _texts(area))
    service.keep(minutes(title="Another"), Path("/tmp/x.vtt"))
    qtbot.waitUntil(lambda: area.sidebar.model.rowCount() == 2)
    assert area.view.title.text() == "Weekly planning"


def test_exports_follow_the_changes(qtbot: Any, area: MeetingsArea, tmp_path: Path) -> None:
    _choose(area, DECISION)
    area.view.menu.reject.trigger()
    qtbot.waitUntil(lambda: _row(area, DECISION).state == "rejected")
    area.handing_on.export_to(tmp_path / "out.md")
    qtbot.waitUntil((tmp_path / "out.md").exists)
    assert DECISION not in (tmp_path / "out.md").read_text(encoding="utf-8")


def test_what_is_being_written_outlives_changes_from_elsewhere(
    qtbot: Any, world: World, area: MeetingsArea
) -> None:
    _choose(area, DECISION)
    qtbot.keyClick(area.view.notes, Qt.Key.Key_F2)
    editor = area.view.notes.findChild(LineEditor)
    editor.setPlainText("Written meanwhile.")
    (meeting,) = world.services.minutes.kept
    world.services.minutes.editor.assign(meeting, [_row(area, ACTION).id], "Zoe Field")
    qtbot.waitUntil(area.view.menu.undo.isEnabled)
    assert area.view.notes.writing()
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Written meanwhile." in _texts(area))
    assert _row(area, ACTION).owner == "Zoe Field"


def test_entering_the_transcript_chooses_nothing(qtbot: Any, area: MeetingsArea) -> None:
    _choose(area, DECISION)
    area.view.transcript.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(area.view.transcript.hasFocus)
    assert [row.text for row in area.view.menu.chosen()] == [DECISION]
    assert not area.view.utterance_model.highlighted()
    qtbot.keyClick(area.view.transcript, Qt.Key.Key_Down)
    assert area.view.utterance_model.highlighted() == {1}


def test_a_meeting_deleted_elsewhere_gives_way(qtbot: Any, world: World, area: MeetingsArea) -> None:
    service = world.services.minutes
    (meeting,) = service.kept
    service.keep(minutes(title="Another"), Path("/tmp/x.vtt"))
    qtbot.waitUntil(lambda: area.sidebar.model.rowCount() == 2)
    service.delete(meeting)
    qtbot.waitUntil(lambda: area.view.title.text() == "Another")
    assert area.sidebar.model.rowCount() == 1
    assert not world.notifications.banner.isVisible()
