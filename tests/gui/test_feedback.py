"""Thumbs: said, changed, taken back, seen again, exported, deleted, and what becomes of them with their chat."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from app.domain.conversations import Conversation
from app.domain.errors import UserError
from app.domain.feedback import Complaint, Judgement, Verdict
from app.domain.ids import TurnId
from app.ui.chat.area import ChatArea
from app.ui.chat.feedback_bar import FeedbackBar
from app.ui.chat.feedback_words import COMPLAINTS, complaints_for, judged_words
from app.ui.main_window import MainWindow
from tests.gui import fakes

QUESTION = "How long is the notice period?"
GOOD = Judgement(Verdict.GOOD)


@pytest.fixture
def services() -> Any:
    return fakes.fake_services()


@pytest.fixture
def chats(window: MainWindow) -> ChatArea:
    return window.areas.chats()


def opened(qtbot, chats: ChatArea, services: Any, *answers: Any) -> Conversation:
    """A chat with these answers, on the screen."""
    made = services.conversations.add("Old", *answers)
    chats.open_conversation(made.id)
    qtbot.waitUntil(lambda: len(chats.view.turns) == len(answers))
    chats.refresh()
    qtbot.waitUntil(lambda: chats.list.model.rowCount() > 1)
    return made


def bar(chats: ChatArea, turn: int = -1) -> FeedbackBar:
    return chats.view.turns[turn].answer_view.footer.feedback


def kept(services: Any) -> list[Judgement]:
    return list(services.feedback.kept.values())


def test_every_complaint_has_words() -> None:
    assert set(COMPLAINTS) == set(Complaint)
    assert Complaint.NOT_IN_DOCUMENTS not in complaints_for(fakes.not_found())
    assert set(complaints_for(fakes.answer())) == set(Complaint)
    for complaint in Complaint:
        assert "only" in judged_words(Judgement(Verdict.BAD, complaint))


def test_a_thumb_up_is_kept_said_and_taken_back(qtbot, chats, services) -> None:
    opened(qtbot, chats, services, fakes.answer())
    feedback = bar(chats)
    assert feedback.isHidden()
    feedback.good.click()
    qtbot.waitUntil(lambda: kept(services) == [GOOD])
    assert feedback.good.isChecked()
    assert "Kept on this computer only" in feedback.said.text()
    assert feedback.change.isHidden()
    feedback.undo.click()
    qtbot.waitUntil(lambda: kept(services) == [])
    assert not feedback.good.isChecked()
    assert feedback.isHidden()


def test_a_second_press_takes_it_back(qtbot, chats, services) -> None:
    opened(qtbot, chats, services, fakes.answer())
    feedback = bar(chats)
    for button in (feedback.good, feedback.bad):
        button.click()
        assert button.isChecked()
        button.click()
        assert not button.isChecked()
        assert feedback.form is None
    qtbot.waitUntil(lambda: len(services.feedback.log) == 4)
    assert services.feedback.log[1] is services.feedback.log[3] is None


def test_a_thumb_down_is_kept_at_once_and_may_say_why(qtbot, chats, services) -> None:
    opened(qtbot, chats, services, fakes.answer())
    feedback = bar(chats)
    feedback.bad.click()
    qtbot.waitUntil(lambda: kept(services) == [Judgement(Verdict.BAD)])
    form = feedback.form
    form.chips[Complaint.WRONG].click()
    form.chips[Complaint.NOT_ASKED].click()
    assert [c for c, chip in form.chips.items() if chip.isChecked()] == [Complaint.NOT_ASKED]
    form.correction.setPlainText("  Four weeks ")
    form.save_button.click()
    said = Judgement(Verdict.BAD, Complaint.NOT_ASKED, "Four weeks")
    qtbot.waitUntil(lambda: kept(services) == [said])
    assert feedback.form is None
    assert "Not what I asked" in feedback.said.text()
    feedback.change.click()
    assert feedback.form.correction.toPlainText() == "Four weeks"
    assert feedback.form.chips[Complaint.NOT_ASKED].isChecked()
    qtbot.keyClick(feedback.form, Qt.Key.Key_Escape)
    assert feedback.form is None
    assert kept(services) == [said]


def test_one_mind_at_a_time(qtbot, chats, services) -> None:
    opened(qtbot, chats, services, fakes.answer())
    feedback = bar(chats)
    feedback.bad.click()
    feedback.good.click()
    assert (feedback.good.isChecked(), feedback.bad.isChecked(), feedback.form) == (True, False, None)
    qtbot.waitUntil(lambda: len(services.feedback.log) == 2)
    assert kept(services) == [GOOD]


def test_it_is_seen_when_the_chat_is_opened_again(qtbot, chats, services) -> None:
    made = opened(qtbot, chats, services, fakes.answer(), fakes.not_found())
    services.feedback.kept[TurnId(2)] = Judgement(Verdict.BAD, Complaint.IN_DOCUMENTS)
    chats.new_chat()
    chats.open_conversation(made.id)
    qtbot.waitUntil(lambda: len(chats.view.turns) == 2)
    assert bar(chats, 0).isHidden()
    assert bar(chats, 1).bad.isChecked()
    assert "It is in my documents" in bar(chats, 1).said.text()


def test_an_answer_that_has_just_come_can_be_judged(qtbot, chats, services) -> None:
    chats.ask(QUESTION)
    qtbot.waitUntil(lambda: not chats.composer.running)
    bar(chats).good.click()
    qtbot.waitUntil(lambda: kept(services) == [GOOD])


def test_what_could_not_be_kept_is_not_shown_as_kept(qtbot, window, chats, services) -> None:
    opened(qtbot, chats, services, fakes.answer())
    services.feedback.error = UserError("disk_full", path="x")
    bar(chats).good.click()
    qtbot.waitUntil(lambda: not bar(chats).good.isChecked())
    assert not window.notifications.isHidden()


@pytest.mark.parametrize("keep", [False, True])
def test_deleting_a_chat_asks_what_becomes_of_its_cases(qtbot, window, chats, services, keep: bool) -> None:
    made = opened(qtbot, chats, services, fakes.answer())
    bar(chats).good.click()
    qtbot.waitUntil(lambda: chats.feedback.number_in(made.id) == 1)
    chats.list.delete_requested.emit(made)
    box = chats.feedback.dialog
    assert isinstance(box, QMessageBox)
    assert "1 judged answer" in box.informativeText()
    assert not box.checkBox().isChecked()
    box.checkBox().setChecked(keep)
    next(button for button in box.buttons() if button.text() == "Delete").click()
    qtbot.waitUntil(lambda: chats.list.model.rowCount() == 0)
    chats.finish()
    qtbot.waitUntil(lambda: made.id not in services.conversations.chats)
    assert services.feedback.detached == ([made.id] if keep else [])


def test_a_chat_nobody_judged_goes_without_a_question(qtbot, chats, services) -> None:
    made = opened(qtbot, chats, services, fakes.answer())
    chats.list.delete_requested.emit(made)
    assert chats.feedback.dialog is None
    qtbot.waitUntil(lambda: chats.list.model.rowCount() == 0)


def test_export_from_the_menu(qtbot, window, chats, services, tmp_path: Path) -> None:
    opened(qtbot, chats, services, fakes.answer())
    bar(chats).good.click()
    qtbot.waitUntil(lambda: kept(services) == [GOOD])
    chats.list.export_action.trigger()
    dialog = chats.feedback.dialog
    assert isinstance(dialog, QFileDialog)
    assert dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
    dialog.filesSelected.emit([str(tmp_path / "cases.jsonl")])
    dialog.reject()
    qtbot.waitUntil(lambda: services.feedback.exported == [tmp_path / "cases.jsonl"])
    qtbot.waitUntil(lambda: "1 judged answer written" in window.notifications.banner.message.text())


def test_deleting_all_that_was_said(qtbot, window, chats, services) -> None:
    opened(qtbot, chats, services, fakes.answer())
    bar(chats).good.click()
    qtbot.waitUntil(lambda: kept(services) == [GOOD])
    chats.list.forget_action.trigger()
    box = chats.feedback.dialog
    next(button for button in box.buttons() if button.text() == "Delete").click()
    qtbot.waitUntil(lambda: kept(services) == [])
    qtbot.waitUntil(lambda: not bar(chats).good.isChecked())


def test_not_found_can_be_asked_again_in_the_whole_library(qtbot, chats, services) -> None:
    opened(qtbot, chats, services, fakes.not_found(scope=(fakes.LEASE.path,)))
    chats.composer.scope.set_paths([fakes.LEASE.path])
    chats.view.turns[-1].answer_view.not_found.widen_button.click()
    qtbot.waitUntil(lambda: not chats.composer.running)
    assert services.conversations.asked == [(QUESTION, None)]


def test_keys_explain_the_last_answer_and_open_its_passages(qtbot, chats, services) -> None:
    opened(qtbot, chats, services, fakes.answer(), fakes.answer())
    chats.shortcuts.explain()
    view = chats.view.turns[-1].answer_view
    assert view.footer.why_panel is not None
    assert chats.view.turns[0].answer_view.footer.why_panel is None
    chats.shortcuts.explain()
    assert view.footer.why_panel is None
    with qtbot.waitSignal(chats.evidence_requested) as asked:
        chats.shortcuts.open_passage(2)
    assert asked.args[1] == 2
    with qtbot.assertNotEmitted(chats.evidence_requested, wait=20):
        chats.shortcuts.open_passage(9)
