"""Write: every task's form, streaming, the result and what changed, too small a model, the way back to the chat."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.domain.writing import Marks
from app.processes.fakes import FakeEmbedder
from app.processes.fakes_generator import FakeGenerator
from app.services.writing import WritingService
from app.services.writing_ability import WritingAbility
from app.tasks.registry import text_tasks
from tests.gui import fakes

TEXT = "We met in order to talk. It cost 12 euros."


class SettledAbility(WritingAbility):
    """Every model has these marks."""

    def __init__(self, generator, marks) -> None:
        super().__init__(generator, None)
        self.settled = marks

    def marks(self, *_anything) -> Marks:
        return self.settled


@pytest.fixture
def generator() -> FakeGenerator:
    return FakeGenerator(["We met to talk. It cost 15 euros."])


@pytest.fixture
def services(generator):
    services = fakes.fake_services()
    services.ability = SettledAbility(generator, Marks(4, 4))
    services.writing = WritingService(generator, FakeEmbedder(), services.ensure_model, services.ability)
    services.writing_sources = SimpleNamespace(text=lambda paths, _cancel: f"Text of {paths[0].name}.")
    services.conversations.gate.set()
    return services


@pytest.fixture
def area(window):
    window.open_area("write")
    return window.areas.write()


def run(qtbot, area, task: str, text: str = TEXT) -> None:
    area.write_with(text, task)
    qtbot.mouseClick(area.run_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not area.running)


def test_every_task_has_its_place_and_its_form(area) -> None:
    assert area.list.count() == len(text_tasks())
    for number, task in enumerate(text_tasks()):
        area.list.setCurrentRow(number)
        assert set(area.form.fields) == {option.id for option in task.declaration.options}
        assert all(field.accessibleName() for field in area.form.fields.values())


def test_a_rewriting_shows_what_changed_and_what_is_not_in_the_text(qtbot, area) -> None:
    run(qtbot, area, "rewrite")
    result = area.result
    assert result.text.toPlainText() == "We met to talk. It cost 15 euros."
    assert result.tabs.currentWidget() is result.changes
    assert result.changes.toPlainText() == "We met in order to talk. It cost 1215 euros."
    assert not result.warning.isHidden()
    assert "15" in result.warning.message.text()
    assert [s.cursor.selectedText() for s in result.text.extraSelections()] == ["15"]
    result.copy_button.click()
    assert QApplication.clipboard().text() == "We met to talk. It cost 15 euros."


def test_the_result_goes_into_the_chat_behind_what_is_typed(qtbot, window, area) -> None:
    window.areas.chats().composer.set_text("Look at this:")
    run(qtbot, area, "summarize")
    area.result.insert_button.click()
    assert window.rail.area() == "chats"
    written = window.areas.chats().composer.edit.toPlainText()
    assert written == "Look at this:\n\nWe met to talk. It cost 15 euros."


def test_a_model_that_is_too_small_is_said_with_the_way_to_others(qtbot, window, area, services) -> None:
    services.ability.settled = Marks(0, 3)
    run(qtbot, area, "translate")
    assert area.result.stack.currentWidget() is area.result.trouble
    assert "too small" in area.result.trouble.title.text()
    area.result.anyway_button.click()
    qtbot.waitUntil(lambda: not area.running)
    assert area.result.stack.currentWidget() is area.result.tabs
    assert "did not pass" in area.result.origin.text()
    run(qtbot, area, "rewrite")
    assert area.result.text.toPlainText() == "We met to talk. It cost 12 euros."
    assert "0 of 3" in area.result.origin.text()


def test_fields_become_a_table(qtbot, area) -> None:
    run(qtbot, area, "extract_fields", "Due on 3 March 2024, EUR 40.00")
    table = area.result.table
    assert area.result.tabs.currentWidget() is table
    assert [table.item(n, 2).text() for n in range(table.rowCount())] == ["3 March 2024", "EUR 40.00"]


def test_documents_are_worked_on_as_a_text_is(qtbot, area, generator) -> None:
    area.write_with("", "summarize", [Path("/a/Lease.pdf")])
    assert "Lease.pdf" in area.source.names.text()
    area.start()
    qtbot.waitUntil(lambda: not area.running)
    assert "Text of Lease.pdf." in generator.requests[-1].messages[-1].content


def test_each_task_keeps_its_result_while_others_are_tried(qtbot, area) -> None:
    run(qtbot, area, "rewrite")
    area.write_with("", "translate")
    assert area.result.stack.currentWidget() is area.result.empty
    area.write_with("", "rewrite")
    assert area.result.text.toPlainText() == "We met to talk. It cost 15 euros."
    assert area.result.tabs.currentWidget() is area.result.changes
    assert [s.cursor.selectedText() for s in area.result.text.extraSelections()] == ["15"]


def test_a_text_that_was_replaced_can_be_had_back(area) -> None:
    area.source.set_text("mine")
    QApplication.clipboard().setText("from elsewhere")
    area.source.paste_button.click()
    assert area.source.text.toPlainText() == "from elsewhere"
    area.source.text.undo()
    assert area.source.text.toPlainText() == "mine"


def test_stopping_leaves_what_was_written(qtbot, area, generator) -> None:
    generator.replies = ["word " * 400]
    generator.cancel_after = 5
    run(qtbot, area, "rewrite")
    assert area.result.text.toPlainText().split() == ["word"] * 5
    assert "stopped" in area.result.warning.message.text()


def test_nothing_to_work_on_cannot_be_started_and_options_are_remembered(area) -> None:
    area.source.set_text("")
    assert not area.run_button.isEnabled()
    area.write_with(TEXT, "rewrite")
    assert area.run_button.isEnabled()
    area.form.fields["style"].setCurrentIndex(2)
    area.write_with("", "translate")
    area.write_with("", "rewrite")
    assert area.form.chosen() == {"style": "formal"}


def test_tasks_are_in_the_palette(window) -> None:
    from app.ui.palette.sources import WindowSources

    entries = {entry.key: entry for entry in WindowSources(window).tasks()}
    assert len(entries) == len(text_tasks())
    entries["task:sentiment"].run()
    assert window.rail.area() == "write"
    assert window.areas.write().header.title.text() == "Sentiment"


def test_an_answer_is_written_with(qtbot, window, services) -> None:
    chat = services.conversations.add("Lease", fakes.answer())
    chats = window.areas.chats()
    chats.open_conversation(chat.id)
    qtbot.waitUntil(lambda: bool(chats.view.turns) and chats.view.turns[0].answer_view.footer is not None)
    chats.view.turns[0].answer_view.footer.tools.write_requested.emit("translate")
    assert window.rail.area() == "write"
    area = window.areas.write()
    assert area.header.title.text() == "Translate"
    assert "three months" in area.source.text.toPlainText()
    assert "[1]" not in area.source.text.toPlainText()
