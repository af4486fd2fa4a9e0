"""Asking, reading, stopping, copying, deleting: the chats as a person uses them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from app.domain.errors import EngineError
from app.domain.retrieval import AnswerSentence, AnswerStatus, NotFoundReason, Support
from app.ui.chat.area import ChatArea
from app.ui.chat.turn_view import TurnView
from app.ui.main_window import MainWindow
from tests.gui import fakes

QUESTION = "How long is the notice period?"


@pytest.fixture
def services() -> Any:
    return fakes.fake_services()


@pytest.fixture
def chats(window: MainWindow) -> ChatArea:
    return window.areas.chats()


def finish(qtbot, chats: ChatArea, services) -> TurnView:
    services.conversations.gate.set()
    qtbot.waitUntil(lambda: not chats.composer.running)
    return chats.view.turns[-1]


def test_the_quote_comes_first_then_the_draft_then_the_checked_answer(qtbot, chats, services) -> None:
    services.conversations.gate.clear()
    qtbot.keyClicks(chats.composer.edit, QUESTION)
    qtbot.keyClick(chats.composer.edit, Qt.Key.Key_Return)
    turn = chats.view.turns[-1]
    view = turn.answer_view
    assert view.running
    qtbot.waitUntil(lambda: view.text is not None and "three months" in view.text.toPlainText())
    assert fakes.QUOTE in view.quotes[0].quote.text()
    assert "Draft" in view.progress.text()
    assert chats.composer.button.accessibleName() == "Stop"
    assert view.footer is None
    finish(qtbot, chats, services)
    assert not view.running
    assert view.progress.isHidden()
    assert view.footer.pill.text() == "supported"
    assert view.text.toPlainText().count("[1]") == 1
    assert len(view.text.citation_areas()) == 2
    assert chats.composer.button.accessibleName() == "Send"


def test_the_first_question_makes_and_names_the_chat(qtbot, chats, services) -> None:
    chats.ask(QUESTION)
    finish(qtbot, chats, services)
    qtbot.waitUntil(lambda: chats.list.model.rowCount() == 2)
    assert chats.list.model.index(1).data() == QUESTION
    chats.ask("And in writing?")
    finish(qtbot, chats, services)
    assert len(services.conversations.chats) == 1
    assert len(chats.view.turns) == 2


def test_the_empty_page_says_how_to_begin(qtbot, window, chats, services) -> None:
    assert chats.pages.currentWidget() is chats.welcome
    window.activateWindow()
    chats.list.search.setFocus()
    chats.welcome.write.click()
    assert window.focusWidget() is chats.composer.edit
    chats.welcome.add_files.click()
    (dialog,) = window.findChildren(QFileDialog)
    assert window.rail.area() == "library"
    dialog.reject()
    chats.ask(QUESTION)
    finish(qtbot, chats, services)
    assert chats.pages.currentWidget() is chats.view
    chats.new_chat()
    assert chats.pages.currentWidget() is chats.welcome


def test_shift_enter_begins_a_line(qtbot, chats, services) -> None:
    edit = chats.composer.edit
    qtbot.keyClicks(edit, "one")
    height = edit.height()
    qtbot.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(edit, "two")
    assert edit.toPlainText() == "one\ntwo"
    assert edit.height() > height
    assert services.conversations.asked == []


def test_nothing_is_sent_twice_or_empty(qtbot, chats, services) -> None:
    qtbot.keyClicks(chats.composer.edit, "   ")
    qtbot.keyClick(chats.composer.edit, Qt.Key.Key_Return)
    assert chats.view.turns == []
    services.conversations.gate.clear()
    chats.ask("one")
    chats.ask("two")
    finish(qtbot, chats, services)
    assert [question for question, _ in services.conversations.asked] == ["one"]


def test_stop_leaves_the_question_and_what_was_found(qtbot, chats, services) -> None:
    services.conversations.gate.clear()
    chats.ask(QUESTION)
    view = chats.view.turns[-1].answer_view
    qtbot.waitUntil(lambda: bool(view.evidence))
    qtbot.keyClick(chats.composer.edit, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not chats.composer.running)
    assert view.unanswered is not None
    assert view.quotes[0].isVisible()
    services.conversations.gate.set()
    view.unanswered.retry_button.click()
    again = finish(qtbot, chats, services)
    assert again.question == QUESTION
    assert again.answer_view.answer is not None


def test_a_failed_engine_is_said_in_the_turn(qtbot, chats, services, window) -> None:
    services.conversations.error = EngineError("engine_crashed")
    chats.ask(QUESTION)
    qtbot.waitUntil(lambda: not chats.composer.running)
    card = chats.view.turns[-1].answer_view.unanswered
    assert card.message.text()
    assert window.notifications.isHidden()
    services.conversations.error = None
    chats.ask(QUESTION)
    assert finish(qtbot, chats, services).answer_view.answer is not None


def test_not_found_says_what_was_searched_and_what_is_near(qtbot, chats, services) -> None:
    services.conversations.reply = lambda question: fakes.not_found(question=question)
    chats.ask("Who won the cup?")
    view = finish(qtbot, chats, services).answer_view
    assert "12 documents" in view.not_found.text.text()
    assert len(view.not_found.rows) == 2
    assert not any(card.isVisible() for card in view.quotes)
    assert view.text is None or not view.text.isVisible()
    with qtbot.waitSignal(chats.evidence_requested) as asked:
        view.not_found.rows[1].click()
    assert asked.args[1] == 3


def test_an_empty_library_is_no_failure(qtbot, chats, services) -> None:
    services.conversations.reply = lambda question: fakes.not_found(NotFoundReason.LIBRARY_EMPTY)
    chats.ask(QUESTION)
    card = finish(qtbot, chats, services).answer_view.not_found
    assert card.rows == []
    assert "Add documents" in card.text.text()


def test_a_quoted_answer_is_the_quote(qtbot, chats, services) -> None:
    services.conversations.reply = lambda question: fakes.quoted()
    chats.ask(QUESTION)
    view = finish(qtbot, chats, services).answer_view
    assert view.answer.status is AnswerStatus.QUOTED
    assert view.quotes[0].isVisible()
    assert view.text is None or not view.text.isVisible()
    assert view.footer.pill.text() == "quoted"


def test_left_out_sentences_are_behind_a_disclosure(qtbot, chats, services) -> None:
    left_out = AnswerSentence("Tenants like it.", Support.UNSUPPORTED)
    services.conversations.reply = lambda question: fakes.answer(dropped=(left_out,))
    chats.ask(QUESTION)
    footer = finish(qtbot, chats, services).answer_view.footer
    assert "1 sentence was left out" in footer.dropped.button.text()
    assert footer.dropped.box.isHidden()
    footer.dropped.button.click()
    assert not footer.dropped.box.isHidden()


def test_copying(qtbot, chats, services) -> None:
    chats.ask(QUESTION)
    footer = finish(qtbot, chats, services).answer_view.footer
    footer.copy_button.click()
    assert "[1]" not in QGuiApplication.clipboard().text()
    footer.copy_cited_button.click()
    assert "[1] Lease 2024 · page 7" in QGuiApplication.clipboard().text()


def test_a_click_on_a_citation_opens_the_desk(qtbot, window, chats, services) -> None:
    chats.ask(QUESTION)
    view = finish(qtbot, chats, services).answer_view
    area = view.text.citation_areas()[0]
    qtbot.mouseClick(view.text.viewport(), Qt.MouseButton.LeftButton, pos=area.center().toPoint())
    assert window.desk.isVisible()
    qtbot.waitUntil(lambda: window.desk.page_view.canvas.image_width() > 0)
    assert window.desk.header.place.text() == "page 7 of 31 · Lease 2024.pdf"
    assert [row.pill.text() for row in window.desk.evidence_list.rows] == ["supports", "supports", "near"]
    assert [row.isChecked() for row in window.desk.evidence_list.rows] == [True, False, False]


def test_hostile_answers_load_and_link_nothing(qtbot, chats, services) -> None:
    text = "![a](file:///etc/hostname) <img src='//host/x'> [b](file:///x) three months [1]."
    services.conversations.reply = lambda question: fakes.answer(
        text=text, sentences=(AnswerSentence(text, Support.SUPPORTED, (1,)),)
    )
    chats.ask("<img src='file:///etc/hostname'>")
    turn = finish(qtbot, chats, services)
    html = turn.answer_view.text.toHtml()
    assert "<img" not in html
    assert html.count("href=") == html.count('href="cite:1"') > 0
    assert turn.question_label.textFormat() == Qt.TextFormat.PlainText


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_scope_is_chosen_and_sent(qtbot, chats, services) -> None:
    chats.composer.scope.choose_requested.emit()
    picker = chats.scope_chooser.picker
    qtbot.waitUntil(picker.isVisible)
    assert picker.model.rowCount() == 2
    picker.model.setData(picker.model.index(0), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    assert chats.composer.chosen_scope() == (fakes.LEASE.path,)
    picker.close()
    chats.ask(QUESTION)
    finish(qtbot, chats, services)
    assert services.conversations.asked[-1] == (QUESTION, (fakes.LEASE.path,))
    chats.composer.scope.chips[0].removed.emit()
    assert chats.composer.chosen_scope() is None


def test_ask_in_starts_a_chat_about_these_documents(window, chats) -> None:
    window.ask_in([Path("/a/one.pdf"), Path("/a/two.pdf"), Path("/a/three.pdf")])
    assert [chip.text() for chip in chats.composer.scope.chips] == ["one.pdf", "two.pdf", "and 1 more"]


def test_a_chat_is_opened_again_with_its_answers(qtbot, chats, services) -> None:
    made = services.conversations.add("Old", fakes.answer(), fakes.not_found())
    chats.open_conversation(made.id)
    qtbot.waitUntil(lambda: len(chats.view.turns) == 2)
    assert chats.view.turns[0].answer_view.footer.pill.text() == "supported"
    assert chats.view.turns[1].answer_view.not_found is not None


def test_an_answer_goes_on_while_another_chat_is_read(qtbot, chats, services) -> None:
    other = services.conversations.add("Other", fakes.answer())
    services.conversations.gate.clear()
    chats.ask(QUESTION)
    qtbot.waitUntil(lambda: len(services.conversations.asked) == 1)
    asked_in = max(services.conversations.chats)
    chats.open_conversation(other.id)
    qtbot.waitUntil(lambda: chats.view.turns[0].answer_view.answer is not None)
    chats.open_conversation(asked_in)
    qtbot.waitUntil(
        lambda: chats.view.turns[-1].question == QUESTION and chats.view.turns[-1].answer_view.running
    )
    turn = finish(qtbot, chats, services)
    assert turn.answer_view.answer is not None


def test_delete_can_be_undone(qtbot, window, chats, services) -> None:
    made = services.conversations.add("Old", fakes.answer())
    chats.refresh()
    qtbot.waitUntil(lambda: chats.list.model.rowCount() == 2)
    chats.list.delete_requested.emit(made)
    qtbot.waitUntil(lambda: chats.list.model.rowCount() == 0)
    window.notifications.banner.action_button.click()
    qtbot.waitUntil(lambda: chats.list.model.rowCount() == 2)
    assert made.id in services.conversations.chats
    chats.list.delete_requested.emit(made)
    chats.finish()
    qtbot.waitUntil(lambda: made.id not in services.conversations.chats)


def test_rename(qtbot, chats, services) -> None:
    made = services.conversations.add("Old", fakes.answer())
    chats.refresh()
    qtbot.waitUntil(lambda: chats.list.model.rowCount() == 2)
    chats.list.select(made.id)
    chats.list.view.setFocus()
    qtbot.keyClick(chats.list.view, Qt.Key.Key_F2)
    chats.list.editor.setText("New name")
    qtbot.keyClick(chats.list.editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: services.conversations.chats[made.id].title == "New name")
    qtbot.waitUntil(lambda: chats.list.model.index(1).data() == "New name")


def test_a_click_anywhere_on_the_composer_begins_to_type(qtbot, chats) -> None:
    chats.list.view.setFocus()
    qtbot.mouseClick(chats.composer, Qt.MouseButton.LeftButton, pos=QPoint(chats.composer.width() // 2, 4))
    assert chats.composer.edit.hasFocus()
