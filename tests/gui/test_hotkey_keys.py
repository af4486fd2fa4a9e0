"""Which keys may be chosen; from Qt's keys to those of Windows and macOS, and what each is asked for."""

from __future__ import annotations

import ctypes
from ctypes import wintypes
from typing import Any

import pytest
from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.errors import UserError
from app.ui.actions import COMMANDS
from app.ui.hotkeys import macos_keys, windows_keys
from app.ui.hotkeys.checks import checked, from_text, proposal, to_text
from app.ui.hotkeys.macos import MacHotkeys
from app.ui.hotkeys.windows import WM_HOTKEY, WindowsHotkeys


def keys(text: str) -> QKeyCombination:
    return QKeySequence.fromString(text)[0]  # type: ignore[index]


def code_of(error: pytest.ExceptionInfo[UserError]) -> str:
    return error.value.code


# What a person may choose


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("A", "hotkey_needs_modifier"),
        ("Shift+F5", "hotkey_needs_modifier"),
        ("F5", "hotkey_needs_modifier"),
        ("Ctrl+C", "hotkey_used_everywhere"),
        ("Ctrl+S", "hotkey_used_everywhere"),
        ("Ctrl+K", "hotkey_used_here"),
        ("Alt+PgUp", "hotkey_used_here"),
        ("Ctrl+X, Ctrl+Y", "hotkey_unusable"),
        ("", "hotkey_unusable"),
    ],
)
def test_a_key_that_is_needed_elsewhere_is_refused(qapp: QApplication, text: str, code: str) -> None:
    with pytest.raises(UserError) as error:
        checked(QKeySequence.fromString(text))
    assert code_of(error) == code


def test_no_key_of_carrel_can_be_chosen(qapp: QApplication) -> None:
    for command in COMMANDS:
        for shortcut in command.shortcuts:
            with pytest.raises(UserError):
                checked(QKeySequence(shortcut))


@pytest.mark.parametrize("platform", ["linux", "win32", "darwin"])
def test_what_is_proposed_can_be_chosen(qapp: QApplication, platform: str) -> None:
    sequence = proposal(platform)
    assert checked(sequence).key() == Qt.Key.Key_Space
    assert from_text(to_text(sequence)) == sequence


def test_settings_without_a_key_mean_the_proposal(qapp: QApplication) -> None:
    assert from_text("") == proposal()
    assert from_text("Nonsense+Nothing") == proposal()
    assert from_text("Meta+F7") == QKeySequence("Meta+F7")


# Windows


@pytest.mark.parametrize(
    ("text", "modifiers", "key"),
    [
        ("Ctrl+Alt+Space", 0x3, 0x20),
        ("Meta+Shift+K", 0xC, 0x4B),
        ("Alt+F12", 0x1, 0x7B),
        ("Ctrl+7", 0x2, 0x37),
        ("Ctrl+Ins", 0x2, 0x2D),
        ("Ctrl+Ö", 0x2, 0),
    ],
)
def test_virtual_keys_are_those_of_the_header(text: str, modifiers: int, key: int) -> None:
    wanted = keys(text)
    assert windows_keys.modifiers_of(wanted.keyboardModifiers()) == modifiers
    assert windows_keys.virtual_key_of(wanted.key()) == key


def test_the_layout_says_where_a_character_is() -> None:
    assert windows_keys.from_scan(0x01BF) == (0xBF, windows_keys.SHIFT)
    assert windows_keys.from_scan(0x0651) == (0x51, windows_keys.CONTROL | windows_keys.ALT)
    assert windows_keys.from_scan(-1) == (0, 0)


class User32:
    """A Windows that knows a German keyboard; ``taken`` are (modifiers, key)."""

    def __init__(self) -> None:
        self.registered: dict[int, tuple[int, int]] = {}
        self.taken: set[tuple[int, int]] = set()

    def RegisterHotKey(self, window: object, number: int, modifiers: int, key: int) -> int:
        assert window is None
        assert modifiers & 0x4000  # MOD_NOREPEAT
        wanted = (modifiers & ~0x4000, key)
        if wanted in self.taken or wanted in self.registered.values():
            return 0
        self.registered[number] = wanted
        return 1

    def UnregisterHotKey(self, _window: object, number: int) -> int:
        return int(self.registered.pop(number, None) is not None)

    def VkKeyScanW(self, character: str) -> int:
        return {"ö": 0x00C0, "?": 0x01DB}.get(character, -1)

    def ToUnicode(self, key: int, _scan: int, state: Any, typed: Any, _size: int, flags: int) -> int:
        assert (state[0x11], state[0x12], flags) == (0x80, 0x80, 4)
        text = {0x51: "@", 0x45: "€"}.get(key, "")
        typed.value = text
        return len(text)


def message(number: int, kind: int = WM_HOTKEY) -> wintypes.MSG:
    made = wintypes.MSG()
    made.message, made.wParam = kind, number
    return made


def test_windows_is_asked_answers_and_gets_it_back(qtbot: QtBot) -> None:
    system, presses = User32(), list[int]()
    taken = WindowsHotkeys(system, lambda: 1409)
    for text in ("Ctrl+Alt+Space", "Ctrl+Alt+Space", "Ctrl+Shift+Ö"):
        taken.take(keys(text), lambda: presses.append(1), lambda _error: None)
    assert list(system.registered.values()) == [(0x6, 0xC0)]
    number = next(iter(system.registered))
    for sent in (message(number + 7), message(number, 0x0100), message(number)):
        taken.see(ctypes.addressof(sent))
    qtbot.waitUntil(lambda: presses == [1])
    taken.give_back()
    assert system.registered == {}


@pytest.mark.parametrize(
    ("text", "error_number", "code"),
    [
        ("Ctrl+Alt+Space", 1409, "hotkey_taken"),
        ("Ctrl+Alt+Space", 5, "hotkey_unusable"),
        ("Ctrl+Alt+Q", 0, "hotkey_types"),
        ("Ctrl+Alt+→", 0, "hotkey_unusable"),
    ],
)
def test_windows_refuses_and_the_old_key_stays(
    qapp: QApplication, text: str, error_number: int, code: str
) -> None:
    system = User32()
    system.taken = {(0x3, 0x20)}
    hotkeys = WindowsHotkeys(system, lambda: error_number)
    hotkeys.take(keys("Ctrl+Alt+K"), lambda: None, lambda _error: None)
    with pytest.raises(UserError) as error:
        hotkeys.take(keys(text), lambda: None, lambda _error: None)
    assert code_of(error) == code
    assert list(system.registered.values()) == [(0x3, 0x4B)]
    hotkeys.give_back()


# macOS


@pytest.mark.parametrize(
    ("text", "modifiers", "code"),
    [
        ("Ctrl+Alt+K", 0x0900, 0x28),
        ("Meta+Shift+Space", 0x1200, 0x31),
        ("Ctrl+F5", 0x0100, 0x60),
        ("Ctrl+Alt+Ö", 0x0900, None),
    ],
)
def test_key_codes_are_those_of_the_header(text: str, modifiers: int, code: int | None) -> None:
    wanted = keys(text)
    assert macos_keys.modifiers_of(wanted.keyboardModifiers()) == modifiers
    assert macos_keys.key_code_of(wanted.key(), {}) == code


def test_the_layout_of_a_mac_comes_before_the_american_one() -> None:
    french = {"q": 0x00, "a": 0x0C}
    assert macos_keys.key_code_of(Qt.Key.Key_A, french) == 0x0C
    assert macos_keys.key_code_of(Qt.Key.Key_Space, french) == 0x31
    assert macos_keys.key_code_of(Qt.Key.Key_K, french) is None


class Carbon:
    """A macOS that says nothing of its keyboard; code 0x28 (K) is another program's alone."""

    def __init__(self) -> None:
        self.registered: dict[int, tuple[int, int]] = {}
        self.handlers: list[Any] = []

    def TISCopyCurrentASCIICapableKeyboardLayoutInputSource(self) -> None:
        return None

    def GetApplicationEventTarget(self) -> int:
        return 77

    def InstallEventHandler(self, target: int, handler: Any, count: int, kinds: Any, *_rest: object) -> int:
        assert (target, count, kinds[0].event_class, kinds[0].kind) == (77, 1, 0x6B657962, 5)
        self.handlers.append(handler)
        return 0

    def RegisterEventHotKey(
        self, code: int, modifiers: int, name: Any, _target: int, _options: int, out: Any
    ) -> int:
        if code == 0x28:
            return -9878
        out._obj.value = name.number
        self.registered[name.number] = (code, modifiers)
        return 0

    def UnregisterEventHotKey(self, held: Any) -> int:
        del self.registered[held.value]
        return 0


def test_a_mac_is_asked_answers_and_gets_it_back(qtbot: QtBot) -> None:
    system, presses = Carbon(), list[int]()
    hotkeys = MacHotkeys(system)
    for text in ("Meta+Shift+Space", "Ctrl+Alt+J"):
        hotkeys.take(keys(text), lambda: presses.append(1), lambda _error: None)
    assert list(system.registered.values()) == [(0x26, 0x0900)]
    with pytest.raises(UserError) as error:
        hotkeys.take(keys("Ctrl+Alt+K"), lambda: None, lambda _error: None)
    assert code_of(error) == "hotkey_taken"
    (handler,) = system.handlers
    assert handler(None, None, None) == 0
    qtbot.waitUntil(lambda: presses == [1])
    hotkeys.give_back()
    assert system.registered == {}
