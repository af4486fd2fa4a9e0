"""From Qt's keys to those of an X server, what it is asked for, and what is made of its events. No server is needed."""

from __future__ import annotations

import ctypes
from typing import Any

import pytest
from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.errors import UserError
from app.ui.hotkeys.fakes import FakeXServer
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
