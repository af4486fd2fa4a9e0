"""Who answers: chosen under the question, kept with the chat; assistants are made, changed, deleted, handed on."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from app.domain.assistants import Assistant
from app.ui.assistants.dialog import AssistantsDialog
from tests.gui import fakes


@pytest.fixture
def services():
    services = fakes.fake_services()
    services.conversations.gate.set()
    services.assistants.save(Assistant("Nurse", "Answer in plain words.", model="Qwen3-4B"))
    return services


@pytest.fixture
def chooser(window):
    return window.areas.chats().chooser


@pytest.fixture
def dialog(qtbot, window):
    made = AssistantsDialog(window.context, None, window)
    made.show()
    yield made
    made.reject()


def test_who_was_chosen_before_the_first_question_answers_in_the_new_chat(
    qtbot, window, services, chooser
) -> None:
    nurse = services.assistants.find("Nurse")
    chooser.choose(nurse)
    assert chooser.name.text() == "Nurse"
    window.areas.chats().ask("What helps?")
    qtbot.waitUntil(lambda: bool(services.conversations.list()))
    chat = services.conversations.list()[0]
    qtbot.waitUntil(lambda: services.assistants.of_conversation(chat.id) == nurse)
    qtbot.waitUntil(lambda: not window.areas.chats().running)
    window.areas.chats().new_chat()
    assert chooser.chosen is None
    window.areas.chats().open_conversation(chat.id)
    qtbot.waitUntil(lambda: chooser.chosen == nurse)


def test_the_menu_offers_assistants_models_and_the_way_to_change_them(
    qtbot, window, services, chooser
) -> None:
    menu = chooser.menu(services.assistants.list(), ["Qwen3-4B"])
    texts = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert texts[1] == "Nurse"
    assert texts[-1] == "Make and change assistants…"
    assert menu.actions()[0].isChecked()
    menu.deleteLater()
    chooser.choose_model("Qwen3-4B")
    qtbot.waitUntil(lambda: chooser.chosen is not None)
    assert chooser.chosen.model == "Qwen3-4B"
    assert services.assistants.find("Qwen3-4B").model == "Qwen3-4B"


def test_changes_are_kept_at_once(dialog, services) -> None:
    dialog.form.instructions.setPlainText("Be brief.")
    dialog.form.own_sampling.setChecked(True)
    dialog.form.temperature.setValue(0.7)
    dialog.form.picker.chosen.emit((Path("/a/Lease.pdf"),))
    dialog.save()
    kept = services.assistants.find("Nurse")
    assert kept.instructions == "Be brief."
    assert kept.model == "Qwen3-4B"
    assert kept.sampling is not None
    assert kept.sampling.temperature == pytest.approx(0.7)
    assert kept.scope == (Path("/a/Lease.pdf"),)
    assert not dialog.banner.isHidden()  # that file is not here


def test_a_name_that_is_taken_is_said_and_not_kept(dialog, services) -> None:
    dialog.new()
    dialog.form.name.setText("nurse")
    dialog.save()
    assert "nurse" in dialog.banner.message.text().lower()
    assert [a.name for a in services.assistants.list()] == ["Assistant", "Nurse"]


def test_where_the_name_is_taken_the_rest_is_kept(dialog, services) -> None:
    dialog.new()
    dialog.form.name.setText("nurse")
    dialog.form.instructions.setPlainText("Be kind.")
    dialog.save()
    assert services.assistants.find("Assistant").instructions == "Be kind."
    assert services.assistants.find("Nurse").instructions == "Answer in plain words."


def test_what_was_just_typed_is_not_lost_to_another_row(dialog, services, tmp_path, monkeypatch) -> None:
    dialog.new()
    dialog.form.instructions.setPlainText("Be kind.")
    dialog.list.setCurrentRow(1)
    assert services.assistants.find("Assistant").instructions == "Be kind."
    assert services.assistants.find("Nurse").instructions == "Answer in plain words."
    dialog.form.instructions.setPlainText("Be quick.")
    target = tmp_path / "nurse.carrel-assistant.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(target), ""))
    dialog.export_button.click()
    assert "Be quick." in target.read_text()
    dialog.form.instructions.setPlainText("Be brief.")
    dialog.duplicate()
    assert dialog.form.instructions.toPlainText() == "Be brief."


def test_what_is_deleted_while_it_is_changed_stays_deleted(dialog, services) -> None:
    dialog.form.instructions.setPlainText("Be kind.")
    dialog.delete()
    dialog.save()
    assert services.assistants.list() == []


def test_copied_deleted_and_taken_back(dialog, services) -> None:
    dialog.duplicate()
    assert len(services.assistants.list()) == 2
    name = dialog.current().name
    dialog.delete()
    assert [a.name for a in services.assistants.list()] == ["Nurse"]
    dialog.banner.action_requested.emit()
    assert dialog.current().name == name


def test_written_to_a_file_and_read_from_it(dialog, services, tmp_path, monkeypatch) -> None:
    target = tmp_path / "nurse.carrel-assistant.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(target), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(target), ""))
    dialog.export_button.click()
    dialog.import_button.click()
    assert len(services.assistants.list()) == 2
    assert {a.instructions for a in services.assistants.list()} == {"Answer in plain words."}


def test_without_assistants_the_window_offers_the_first(qtbot, window, services) -> None:
    services.assistants.delete(services.assistants.find("Nurse"))
    window.areas.chats().edit_assistants()
    dialog = window.areas.chats().findChild(AssistantsDialog)
    assert dialog.pages.currentWidget() is dialog.empty
    dialog.new()
    assert dialog.current().name == "Assistant"
    dialog.reject()
