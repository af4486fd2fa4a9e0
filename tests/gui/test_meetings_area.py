"""Meetings as a person uses them: a transcript in, minutes out, every line linked to what was said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from app.domain.meetings import NoteItem
from app.ui.meetings.area import MeetingsArea
from app.ui.meetings.note_item_model import NoteRole, NoteRow
from app.ui.theme import Theme
from tests.gui.fakes_areas import World, drop, make_world, minutes


@pytest.fixture
def world(qapp: QApplication, tmp_path: Path) -> Iterator[World]:
    made = make_world(Theme(qapp, "light"), tmp_path / "profile")
    yield made
    made.close()


def _area(qtbot: Any, world: World) -> MeetingsArea:
    area = MeetingsArea(world.context)
    qtbot.addWidget(area)
    area.resize(900, 600)
    area.show()
    return area


def _with_minutes(qtbot: Any, world: World, utterances: int = 60) -> MeetingsArea:
    world.services.minutes.keep(minutes(utterances), Path("/tmp/weekly.vtt"))
    area = _area(qtbot, world)
    qtbot.waitUntil(lambda: area.view.note_model.rowCount() > 0)
    return area


def _row(area: MeetingsArea, text: str) -> int:
    model = area.view.note_model
    return next(row for row in range(model.rowCount()) if model.index(row).data() == text)


def test_without_meetings_the_sample_is_offered(qtbot: Any, world: World) -> None:
    area = _area(qtbot, world)
    assert area.pages.currentWidget() is area.empty
    assert area.sample_button.isEnabled()
    qtbot.waitUntil(lambda: not area.sidebar.isVisible())


def test_a_dropped_transcript_becomes_minutes(qtbot: Any, world: World, tmp_path: Path) -> None:
    area = _area(qtbot, world)
    drop(area, [tmp_path / "Budget round.vtt"])
    qtbot.waitUntil(lambda: area.view.title.text() == "Budget round")
    assert area.pages.currentWidget() is area.view
    assert area.view.coverage.text() == "All 12 utterances read"
    qtbot.waitUntil(lambda: not area.progress.isVisible())


def test_progress_counts_utterances_and_can_be_stopped(qtbot: Any, world: World, tmp_path: Path) -> None:
    world.services.minutes.gate.clear()
    area = _area(qtbot, world)
    area.intake.add([tmp_path / "one.vtt", tmp_path / "two.vtt"])
    qtbot.waitUntil(lambda: area.progress.left.text() == "6 of 12")
    qtbot.mouseClick(area.progress.stop_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not area.progress.isVisible())
    assert not world.services.minutes.kept


def test_what_is_no_transcript_is_refused_by_name_and_the_next_goes_on(
    qtbot: Any, world: World, tmp_path: Path
) -> None:
    area = _area(qtbot, world)
    area.intake.add([tmp_path / "scan.pdf", tmp_path / "good.vtt"])
    qtbot.waitUntil(lambda: area.view.title.text() == "good")
    assert "“scan.pdf”" in world.notifications.banner.message.text()
    assert "not a meeting transcript" in world.notifications.banner.message.text()


def test_choosing_a_line_shows_and_marks_where_it_was_said(qtbot: Any, world: World) -> None:
    area = _with_minutes(qtbot, world)
    notes = area.view.notes
    index = area.view.note_model.index(_row(area, "The order will be confirmed."))
    notes.scrollTo(index)
    qtbot.mouseClick(notes.viewport(), Qt.MouseButton.LeftButton, pos=notes.visualRect(index).center())
    assert area.view.utterance_model.highlighted() == {1, 2}


def test_a_line_far_down_scrolls_the_transcript(qtbot: Any, world: World) -> None:
    area = _with_minutes(qtbot, world)
    row = _row(area, "Pump house")
    area.view.notes.row_chosen.emit(area.view.note_model.index(row))
    first = min(area.view.note_model.index(row).data(NoteRole.RECORD).utterances)
    shown = area.view.transcript.visualRect(area.view.utterance_model.index(first))
    assert area.view.transcript.viewport().rect().intersects(shown)
    assert area.view.transcript.verticalScrollBar().value() > 0


def test_the_arrow_keys_choose_and_pass_over_titles(qtbot: Any, world: World) -> None:
    area = _with_minutes(qtbot, world)
    area.view.notes.setFocus()
    qtbot.waitUntil(area.view.notes.hasFocus)
    area.view.notes.setCurrentIndex(area.view.note_model.index(1))
    qtbot.keyClick(area.view.notes, Qt.Key.Key_Down)
    assert area.view.notes.currentIndex().data() == "The order will be confirmed."
    assert area.view.utterance_model.highlighted() == {1, 2}


def _with_perhaps(qtbot: Any, world: World) -> MeetingsArea:
    made = minutes(60)
    perhaps = (
        NoteItem("The pump house gets a second key.", (7,), 63000, sure=False),
        NoteItem("The fence is painted green.", (9,), 81000, sure=False),
    )
    world.services.minutes.keep(replace(made, decisions=(*made.decisions, *perhaps)), Path("/tmp/weekly.vtt"))
    area = _area(qtbot, world)
    qtbot.waitUntil(lambda: area.view.note_model.rowCount() > 0)
    return area


def _lines(area: MeetingsArea) -> list[str]:
    return [area.view.note_model.index(row).data() for row in range(area.view.note_model.rowCount())]


def test_what_is_perhaps_decided_is_folded_until_it_is_opened(qtbot: Any, world: World) -> None:
    area = _with_perhaps(qtbot, world)
    fold = _row(area, "Perhaps decided (2)")
    assert "The fence is painted green." not in _lines(area)
    assert _lines(area)[fold - 1] == "The order will be confirmed."
    spoken = area.view.note_model.index(fold).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Perhaps decided (2), Show"
    area.view.notes.setCurrentIndex(area.view.note_model.index(fold))
    qtbot.keyClick(area.view.notes, Qt.Key.Key_Return)
    assert _lines(area)[fold + 1 : fold + 3] == [
        "The pump house gets a second key.",
        "The fence is painted green.",
    ]
    assert area.view.notes.currentIndex().row() == fold
    rect = area.view.notes.visualRect(area.view.note_model.index(fold))
    qtbot.mouseClick(area.view.notes.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert "The fence is painted green." not in _lines(area)


def test_the_arrow_keys_pass_the_fold_without_opening_it(qtbot: Any, world: World) -> None:
    area = _with_perhaps(qtbot, world)
    fold = _row(area, "Perhaps decided (2)")
    area.view.notes.setFocus()
    area.view.notes.setCurrentIndex(area.view.note_model.index(fold - 1))
    qtbot.keyClick(area.view.notes, Qt.Key.Key_Down)
    assert area.view.notes.currentIndex().row() == fold
    qtbot.keyClick(area.view.notes, Qt.Key.Key_Down)
    assert area.view.notes.currentIndex().data() == "Send the signed order."
    assert "The fence is painted green." not in _lines(area)


def test_a_line_that_is_asked_for_is_brought_out(qtbot: Any, world: World) -> None:
    area = _with_perhaps(qtbot, world)
    area.view.transcript.row_chosen.emit(area.view.utterance_model.index(9))
    row: NoteRow = area.view.notes.currentIndex().data(NoteRole.RECORD)
    assert row.text == "The fence is painted green."
    accepted = world.services.minutes.editor
    meeting = world.services.minutes.kept[0]
    accepted.set_state(meeting, [row.id], "accepted")
    qtbot.waitUntil(lambda: "Perhaps decided (1)" in _lines(area))
    assert _lines(area)[_row(area, "Perhaps decided (1)") - 1] == "The fence is painted green."


def test_chosen_lines_can_be_copied(qtbot: Any, world: World) -> None:
    area = _with_minutes(qtbot, world)
    area.view.notes.setCurrentIndex(area.view.note_model.index(_row(area, "Send the signed order.")))
    qtbot.keyClick(area.view.notes, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    expected = "Send the signed order., Ines Okafor · due tomorrow (5 March 2026), 0:18"
    assert QGuiApplication.clipboard().text() == expected


@pytest.mark.parametrize("suffix", [".docx", ".pdf", ".md", ".html", ".txt", ".ics", ".json"])
def test_minutes_are_exported(qtbot: Any, world: World, tmp_path: Path, suffix: str) -> None:
    area = _with_minutes(qtbot, world)
    area.view.export_requested.emit(suffix)
    dialog = area.findChild(QFileDialog)
    assert dialog.defaultSuffix() == suffix[1:]
    dialog.reject()
    area.handing_on.export_to(tmp_path / f"out{suffix}")
    qtbot.waitUntil((tmp_path / f"out{suffix}").is_file)
    qtbot.waitUntil(lambda: f"out{suffix}" in world.notifications.banner.message.text())


def test_minutes_are_copied_as_text_for_an_email(qtbot: Any, world: World) -> None:
    area = _with_minutes(qtbot, world)
    copy = area.view.export.menu().actions()[-1]
    assert copy.text() == "Copy as e-mail text"
    copy.trigger()
    text = QGuiApplication.clipboard().text()
    assert text.startswith("Weekly planning\n2026-03-04 · ")
    assert "- Send the signed order. (Ines Okafor, tomorrow (2026-03-05)) [0:18]" in text


def test_an_export_that_fails_says_why(qtbot: Any, world: World, tmp_path: Path) -> None:
    area = _with_minutes(qtbot, world)
    area.handing_on.export_to(tmp_path / "out.xls")
    qtbot.waitUntil(lambda: "cannot be written as .xls" in world.notifications.banner.message.text())


def test_deleting_asks_first(qtbot: Any, world: World) -> None:
    area = _with_minutes(qtbot, world)
    qtbot.mouseClick(area.view.delete, Qt.MouseButton.LeftButton)
    box = area.findChild(QMessageBox)
    assert "stays on the disk" in box.informativeText()
    next(button for button in box.buttons() if button.text() == "Delete").click()
    qtbot.waitUntil(lambda: area.pages.currentWidget() is area.empty)
    assert not world.services.minutes.kept


def test_meetings_can_be_switched(qtbot: Any, world: World) -> None:
    for title in ("First", "Second"):
        world.services.minutes.keep(minutes(title=title), Path("/tmp/x.vtt"))
    area = _area(qtbot, world)
    qtbot.waitUntil(lambda: area.view.title.text() == "Second")
    area.sidebar.list.setCurrentIndex(area.sidebar.model.index(1))
    qtbot.waitUntil(lambda: area.view.title.text() == "First")
