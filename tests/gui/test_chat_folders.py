"""Folders of chats: moved by menu, key and mouse, renamed, folded, dissolved, and all of it undone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QInputDialog, QMenu

from app.ui.chat.conversation_item_model import ConversationItemModel, FolderHeading, Role
from tests.gui import fakes


@pytest.fixture
def services():
    services = fakes.fake_services()
    for name in ("Lease", "Roof", "Boiler"):
        services.conversations.add(name, fakes.answer())
    return services


@pytest.fixture
def chats(qtbot, window):
    chats = window.areas.chats().list
    qtbot.waitUntil(lambda: len(titles(chats)) == 3)
    return chats


@pytest.fixture
def folders(window):
    return window.areas.chats()._keeper.folders


def titles(chats) -> list[str]:
    records = [chats.model.index(row).data(Role.RECORD) for row in range(chats.model.rowCount())]
    return [f"[{r.name}]" if isinstance(r, FolderHeading) else r.title for r in records if r is not None]


def chat(services, title: str):
    return next(c for c in services.conversations.list() if c.title == title)


def test_a_chat_is_moved_by_its_menu_and_put_back(qtbot, window, services, chats, folders) -> None:
    folders.move([chat(services, "Roof"), chat(services, "Lease")], "House")
    qtbot.waitUntil(lambda: titles(chats)[0] == "[House]")
    assert titles(chats)[-1] == "Boiler"
    menu = QMenu()
    folders.fill_menu(menu, chat(services, "Boiler"))
    assert [a.text() for a in menu.actions() if not a.isSeparator()] == ["House", "New folder…"]
    menu.actions()[0].trigger()
    qtbot.waitUntil(lambda: chat(services, "Boiler").folder == "House")
    window.notifications.act()
    qtbot.waitUntil(lambda: chat(services, "Boiler").folder == "")


def test_a_folder_is_folded_renamed_and_dissolved(
    qtbot, window, services, chats, folders, monkeypatch
) -> None:
    folders.move([chat(services, "Roof")], "House")
    qtbot.waitUntil(lambda: titles(chats)[0] == "[House]")
    row = chats.model.row_of_folder("House")
    chats.view.activated.emit(chats.model.index(row))
    assert "Roof" not in titles(chats)
    assert chats.view.currentIndex().data(Role.RECORD).open is False
    chats.view.activated.emit(chats.view.currentIndex())
    assert "Roof" in titles(chats)
    monkeypatch.setattr(QInputDialog, "getText", lambda *_a: ("  Home  ", True))
    chats.actions_of_chat.rename.trigger()
    qtbot.waitUntil(lambda: titles(chats)[0] == "[Home]")
    chats.view.setCurrentIndex(chats.model.index(chats.model.row_of_folder("Home")))
    chats.actions_of_chat.delete.trigger()
    qtbot.waitUntil(lambda: "[Home]" not in titles(chats))
    assert len(services.conversations.list()) == 3
    window.notifications.act()
    qtbot.waitUntil(lambda: titles(chats)[0] == "[Home]")


def test_a_chat_is_dragged_into_a_folder_and_out_of_it(qtbot, services, chats, folders) -> None:
    folders.move([chat(services, "Roof")], "House")
    qtbot.waitUntil(lambda: titles(chats)[0] == "[House]")
    model = chats.model

    def drop(title: str, onto: int) -> None:
        data = model.mimeData([model.index(model.row_of(chat(services, title).id))])
        model.dropMimeData(data, Qt.DropAction.MoveAction, -1, -1, model.index(onto))

    drop("Boiler", model.row_of_folder("House"))
    qtbot.waitUntil(lambda: chat(services, "Boiler").folder == "House")
    qtbot.waitUntil(lambda: titles(chats)[-1] == "Lease")
    drop("Roof", model.row_of(chat(services, "Lease").id))
    qtbot.waitUntil(lambda: chat(services, "Roof").folder == "")


def test_a_new_folder_gets_its_name_from_the_person(qtbot, services, chats, folders, monkeypatch) -> None:
    monkeypatch.setattr(QInputDialog, "getText", lambda *_a: ("Tax 2024", True))
    folders.move_to_new(chat(services, "Lease"))
    qtbot.waitUntil(lambda: titles(chats)[0] == "[Tax 2024]")
    monkeypatch.setattr(QInputDialog, "getText", lambda *_a: ("", False))
    folders.move_to_new(chat(services, "Roof"))
    assert chat(services, "Roof").folder == ""


def test_the_model_keeps_qts_rules(services, qapp) -> None:
    model = ConversationItemModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    services.conversations.set_folder([c.id for c in services.conversations.list()][:2], "House")
    model.set_conversations(services.conversations.list())
    model.toggle_folder("House")
    assert model.rowCount() == 3
    model.set_search("roof")
    assert any(isinstance(model.index(n).data(Role.RECORD), FolderHeading) for n in range(model.rowCount()))
    assert "closed" not in str(model.index(0).data(Qt.ItemDataRole.AccessibleTextRole))
