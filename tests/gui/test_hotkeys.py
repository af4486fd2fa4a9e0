"""The key that brings Carrel to the front from any program: switched on, changed, refused, kept, and shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from app.domain.errors import ErrorInfo
from app.services.settings import ASK_ANYWHERE, ASK_KEYS, Settings
from app.ui.hotkeys.ask_key import AskKey
from app.ui.hotkeys.checks import proposal, to_text
from app.ui.hotkeys.fakes import FakeHotkeys
from app.ui.hotkeys.here import hotkeys_here
from app.ui.hotkeys.window import ask_key_of
from app.ui.hotkeys.x11_server import XServer
from app.ui.main_window import MainWindow
from app.ui.settings.area import SettingsArea
from app.ui.settings.ask_key_editor import AskKeyEditor
from app.ui.shortcuts.listing import key_groups
from app.ui.shortcuts.sheet import ShortcutSheet
from app.ui.theme import Theme
from app.ui.waking import come_to_ask
from tests.gui import fakes, fakes_areas

PROPOSED = to_text(proposal())
OTHER = "Ctrl+Alt+K"


@pytest.fixture
def services() -> Any:
    return fakes.fake_services()


@pytest.fixture
def world(qapp: QApplication, tmp_path: Path) -> Iterator[Any]:
    made = fakes_areas.make_world(Theme(qapp, "light"), tmp_path / "profile")
    yield made
    made.close()


def kept(world: Any) -> tuple[bool, str]:
    """What a second start would read."""
    settings = Settings(world.services.paths.settings)
    return settings.get(ASK_ANYWHERE), settings.get(ASK_KEYS)


class Desk:
    """A key, the system it is had from, and how often it was answered."""

    def __init__(self, world: Any, system: FakeHotkeys) -> None:
        self.system, self.asked = system, 0
        self.key = AskKey(world.services.settings, world.context.operations, lambda: system, self._ask)

    def _ask(self) -> None:
        self.asked += 1

    def problem(self) -> str:
        return "" if self.key.problem is None else self.key.problem.code


def test_nothing_is_taken_before_it_is_wanted(world: Any) -> None:
    desk = Desk(world, FakeHotkeys())
    desk.key.follow()
    assert (desk.system.asked, desk.key.held(), desk.key.wanted()) == ([], False, False)
    assert ASK_ANYWHERE.default is False


def test_switched_on_it_asks_and_is_kept(qtbot: QtBot, world: Any) -> None:
    desk = Desk(world, FakeHotkeys())
    desk.key.switch(True)
    desk.system.press(PROPOSED)
    assert (desk.key.held(), desk.asked, desk.problem()) == (True, 1, "")
    qtbot.waitUntil(lambda: kept(world) == (True, PROPOSED))
    desk.key.switch(False)
    desk.system.press(PROPOSED)
    assert (desk.system.held, desk.asked) == ("", 1)
    qtbot.waitUntil(lambda: kept(world) == (False, PROPOSED))


def test_the_next_start_has_it_again_and_its_end_gives_it_back(world: Any) -> None:
    world.services.settings.set(ASK_ANYWHERE, True)
    world.services.settings.set(ASK_KEYS, OTHER)
    desk = Desk(world, FakeHotkeys())
    desk.key.follow()
    assert (desk.system.held, desk.key.held()) == (OTHER, True)
    desk.key.stop()
    assert desk.system.held == ""


def test_a_key_of_another_program_is_told_and_it_stays_off(world: Any) -> None:
    desk = Desk(world, FakeHotkeys(PROPOSED))
    desk.key.switch(True)
    assert (desk.key.held(), desk.key.wanted(), desk.problem()) == (False, False, "hotkey_taken")
    assert kept(world) == (False, "")


def test_a_refused_key_leaves_the_old_one(qtbot: QtBot, world: Any) -> None:
    desk = Desk(world, FakeHotkeys(OTHER))
    desk.key.switch(True)
    qtbot.waitUntil(lambda: kept(world) == (True, PROPOSED))
    for text, code in (
        (OTHER, "hotkey_taken"),
        ("K", "hotkey_needs_modifier"),
        ("Ctrl+K", "hotkey_used_here"),
    ):
        desk.key.choose(QKeySequence(text))
        assert (desk.problem(), to_text(desk.key.sequence())) == (code, PROPOSED)
    desk.system.press(PROPOSED)
    assert (desk.asked, desk.key.held()) == (1, True)
    desk.key.choose(QKeySequence("Ctrl+Alt+J"))
    assert (desk.problem(), desk.system.held) == ("", "Ctrl+Alt+J")
    qtbot.waitUntil(lambda: kept(world) == (True, "Ctrl+Alt+J"))


def test_while_it_is_off_another_key_is_tried_and_not_held(qtbot: QtBot, world: Any) -> None:
    desk = Desk(world, FakeHotkeys(PROPOSED))
    desk.key.choose(QKeySequence(PROPOSED))
    assert desk.problem() == "hotkey_taken"
    desk.key.choose(QKeySequence(OTHER))
    assert (desk.system.asked, desk.system.held, desk.problem()) == ([PROPOSED, OTHER], "", "")
    qtbot.waitUntil(lambda: kept(world) == (False, OTHER))
    desk.key.switch(True)
    assert desk.system.held == OTHER
    qtbot.waitUntil(lambda: kept(world) == (True, OTHER))


def test_what_cannot_be_kept_is_taken_back(qtbot: QtBot, world: Any) -> None:
    folder = world.services.paths.config
    folder.rename(folder.with_name("gone"))
    folder.write_text("a file where the folder was", encoding="utf-8")
    desk = Desk(world, FakeHotkeys())
    desk.key.switch(True)
    qtbot.waitUntil(lambda: desk.key.problem is not None)
    assert (desk.key.held(), desk.key.wanted(), desk.system.held) == (False, False, "")


def test_a_keyboard_without_the_key_is_told_until_another_comes(world: Any) -> None:
    desk = Desk(world, FakeHotkeys())
    desk.key.switch(True)
    desk.system.change_keyboard(has_it=False)
    assert (desk.key.held(), desk.problem()) == (False, "hotkey_unusable")
    desk.system.change_keyboard(has_it=True)
    assert (desk.key.held(), desk.problem()) == (True, "")


# The settings


def settings_area(qtbot: QtBot, world: Any, system: FakeHotkeys) -> tuple[SettingsArea, AskKeyEditor, Desk]:
    desk = Desk(world, system)
    desk.key.follow()
    area = SettingsArea(replace(world.context, ask_key=desk.key))
    qtbot.addWidget(area)
    area.resize(900, 700)
    area.show()
    editor = area.editors[ASK_ANYWHERE.key]
    assert isinstance(editor, AskKeyEditor)
    return area, editor, desk


def test_the_switch_and_the_field_do_it(qtbot: QtBot, world: Any) -> None:
    _area, editor, desk = settings_area(qtbot, world, FakeHotkeys("Ctrl+Alt+J"))
    assert not editor.control.isChecked()
    assert not editor.state.isVisible()
    assert not editor.command_row.isVisible()
    qtbot.mouseClick(editor.control, Qt.MouseButton.LeftButton)
    assert (editor.control.isChecked(), desk.system.held) == (True, PROPOSED)
    assert "brings Carrel to the front" in editor.state.text()
    assert not editor.propose.isVisible()
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    qtbot.keyClick(editor.field, Qt.Key.Key_J, both)
    assert "Another program has" in editor.problem.text()
    assert editor.field.keySequence() == proposal()  # the old one stands, and both is said
    assert "brings Carrel to the front" in editor.state.text()
    qtbot.keyClick(editor.field, Qt.Key.Key_K, both)
    assert (desk.system.held, editor.propose.isVisible()) == (OTHER, True)
    editor.propose.click()
    assert (desk.system.held, editor.field.keySequence()) == (PROPOSED, proposal())
    qtbot.waitUntil(lambda: kept(world) == (True, PROPOSED))


def test_a_key_that_is_shown_to_the_field_asks_nothing(qtbot: QtBot, world: Any) -> None:
    area, editor, desk = settings_area(qtbot, world, FakeHotkeys())
    desk.key.switch(True)
    qtbot.waitUntil(lambda: kept(world) == (True, PROPOSED))
    area.activateWindow()
    editor.field.setFocus()
    qtbot.waitUntil(lambda: desk.key.choosing)
    desk.system.press(PROPOSED)
    assert desk.asked == 0
    editor.control.setFocus()
    qtbot.waitUntil(lambda: not desk.key.choosing)
    desk.system.press(PROPOSED)
    assert desk.asked == 1


def test_tab_leaves_the_field_and_every_part_has_a_name(qtbot: QtBot, world: Any) -> None:
    area, editor, desk = settings_area(qtbot, world, FakeHotkeys())
    area.activateWindow()
    editor.field.setFocus()
    qtbot.waitUntil(lambda: desk.key.choosing)
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: not desk.key.choosing)
    assert editor.field.keySequence() == proposal()
    inner = editor.field.findChild(QLineEdit)
    assert inner is not None
    assert {editor.field.accessibleName(), inner.accessibleName()} == {ASK_KEYS.label}
    assert editor.control.accessibleName() == ASK_ANYWHERE.label
    assert editor.field.accessibleDescription().startswith(desk.key.words())


def test_where_there_can_be_no_key_the_page_says_why_and_what_instead(qtbot: QtBot, world: Any) -> None:
    system = FakeHotkeys(reason=ErrorInfo("hotkey_on_wayland", {}))
    _area, editor, _desk = settings_area(qtbot, world, system)
    assert not editor.control.isEnabled()
    assert "Wayland" in editor.state.text()
    assert (editor.key_row.isVisible(), editor.command_row.isVisible()) == (False, True)
    assert any("--ask" in label.text() for label in editor.command_row.findChildren(QLabel))
    assert system.asked == []


@pytest.mark.parametrize("typed", ["hotkey", "front", "shortcut", "ask from anywhere"])
def test_the_search_finds_it(qtbot: QtBot, world: Any, typed: str) -> None:
    area, editor, _desk = settings_area(qtbot, world, FakeHotkeys())
    area.search.setText(typed)
    assert editor.isVisible()


def test_a_key_that_was_taken_at_the_start_is_tried_again_when_the_page_opens(
    qtbot: QtBot, world: Any
) -> None:
    world.services.settings.set(ASK_ANYWHERE, True)
    system = FakeHotkeys(PROPOSED)
    area, editor, desk = settings_area(qtbot, world, system)
    assert "Another program has" in editor.problem.text()
    area.hide()
    system.taken.clear()
    area.show()
    assert (desk.key.held(), editor.control.isChecked()) == (True, True)


# The window


def test_a_key_that_cannot_be_had_at_the_start_is_told_with_the_way_to_the_setting(
    window: MainWindow,
) -> None:
    settings: Any = SimpleNamespace(get=lambda option: option is ASK_ANYWHERE or option.default)
    ask_key_of(window, settings, lambda: FakeHotkeys(PROPOSED))
    assert "Another program has" in window.notifications.banner.message.text()
    assert window.notifications.offers_something
    system = FakeHotkeys()
    key = ask_key_of(window, settings, lambda: system)
    window.open_area("library")
    system.press(PROPOSED)
    assert (key.held(), window.rail.area()) == (True, "chats")
    window.closing.emit()
    assert (key.held(), system.held) == (False, "")


def test_here_there_is_none_and_the_window_lives_without(window: MainWindow) -> None:
    assert hotkeys_here().why_not() is not None
    assert window.context is not None
    assert window.context.ask_key is not None
    assert not window.context.ask_key.held()


@pytest.mark.parametrize("platform", ["wayland", "wayland-egl", "xcb"])
def test_on_wayland_there_is_none_even_for_an_x11_window(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: platform)
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert hotkeys_here().why_not() == ErrorInfo("hotkey_on_wayland", {})


def test_without_a_connection_there_is_no_x_server() -> None:
    with pytest.raises(OSError, match="no connection"):
        XServer(0)


@pytest.mark.qt_log_ignore("plugin does not support", extend=True)
def test_it_leads_to_the_field_for_questions(window: MainWindow) -> None:
    window.open_area("library")
    window.showMinimized()
    come_to_ask(window)
    assert (window.rail.area(), window.isMinimized()) == ("chats", False)


def test_the_sheet_shows_it_first_when_it_is_on(window: MainWindow) -> None:
    assert [group.title for group in key_groups(in_every_program="Ctrl+Alt+Space")][0] == "In every program"
    assert key_groups()[0].title == "Everywhere"
    assert window.context is not None
    settings: Any = SimpleNamespace(get=lambda option: True if option is ASK_ANYWHERE else "Ctrl+Alt+Space")
    key = AskKey(settings, window.operations, FakeHotkeys, lambda: None, window)
    key.follow()
    window.context = replace(window.context, ask_key=key)
    window.commands.show_shortcuts()
    sheet = window.findChild(ShortcutSheet)
    assert sheet is not None
    assert "Ctrl+Alt+Space" in [label.text() for label in sheet.findChildren(QLabel)]
    sheet.close()
