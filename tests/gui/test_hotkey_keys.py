"""From Qt's keys to those of X11, Windows and macOS, and what each system is asked for. No keyboard is needed."""

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
from app.ui.hotkeys.fakes import FakeXServer
from app.ui.hotkeys.macos import MacHotkeys
from app.ui.hotkeys.windows import WM_HOTKEY, WindowsHotkeys
from app.ui.hotkeys.x11 import Repeats, X11Hotkeys
from app.ui.hotkeys.x11_keys import CONTROL, LOCK, SHIFT, Keymap, grab_of, keysym_of
from app.ui.hotkeys.x11_server import KEY_PRESS, KEY_RELEASE, MAPPING_NOTIFY, KeyEvent

MOD1, MOD2, MOD4 = 0x08, 0x10, 0x40
SPACE, KEY_Y, KEY_Z, KEY_1 = 65, 29, 52, 10


def keyboard(y: int = KEY_Y, z: int = KEY_Z) -> Keymap:
    """A few keys, as an X server tells them: keycodes from 8 on; "1" needs Shift, as on a French keyboard."""
    rows = {
        KEY_1: (0x26, 0x31), y: (0x79, 0x59), z: (0x7A, 0x5A), SPACE: (0x20, 0x20), 67: (0xFFBE, 0xFFBE),
        50: (0xFFE1,), 37: (0xFFE3,), 66: (0xFFE5,), 64: (0xFFE9, 0xFFE7), 77: (0xFF7F,), 133: (0xFFEB,),
        44: (0x6CA, 0x6EA, 0x6A, 0x4A),  # a Cyrillic letter, and "j" in the second group
    }  # fmt: skip
    modifiers = ((50,), (66,), (37,), (64, 0), (77,), (), (133,), ())
    return Keymap(8, tuple(rows.get(code, ()) for code in range(8, 140)), modifiers)


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


# X11


def test_a_key_becomes_a_keycode_with_its_modifiers() -> None:
    grab = grab_of(keys("Ctrl+Alt+Space"), keyboard())
    assert (grab.keycode, grab.modifiers) == (SPACE, CONTROL | MOD1)
    assert grab_of(keys("Meta+Shift+Y"), keyboard()).modifiers == MOD4 | SHIFT
    assert grab_of(keys("Alt+F1"), keyboard()).keycode == 67


def test_caps_lock_and_num_lock_do_not_matter() -> None:
    grab = grab_of(keys("Ctrl+Alt+Space"), keyboard())
    plain = CONTROL | MOD1
    assert sorted(grab.masks()) == sorted([plain, plain | LOCK, plain | MOD2, plain | LOCK | MOD2])
    assert grab.fits(SPACE, plain | LOCK | MOD2)
    assert grab.fits(SPACE, plain | 0x2000)  # the second group of the keyboard
    assert not grab.fits(SPACE, plain | SHIFT)
    assert not grab.fits(KEY_Y, plain)


def test_a_character_on_the_shifted_level_is_pressed_with_shift() -> None:
    grab = grab_of(keys("Ctrl+Alt+1"), keyboard())
    assert (grab.keycode, grab.modifiers) == (KEY_1, CONTROL | MOD1 | SHIFT)
    assert grab_of(keys("Ctrl+Alt+&"), keyboard()).modifiers == CONTROL | MOD1


def test_a_letter_of_the_second_group_is_found() -> None:
    assert grab_of(keys("Ctrl+Alt+J"), keyboard()).keycode == 44


@pytest.mark.parametrize("text", ["Ctrl+Alt+Ö", "Ctrl+Alt+F30", "Ctrl+Num+1", "Ctrl+Media Play"])
def test_a_key_that_the_keyboard_lacks_is_refused(text: str) -> None:
    with pytest.raises(UserError) as error:
        grab_of(keys(text), keyboard())
    assert code_of(error) == "hotkey_unusable"


@pytest.mark.parametrize(
    ("key", "keysym"),
    [
        (Qt.Key.Key_A, 0x61),
        (Qt.Key.Key_Adiaeresis, 0xE4),
        (Qt.Key.Key_9, 0x39),
        (Qt.Key.Key_Space, 0x20),
        (Qt.Key.Key_F12, 0xFFC9),
        (Qt.Key.Key_Delete, 0xFFFF),
        (Qt.Key.Key_PageDown, 0xFF56),
        (Qt.Key.Key_VolumeUp, 0),
    ],
)
def test_keysyms_are_those_of_the_header(key: Qt.Key, keysym: int) -> None:
    assert keysym_of(key) == keysym


def test_events_have_the_shape_of_the_protocol() -> None:
    assert ctypes.sizeof(KeyEvent) == 32
    assert (KeyEvent.detail.offset, KeyEvent.time.offset) == (1, 4)
    assert (KeyEvent.root.offset, KeyEvent.event.offset, KeyEvent.state.offset) == (8, 12, 28)


class X11Desk:
    """Keys on an X server of our own, and the events that it would send."""

    def __init__(self) -> None:
        self.server = FakeXServer(keyboard())
        self.keys = X11Hotkeys(self.server)
        self.presses = 0
        self.told: list[str] = []

    def take(self, text: str) -> None:
        self.keys.take(keys(text), self._on_pressed, lambda e: self.told.append("" if e is None else e.code))

    def send(self, kind: int, code: int, state: int, at: int, window: int | None = None) -> None:
        root = self.server.roots[0]
        event = KeyEvent(kind, code, 0, at, root, root if window is None else window)
        event.state = state
        self.keys.see(ctypes.addressof(event))

    def change_keyboard(self, keys: Keymap, kind: int = MAPPING_NOTIFY, detail: int = 0) -> None:
        self.server.keys = keys
        event = KeyEvent(kind, detail)
        self.keys.see(ctypes.addressof(event))

    def _on_pressed(self) -> None:
        self.presses += 1


@pytest.fixture
def desk(qapp: QApplication) -> Any:
    made = X11Desk()
    yield made
    made.keys.give_back()


def test_a_press_is_heard_once_however_long_it_is_held(qtbot: QtBot, desk: X11Desk) -> None:
    desk.take("Ctrl+Alt+Space")
    for at in (5000, 5400, 5440, 5480):
        desk.send(KEY_PRESS, SPACE, CONTROL | MOD1 | LOCK, at)
    desk.send(KEY_RELEASE, SPACE, CONTROL | MOD1, 5500)
    qtbot.waitUntil(lambda: desk.presses == 1)
    desk.send(KEY_PRESS, SPACE, CONTROL | MOD1, 5600)
    qtbot.waitUntil(lambda: desk.presses == 2)


def test_other_keys_and_keys_in_carrels_own_windows_are_not_heard(qtbot: QtBot, desk: X11Desk) -> None:
    desk.take("Ctrl+Alt+Space")
    desk.send(KEY_PRESS, SPACE, CONTROL, 1000)
    desk.send(KEY_PRESS, KEY_Y, CONTROL | MOD1, 2000)
    desk.send(KEY_PRESS, SPACE, CONTROL | MOD1, 3000, window=0x400001)
    desk.send(KEY_PRESS, SPACE, CONTROL | MOD1, 4000)
    qtbot.waitUntil(lambda: desk.presses == 1)
    qtbot.wait(1)
    assert desk.presses == 1


def test_a_key_of_another_program_is_refused_and_the_old_one_stays(desk: X11Desk) -> None:
    desk.take("Ctrl+Alt+Space")
    before = set(desk.server.held)
    desk.server.others = {(KEY_Y, CONTROL | MOD1 | LOCK)}  # with CapsLock only: that is enough
    with pytest.raises(UserError) as error:
        desk.take("Ctrl+Alt+Y")
    assert code_of(error) == "hotkey_taken"
    assert desk.server.held == before
    desk.take("Ctrl+Alt+Z")
    assert {code for code, _ in desk.server.held} == {KEY_Z}
    desk.keys.give_back()
    assert desk.server.held == set()


@pytest.mark.parametrize(("kind", "detail"), [(MAPPING_NOTIFY, 0), (85, 0), (85, 1)])
def test_another_keyboard_has_the_key_elsewhere_or_not_at_all(
    qtbot: QtBot, desk: X11Desk, kind: int, detail: int
) -> None:
    desk.take("Ctrl+Alt+Y")
    desk.change_keyboard(keyboard(y=KEY_Z, z=KEY_Y), kind, detail)
    qtbot.waitUntil(lambda: {code for code, _ in desk.server.held} == {KEY_Z})
    desk.change_keyboard(Keymap(8, (), keyboard().modifiers))
    qtbot.waitUntil(lambda: desk.told[-1:] == ["hotkey_unusable"])
    assert desk.server.held == set()
    desk.change_keyboard(keyboard())
    qtbot.waitUntil(lambda: {code for code, _ in desk.server.held} == {KEY_Y})
    assert desk.told == ["", "hotkey_unusable", ""]


def test_a_keyboard_that_repeats_by_letting_go_is_known() -> None:
    repeats = Repeats()
    assert repeats.down(100)
    repeats.up(760)
    assert not repeats.down(760)
    repeats.up(900)
    assert repeats.down(1000)
    assert not repeats.down(1900)
    assert repeats.down(9000)  # the letting go was not seen


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
