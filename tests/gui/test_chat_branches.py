"""Asking again, editing, going between versions, copying, drafts, scope, pins, archive, search: as a person does it."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QFileDialog

from app.domain.conversations import ChatHit
from app.domain.errors import UserError
from app.domain.ids import ConversationId
from app.services.conversation_export import ConversationExport
from app.services.conversations import NEW_CHAT
from app.ui.chat.area import ChatArea
from app.ui.chat.conversation_item_model import ConversationItemModel, Role
from app.ui.main_window import MainWindow
from app.ui.theme import Theme
from tests.gui import fakes
from tests.gui.closing import finish

QUESTION = "How long is the notice period?"


@pytest.fixture
def services() -> Any:
    made = fakes.fake_services()
    made.conversation_export = ConversationExport(made.conversations)
    return made


@pytest.fixture
def chats(window: MainWindow) -> ChatArea:
    return window.areas.chats()


def ask(qtbot, chats: ChatArea, question: str = QUESTION) -> None:
    chats.ask(question)
    qtbot.waitUntil(lambda: not chats.composer.running)


def questions(chats: ChatArea) -> list[str]:
    return [view.question for view in chats.view.turns]


def test_asking_again_keeps_the_first_answer(qtbot, chats, services) -> None:
    ask(qtbot, chats)
    ask(qtbot, chats, "And then?")
    services.conversations.reply = lambda question: fakes.quoted(question=question)
    chats.view.turns[0].answer_view.footer.tools.again.click()
    qtbot.waitUntil(lambda: not chats.composer.running)
    assert questions(chats) == [QUESTION]
    switcher = chats.view.turns[0].branches
    assert switcher.label.text() == "2 of 2"
    assert not switcher.later.isEnabled()
    switcher.earlier.click()
    qtbot.waitUntil(lambda: questions(chats) == [QUESTION, "And then?"])
    assert chats.view.turns[0].branches.label.text() == "1 of 2"
    assert chats.view.turns[0].answer_view.answer.text.startswith("The notice period")


def test_an_edited_question_stands_beside_the_first(qtbot, chats, services) -> None:
    ask(qtbot, chats)
    chats.composer.set_text("half a thought")
    chats.view.turns[0].edit_button.click()
    assert chats.composer.edit.toPlainText() == QUESTION
    assert chats.composer.edit_words.isVisible()
    chats.composer.edit.setPlainText("How long is it?")
    qtbot.keyClick(chats.composer.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not chats.composer.running)
    assert questions(chats) == ["How long is it?"]
    assert chats.view.turns[0].branches.label.text() == "2 of 2"
    assert not chats.composer.edit_words.isVisible()
    assert chats.composer.edit.toPlainText() == "half a thought"


def test_escape_ends_editing_and_nothing_else(qtbot, window, chats) -> None:
    ask(qtbot, chats)
    window.activateWindow()
    chats.composer.set_text("typed before")
    chats.shortcuts.edit()
    with qtbot.assertNotEmitted(chats.dismissed):
        qtbot.keyClick(chats.composer.edit, Qt.Key.Key_Escape)
    assert not chats.composer.editing
    assert chats.composer.edit.toPlainText() == "typed before"


def test_versions_are_gone_through_with_keys(qtbot, chats) -> None:
    ask(qtbot, chats)
    chats.shortcuts.ask_again()
    qtbot.waitUntil(lambda: not chats.composer.running)
    chats.shortcuts.switch(later=False)
    qtbot.waitUntil(lambda: chats.view.turns[0].branches.label.text() == "1 of 2")
    chats.shortcuts.switch(later=True)
    qtbot.waitUntil(lambda: chats.view.turns[0].branches.label.text() == "2 of 2")


def test_a_question_that_failed_is_asked_again_in_its_place(qtbot, chats, services) -> None:
    from app.domain.errors import EngineError

    services.conversations.error = EngineError("engine_crashed")
    chats.ask(QUESTION)
    qtbot.waitUntil(lambda: not chats.composer.running)
    services.conversations.error = None
    chats.view.turns[0].answer_view.unanswered.retry_button.click()
    qtbot.waitUntil(lambda: not chats.composer.running)
    assert questions(chats) == [QUESTION]


def test_copying_in_every_way(qtbot, chats) -> None:
    ask(qtbot, chats)
    tools = chats.view.turns[0].answer_view.footer.tools
    tools.markdown_action.trigger()
    text = QGuiApplication.clipboard().text()
    assert "[^1]: Lease 2024.pdf, page 7: “" in text
    tools.turn_action.trigger()
    assert QGuiApplication.clipboard().text().startswith(f"{QUESTION}\n\n")


def test_time_and_tokens_on_demand(qtbot, chats) -> None:
    ask(qtbot, chats)
    tools = chats.view.turns[0].answer_view.footer.tools
    assert tools.cost.isHidden()
    tools.cost_action.trigger()
    qtbot.waitUntil(tools.cost.isVisible)
    assert "412 tokens read, 34 written" in tools.cost.text()


def test_what_is_typed_is_kept_per_chat(qtbot, chats, services) -> None:
    first = services.conversations.add("First", fakes.answer())
    second = services.conversations.add("Second", fakes.answer())
    chats.open_conversation(first.id)
    qtbot.waitUntil(lambda: chats.list._selected == first.id)
    qtbot.keyClicks(chats.composer.edit, "half a que")
    qtbot.waitUntil(lambda: services.conversations.typed.get(first.id) == "half a que")
    chats.open_conversation(second.id)
    qtbot.waitUntil(lambda: chats.composer.edit.toPlainText() == "")
    chats.open_conversation(first.id)
    qtbot.waitUntil(lambda: chats.composer.edit.toPlainText() == "half a que")
    qtbot.keyClick(chats.composer.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: services.conversations.typed[first.id] == "")


def test_what_is_typed_last_is_kept_when_the_window_closes_while_another_draft_is_written(
    qtbot, window, chats, services, monkeypatch
) -> None:
    first, second = services.conversations.add("one"), services.conversations.add("two")
    writing, goes_on, keep = threading.Event(), threading.Event(), services.conversations.set_draft

    def slow(conversation_id: ConversationId, text: str) -> None:
        writing.set()
        goes_on.wait(60)
        keep(conversation_id, text)

    monkeypatch.setattr(services.conversations, "set_draft", slow)
    chats.open_conversation(first.id)
    qtbot.waitUntil(lambda: chats.open_chat() == first.id)
    chats.composer.set_text("in the first")
    chats.open_conversation(second.id)
    qtbot.waitUntil(lambda: chats.open_chat() == second.id and writing.is_set())
    chats.composer.set_text("in the second")
    chats.finish()
    goes_on.set()
    assert window.operations.shut_down(30_000)
    assert services.conversations.typed == {first.id: "in the first", second.id: "in the second"}


def test_a_draft_that_could_not_be_kept_is_kept_with_the_next(qtbot, chats, services, monkeypatch) -> None:
    keep, failures = services.conversations.set_draft, [True]

    def full(conversation_id: ConversationId, text: str) -> None:
        if failures and failures.pop():
            raise UserError("disk_full")
        keep(conversation_id, text)

    monkeypatch.setattr(services.conversations, "set_draft", full)
    chats.composer.set_text("half a question")
    chats.drafts.flush()
    qtbot.waitUntil(lambda: not failures)
    chat = services.conversations.add("one")
    chats.open_conversation(chat.id)
    qtbot.waitUntil(lambda: services.conversations.typed.get(NEW_CHAT) == "half a question")


def test_the_chat_that_was_asked_for_last_is_the_one_that_opens(qtbot, chats, services, monkeypatch) -> None:
    slow, fast = services.conversations.add("slow"), services.conversations.add("fast")
    gate, read = threading.Event(), services.conversations.kept_turns

    def turns(conversation_id: ConversationId) -> Any:
        if conversation_id == slow.id:
            gate.wait(60)
        return read(conversation_id)

    monkeypatch.setattr(services.conversations, "kept_turns", turns)
    chats.open_conversation(slow.id)
    chats.open_conversation(fast.id)
    qtbot.waitUntil(lambda: chats.open_chat() == fast.id)
    gate.set()
    qtbot.wait(100)
    assert chats.open_chat() == fast.id


def test_what_was_typed_is_there_after_a_crash(qtbot, qapp, services) -> None:
    services.conversations.typed[NEW_CHAT] = "before the crash"
    window = MainWindow(Theme(qapp, "light"))
    qtbot.addWidget(window)
    window.show()
    window.attach(services)
    composer = window.areas.chats().composer
    qtbot.waitUntil(lambda: composer.edit.toPlainText() == "before the crash")
    finish(window.operations)


def test_every_chat_remembers_its_documents(qtbot, chats, services) -> None:
    first = services.conversations.add("First", fakes.answer())
    chats.open_conversation(first.id)
    qtbot.waitUntil(lambda: chats.list._selected == first.id)
    chats.composer.scope.set_paths([Path("/a/one.pdf")])
    qtbot.waitUntil(lambda: services.conversations.chats[first.id].scope == (Path("/a/one.pdf"),))
    chats.new_chat()
    assert chats.composer.chosen_scope() is None
    chats.open_conversation(first.id)
    qtbot.waitUntil(lambda: chats.composer.chosen_scope() == (Path("/a/one.pdf"),))


def test_pin_and_archive(qtbot, window, chats, services) -> None:
    first = services.conversations.add("First", fakes.answer())
    services.conversations.add("Second", fakes.answer())
    chats.refresh()
    model = chats.list.model
    qtbot.waitUntil(lambda: model.rowCount() == 3)
    chats.list.pin_requested.emit(first)
    qtbot.waitUntil(lambda: model.index(0).data() == "Pinned")
    assert model.index(1).data() == "First"
    chats.list.archive_requested.emit(services.conversations.chats[first.id])
    qtbot.waitUntil(lambda: model.rowCount() == 2)
    chats.list.archived_action.trigger()
    assert [model.index(row).data() for row in range(4)][2:] == ["Archived", "First"]
    window.notifications.banner.action_button.click()
    qtbot.waitUntil(lambda: not services.conversations.chats[first.id].archived)


def test_search_finds_places_and_goes_there(qtbot, chats, services) -> None:
    long = services.conversations.add("Long", *(fakes.answer(question=f"Matter {n}") for n in range(60)))
    services.conversations.add("Other", fakes.answer(question="Nothing"))
    chats.refresh()
    qtbot.waitUntil(lambda: chats.list.model.rowCount() == 3)
    chats.list.search.setText("matter 17")
    qtbot.waitUntil(lambda: isinstance(chats.list.model.index(2).data(Role.RECORD), ChatHit))
    assert chats.list.model.rowCount() == 3  # the day, the chat, the place
    place = chats.list.model.index(2)
    chats.list.view.setCurrentIndex(place)
    chats.list.view.activated.emit(place)
    qtbot.waitUntil(lambda: "Matter 17" in questions(chats))
    shown = next(view for view in chats.view.turns if view.question == "Matter 17")
    assert shown.question_label.selectedText().casefold() == "matter"
    assert chats.list.view.currentIndex().row() == 2
    assert chats.list._selected == long.id
    chats.list.search.setText("xyzzy")
    qtbot.waitUntil(chats.list.nothing.isVisible)
    chats.list.search.clear()
    qtbot.waitUntil(lambda: chats.list.model.rowCount() == 3)


def test_a_chat_is_written_to_a_file(qtbot, window, chats, services, tmp_path: Path) -> None:
    ask(qtbot, chats)
    qtbot.waitUntil(lambda: chats.list.model.rowCount() == 2)
    chats.export()
    assert isinstance(chats.exporter.dialog, QFileDialog)
    chats.exporter.dialog.selectNameFilter("PDF (*.pdf)")
    chats.exporter.dialog.filterSelected.emit("PDF (*.pdf)")
    assert chats.exporter.dialog.defaultSuffix() == "pdf"
    chats.exporter.dialog.close()
    for suffix in ("pdf", "docx", "md"):
        target = tmp_path / f"chat.{suffix}"
        chats.exporter.export_to(ConversationId(1), target)
        qtbot.waitUntil(lambda path=target: path.exists() and window.notifications.isVisible())
    assert (tmp_path / "chat.pdf").read_bytes().startswith(b"%PDF")


def test_the_list_model_holds_together_with_hits(qtbot) -> None:
    model = ConversationItemModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    chats = fakes.FakeConversations(fakes.EventBus())
    one = chats.add("One", fakes.answer())
    chats.add("Two", fakes.answer(question="Something else"))
    model.set_conversations(chats.list())
    model.set_search("notice", chats.search("notice"))
    assert [model.index(row).data() for row in range(model.rowCount())] == ["Today", "One", QUESTION]
    hit = model.index(2)
    assert hit.data(Qt.ItemDataRole.AccessibleTextRole) == f"Found in a question: {QUESTION}"
    assert model.flags(hit) & Qt.ItemFlag.ItemIsSelectable
    chats.set_archived(one.id, True)
    model.set_conversations(chats.list())
    assert model.index(0).data() == "Archived"
    model.set_search("")
    assert model.archived_number == 1
    assert [model.index(row).data() for row in range(model.rowCount())] == ["Today", "Two"]
