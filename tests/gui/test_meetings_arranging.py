"""Templates, series, questions and sections made again, as a person uses them in the window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QInputDialog, QMessageBox, QWidget

from app.domain.meetings import ActionItem
from app.domain.minutes_templates import STANDARD
from app.services.minutes_templates import MinutesTemplates
from app.ui.meetings.area import MeetingsArea
from app.ui.meetings.note_item_model import NoteItemModel, NoteRole, NoteRow, note_rows
from app.ui.meetings.paste_dialog import PasteDialog
from app.ui.meetings.template_dialog import TemplateDialog
from app.ui.meetings.template_item_model import SectionItemModel, TemplateItemModel
from app.ui.theme import Theme
from tests.gui.fakes_areas import World, make_world, minutes

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


@pytest.fixture
def world(qapp: QApplication, tmp_path: Path) -> Iterator[World]:
    made = make_world(Theme(qapp, "light"), tmp_path / "profile")
    yield made
    made.close()


def _area(qtbot: Any, world: World, *titles: str) -> MeetingsArea:
    """With these meetings, a week apart; the last one is shown."""
    for number, title in enumerate(titles or ("Weekly planning",)):
        made = minutes(12, title)
        day = f"2026-03-{4 + 7 * number:02d}"
        world.services.minutes.keep(
            replace(made, transcript=replace(made.transcript, date=day)), Path("/tmp/x.vtt")
        )
    area = MeetingsArea(world.context)
    qtbot.addWidget(area)
    area.resize(1100, 700)
    area.show()
    qtbot.waitUntil(lambda: area.view.note_model.rowCount() > 0)
    return area


def _titles(area: MeetingsArea) -> list[str]:
    model = area.view.note_model
    rows: list[NoteRow] = [model.index(i).data(NoteRole.RECORD) for i in range(model.rowCount())]
    return [row.text for row in rows if row.title]


def _choose(area: MeetingsArea, text: str) -> None:
    (index, *_more) = area.view.note_model.rows_where(lambda row: row.text == text)
    area.view.notes.setCurrentIndex(index)


def _template(area: MeetingsArea, name: str) -> None:
    next(a for a in area.view.template_button.menu().actions() if a.text() == name).trigger()


def test_a_template_decides_what_is_shown_and_handed_on_and_nothing_is_lost(
    qtbot: Any, world: World, tmp_path: Path
) -> None:
    area = _area(qtbot, world)
    everything = _titles(area)
    assert everything == ["Summary", "Decisions", "Actions", "Open questions", "Topics"]
    _template(area, "Decisions only")
    qtbot.waitUntil(lambda: _titles(area) == ["Decisions"])
    area.handing_on.export_to(tmp_path / "a.md")
    qtbot.waitUntil((tmp_path / "a.md").is_file)
    assert "## Actions" not in (tmp_path / "a.md").read_text()
    area.handing_on.copy_as_mail()
    assert "Actions:" not in QGuiApplication.clipboard().text()
    assert area.view.template_button.accessibleName() == "Template: Decisions only"
    _template(area, "Standard")
    qtbot.waitUntil(lambda: _titles(area) == everything)


def test_a_template_without_a_line_says_so(qtbot: Any, world: World) -> None:
    bare = replace(minutes(), decisions=())
    layout = world.services.meeting_series.templates.named("Decisions only")
    from app.domain.minutes_templates import Layout

    (row,) = note_rows(bare, Layout(layout))
    assert row.hint
    assert "Decisions only" in row.text


def test_a_series_is_suggested_and_what_was_open_is_carried_over(qtbot: Any, world: World) -> None:
    area = _area(qtbot, world, "Pump house", "Pump house")
    qtbot.waitUntil(area.view.suggestion.isVisible)
    assert "another meeting" in area.view.suggestion.message.text()
    area.view.suggestion.action_button.click()
    qtbot.waitUntil(lambda: "Open from last time" in _titles(area))
    assert not area.view.suggestion.isVisible()
    assert area.view.series_button.accessibleName() == "Series: Pump house"
    (carried,) = area.view.note_model.rows_where(lambda row: row.section == "carried")
    area.view.notes.setCurrentIndex(carried)
    area.view.menu.done.trigger()
    qtbot.waitUntil(
        lambda: all(
            i.data(NoteRole.RECORD).done for i in area.view.note_model.rows_where(lambda r: bool(r.origin))
        )
    )
    assert area.view.notes.currentIndex().data(NoteRole.RECORD).origin  # what was chosen stays so
    area.view.menu.origin.trigger()
    qtbot.waitUntil(lambda: area.handing_on.shown.minutes.transcript.date == "2026-03-04")
    qtbot.waitUntil(lambda: len(area.view.menu.chosen()) == 1)
    assert area.view.menu.chosen()[0].done


def test_whoever_declines_is_not_asked_again(qtbot: Any, world: World) -> None:
    area = _area(qtbot, world, "Pump house", "Pump house")
    qtbot.waitUntil(area.view.suggestion.isVisible)
    area.view.suggestion.close_button.click()
    newest = world.services.minutes.kept[0]
    qtbot.waitUntil(lambda: world.services.meeting_series.suggestion(newest) is None)
    assert not area.view.suggestion.isVisible()


def test_a_series_is_begun_named_left_and_brought_back(qtbot: Any, world: World) -> None:
    area = _area(qtbot, world)
    area.view.series_button.begun.emit()
    dialog = area.findChild(QInputDialog)
    dialog.setTextValue("Mondays")
    dialog.accept()
    qtbot.waitUntil(lambda: area.view.series_button.accessibleName() == "Series: Mondays")
    area.view.series_button.left.emit()
    qtbot.waitUntil(lambda: area.view.series_button.accessibleName() == "Series: none")
    assert world.notifications.banner.action_button.text() == "Undo"
    world.notifications.banner.action_button.click()
    qtbot.waitUntil(lambda: area.view.series_button.accessibleName() == "Series: Mondays")


def test_the_actions_of_a_series_are_filtered_marked_and_led_back(qtbot: Any, world: World) -> None:
    area = _area(qtbot, world, "Pump house", "Pump house")
    series = world.services.meeting_series
    series.begin("Mondays", world.services.minutes.kept)
    qtbot.waitUntil(lambda: area.series.shown is not None and area.series.shown.series is not None)
    area.series.show_current()
    page = area.series.page
    qtbot.waitUntil(lambda: page.title.text() == "Mondays" and page.model.rowCount() == 4)
    assert area.pages.currentWidget() is page
    page.due.setCurrentIndex(page.due.findData("none"))
    assert page.nothing.isVisible()
    page.due.setCurrentIndex(page.due.findData("overdue"))
    assert page.model.rowCount() == 4
    page.owner.setCurrentIndex(page.owner.findData("Ines Okafor"))
    page.list.setCurrentIndex(page.model.index(1))
    page.mark.trigger()
    qtbot.waitUntil(lambda: page.summary.text() == "1 open, 1 done")
    assert page.model.rowCount() == 2
    page.done.setChecked(True)
    assert page.model.rowCount() == 4
    qtbot.waitUntil(lambda: not area._context.operations._running)  # what the mark made anew has been shown
    page.list.setCurrentIndex(page.model.index(1))
    page.open.trigger()
    qtbot.waitUntil(lambda: area.pages.currentWidget() is area.view and bool(area.view.menu.chosen()))
    qtbot.waitUntil(lambda: area.handing_on.shown.minutes.transcript.date == "2026-03-04")


def test_a_section_is_made_again_keeping_what_is_the_persons(qtbot: Any, world: World) -> None:
    area = _area(qtbot, world)
    service, meeting = world.services.minutes, world.services.minutes.kept[0]
    action = service.get(meeting).actions[0]
    service.editor.set_state(meeting, [action.id], "accepted")
    service.again = replace(minutes(), actions=(ActionItem("Inspect the pump house.", (3,)),))
    qtbot.waitUntil(lambda: area.view.menu.undo.isEnabled())
    _choose(area, action.text)
    area.view.menu.again.trigger()
    qtbot.waitUntil(
        lambda: bool(area.view.note_model.rows_where(lambda r: r.text == "Inspect the pump house."))
    )
    assert area.view.note_model.rows_where(lambda row: row.text == action.text)
    qtbot.waitUntil(lambda: "were made again" in world.notifications.banner.message.text())
    world.notifications.banner.action_button.click()
    qtbot.waitUntil(
        lambda: not area.view.note_model.rows_where(lambda r: r.text == "Inspect the pump house.")
    )


def test_making_a_section_again_can_be_stopped(qtbot: Any, world: World) -> None:
    area = _area(qtbot, world)
    service = world.services.minutes
    service.again = replace(minutes(), actions=())
    service.gate.clear()
    area.view.menu.again_requested.emit("actions")
    qtbot.waitUntil(area.progress.isVisible)
    assert "Making the actions again" in area.progress.label.text()
    qtbot.mouseClick(area.progress.stop_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not area.progress.isVisible())
    assert service.editor.steps(service.kept[0]) == (0, 0)


def test_a_question_is_answered_with_places_that_lead_to_the_transcript(qtbot: Any, world: World) -> None:
    area = _area(qtbot, world)
    panel = area.view.ask
    area.view.menu.ask.trigger()
    qtbot.waitUntil(panel.field.hasFocus)
    world.services.meeting_questions.gate.clear()
    qtbot.keyClicks(panel.field, "When is the order sent?")
    qtbot.keyClick(panel.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.model.rowCount() == 3)  # what was found is there before the answer
    assert panel.progress.isVisible()
    world.services.meeting_questions.text = "Tomorrow [1]."
    world.services.meeting_questions.gate.set()
    qtbot.waitUntil(lambda: panel.text.text() == "Tomorrow [1].")
    qtbot.waitUntil(lambda: not panel.progress.isVisible())
    row: NoteRow = panel.model.index(0).data(NoteRole.RECORD)
    assert (row.detail, row.time) == ("[1] Tobias Renn", "0:09")
    panel.list.row_chosen.emit(panel.model.index(0))
    assert area.view.utterance_model.highlighted() == {1}
    qtbot.keyClick(panel.field, Qt.Key.Key_Escape)
    assert not panel.card.isVisible()


def test_what_one_person_did_not_say_can_be_asked_of_everybody(qtbot: Any, world: World) -> None:
    area = _area(qtbot, world)
    panel, asked = area.view.ask, world.services.meeting_questions.asked
    panel.field.setText("What did Tobias say about the moon?")
    panel.ask()
    qtbot.waitUntil(panel.everybody.isVisible)
    assert panel.text.text().startswith("Tobias Renn did not say that")
    panel.everybody.click()
    qtbot.waitUntil(lambda: panel.text.text().startswith("That was not said in this meeting."))
    assert [everybody for _, _, everybody in asked] == [False, True]


def test_an_answer_goes_with_its_meeting(qtbot: Any, world: World) -> None:
    area = _area(qtbot, world, "First", "Second")
    area.view.ask.field.setText("When?")
    area.view.ask.ask()
    qtbot.waitUntil(lambda: area.view.ask.model.rowCount() == 1)
    area.sidebar.list.setCurrentIndex(area.sidebar.model.index(1))
    qtbot.waitUntil(lambda: not area.view.ask.card.isVisible())


def test_a_pasted_text_is_looked_at_kept_and_made_into_minutes(qtbot: Any, world: World) -> None:
    area = _area(qtbot, world)
    QGuiApplication.clipboard().setText("milk, eggs, flour")
    area.sidebar.paste_button.click()
    dialog = area.findChild(PasteDialog)
    qtbot.waitUntil(lambda: "not a meeting transcript" in dialog.preview.text())
    assert not dialog.make_button.isEnabled()
    dialog.text.setPlainText(
        "Ana Ruiz: Shall we begin?\nBen Okoro: Yes, let us.\nAna Ruiz: The roof first.\n"
    )
    qtbot.waitUntil(dialog.make_button.isEnabled)
    assert dialog.preview.text().startswith("3 utterances, 2 speakers, without times.")
    assert "Ana Ruiz: Shall we begin?" in dialog.preview.text()
    dialog.title.setText("Roof / talk")
    dialog.make_button.click()
    qtbot.waitUntil(lambda: area.view.title.text() == "Roof - talk")
    kept = world.services.paths.transcripts / "Roof - talk.txt"
    assert kept.is_file()
    assert not list(world.services.paths.cache.glob("pasted*"))
    area.view.delete.click()
    box = area.findChild(QMessageBox)
    assert "pasted is deleted" in box.informativeText()
    next(button for button in box.buttons() if button.text() == "Delete").click()
    qtbot.waitUntil(lambda: not kept.exists())
    qtbot.waitUntil(lambda: "deleted" in world.notifications.banner.message.text())


def test_several_refused_files_are_told_together(qtbot: Any, world: World, tmp_path: Path) -> None:
    area = _area(qtbot, world)
    area.intake.add([tmp_path / "a.pdf", tmp_path / "b.pdf", tmp_path / "good.vtt"])
    qtbot.waitUntil(lambda: area.view.title.text() == "good")
    qtbot.waitUntil(lambda: "No minutes of 2 files" in world.notifications.banner.message.text())
    hint = world.notifications.banner.hint.text()
    assert "“a.pdf”" in hint
    assert "“b.pdf”" in hint


def test_a_folder_without_transcripts_is_told(qtbot: Any, world: World, tmp_path: Path) -> None:
    area = _area(qtbot, world)
    area.intake.add([tmp_path])
    assert "There is no transcript" in world.notifications.banner.message.text()


@pytest.fixture
def templates(tmp_path: Path) -> MinutesTemplates:
    return MinutesTemplates(tmp_path / "templates")


def _dialog(qtbot: Any, qapp: QApplication, templates: MinutesTemplates) -> TemplateDialog:
    dialog = TemplateDialog(Theme(qapp, "light"), templates, "stand_up")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_what_comes_with_carrel_is_copied_to_be_changed(
    qtbot: Any, qapp: QApplication, templates: MinutesTemplates
) -> None:
    dialog = _dialog(qtbot, qapp, templates)
    assert dialog.name.isReadOnly()
    assert not dialog.delete_button.isEnabled()
    dialog.duplicate()
    assert not dialog.name.isReadOnly()
    sections = dialog.sections
    assert sections.setData(sections.index(0, 1), "Yesterday")
    assert sections.setData(sections.index(3, 0), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    qtbot.waitUntil(lambda: len(templates.named("Stand-up 2").sections) == 3)
    assert templates.named("Stand-up 2").sections[0].heading == "Yesterday"
    dialog.table.setCurrentIndex(sections.index(0, 0))
    dialog.down_button.click()
    qtbot.waitUntil(lambda: templates.named("Stand-up 2").sections[1].heading == "Yesterday")
    assert dialog.table.currentIndex().row() == 1
    dialog.name.setText("Mornings")
    dialog.name.editingFinished.emit()
    assert templates.named("Mornings").sections[1].heading == "Yesterday"


def test_a_name_that_is_taken_is_refused_with_its_reason(
    qtbot: Any, qapp: QApplication, templates: MinutesTemplates
) -> None:
    dialog = _dialog(qtbot, qapp, templates)
    dialog.duplicate()
    dialog.name.setText("Interview")
    dialog.name.editingFinished.emit()
    assert "another one is named “Interview”" in dialog.banner.message.text()


def test_a_deleted_template_comes_back(
    qtbot: Any, qapp: QApplication, templates: MinutesTemplates, tmp_path: Path
) -> None:
    dialog = _dialog(qtbot, qapp, templates)
    dialog.duplicate()
    dialog.export_file(tmp_path / "mine.toml")
    dialog.delete()
    assert templates.get("") is STANDARD
    assert [t.name for t in templates.all() if not t.built_in] == []
    dialog.banner.action_button.click()
    assert dialog.chosen() is not None
    assert [t.name for t in templates.all() if not t.built_in] == ["Stand-up 2"]
    dialog.import_file(tmp_path / "mine.toml")
    assert [t.name for t in templates.all() if not t.built_in] == ["Stand-up 2", "Stand-up 3"]
    (tmp_path / "no.toml").write_text("x = 1")
    dialog.import_file(tmp_path / "no.toml")
    assert "not a template of Carrel's" in dialog.banner.message.text()


def test_the_models_keep_qts_rules(qapp: QApplication, templates: MinutesTemplates) -> None:
    listed, sections, notes = TemplateItemModel(), SectionItemModel(), NoteItemModel()
    testers = [QAbstractItemModelTester(model, FATAL) for model in (listed, sections, notes)]
    own = templates.duplicate(STANDARD)
    listed.set_templates(templates.all())
    listed.set_templates([])
    sections.set_template(own)
    assert [sections.move(row, by) for row, by in ((0, 1), (5, 1), (0, -1), (5, -1))] == [1, 5, 0, 4]
    sections.setData(sections.index(2, 1), "Other words")
    sections.setData(sections.index(2, 0), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    sections.set_template(STANDARD)
    assert not sections.setData(sections.index(0, 1), "No")
    notes.set_rows([NoteRow("Title", title=True), NoteRow("Line", id="a"), NoteRow("Nothing", hint=True)])
    notes.set_rows([])
    assert len(testers) == 3


def test_everything_has_a_name_and_can_be_reached(qtbot: Any, world: World) -> None:
    area = _area(qtbot, world, "Pump house", "Pump house")
    controls = [
        w for w in area.findChildren(QWidget)
        if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisibleTo(area) and w.parent() is not None
    ]  # fmt: skip
    nameless = [w for w in controls if not (w.accessibleName() or getattr(w, "text", lambda: "")())]
    assert not [type(w).__name__ for w in nameless]
    assert {
        area.view.template_button,
        area.view.series_button,
        area.view.ask.field,
        area.view.ask.send,
    } <= set(controls)
    keys = {
        area.view.template_button: "Ctrl+T",
        area.view.series_button: "Ctrl+G",
        area.view.export: "Ctrl+E",
    }
    assert {button.shortcut().toString() for button in keys} == set(keys.values())
