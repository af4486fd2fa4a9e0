"""From a key of Qt to what is asked of an X server: keycode and modifiers. Pure.

Numbers of keysyms are those of ``X11/keysymdef.h``. The order of the columns in a row of the keyboard is that of the X
Window System Protocol (chapter 5): first group plain and shifted, second group plain and shifted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from PySide6.QtCore import QKeyCombination, Qt

from app.domain.errors import UserError
from app.ui.hotkeys.ports import words

SHIFT, LOCK, CONTROL, _MOD1, _MOD4 = 0x01, 0x02, 0x04, 0x08, 0x40
_FIRST_FREE = 3  # the rows of Shift, Lock and Control are theirs; Mod1 to Mod5 mean what lies on them
_ALT = frozenset({0xFFE9, 0xFFEA})
_SUPER = frozenset({0xFFEB, 0xFFEC})
_NUM_LOCK, _SCROLL_LOCK = frozenset({0xFF7F}), frozenset({0xFF14})
_PLAIN_COLUMNS, _SHIFTED_COLUMNS = (0, 2), (1, 3)
_SPECIAL = {
    Qt.Key.Key_Escape: 0xFF1B, Qt.Key.Key_Tab: 0xFF09, Qt.Key.Key_Backspace: 0xFF08, Qt.Key.Key_Return: 0xFF0D,
    Qt.Key.Key_Enter: 0xFF8D, Qt.Key.Key_Insert: 0xFF63, Qt.Key.Key_Delete: 0xFFFF, Qt.Key.Key_Pause: 0xFF13,
    Qt.Key.Key_Print: 0xFF61, Qt.Key.Key_Home: 0xFF50, Qt.Key.Key_Left: 0xFF51, Qt.Key.Key_Up: 0xFF52,
    Qt.Key.Key_Right: 0xFF53, Qt.Key.Key_Down: 0xFF54, Qt.Key.Key_PageUp: 0xFF55, Qt.Key.Key_PageDown: 0xFF56,
    Qt.Key.Key_End: 0xFF57, Qt.Key.Key_Menu: 0xFF67, Qt.Key.Key_Help: 0xFF6A,
    **{Qt.Key(Qt.Key.Key_F1.value + n): 0xFFBE + n for n in range(35)},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Keymap:
    """The keyboard as the server has it: a row of keysyms for each keycode from ``first`` on, and the keycodes of
    Shift, Lock, Control, Mod1 to Mod5."""

    first: int
    rows: tuple[tuple[int, ...], ...]
    modifiers: tuple[tuple[int, ...], ...]

    def mask_of(self, keysyms: frozenset[int]) -> int:
        """The modifier that one of these keys is; 0 for none."""
        for number in range(_FIRST_FREE, len(self.modifiers)):
            if any(keysyms & set(self._row(code)) for code in self.modifiers[number] if code):
                return 1 << number
        return 0

    def keycode_of(self, keysym: int, columns: Iterable[int]) -> int:
        """The first key that has it in one of these columns, the first column first; 0 for none."""
        for column in columns:
            for number, row in enumerate(self.rows):
                if column < len(row) and row[column] == keysym:
                    return self.first + number
        return 0

    def _row(self, code: int) -> tuple[int, ...]:
        place = code - self.first
        return self.rows[place] if 0 <= place < len(self.rows) else ()


@dataclass(frozen=True, slots=True)
class Grab:
    """What is asked for: a key with its modifiers, whatever of ``locks`` is on meanwhile."""

    keycode: int
    modifiers: int
    locks: tuple[int, ...] = ()

    def masks(self) -> list[int]:
        """The modifiers with every choice of the locks; the server takes each by itself."""
        return [
            self.modifiers | sum(chosen)
            for size in range(len(self.locks) + 1)
            for chosen in combinations(self.locks, size)
        ]

    def fits(self, keycode: int, state: int) -> bool:
        """Whether an event is of this key; bits above the modifiers (buttons, group) do not matter."""
        return keycode == self.keycode and state & 0xFF & ~sum(self.locks) == self.modifiers


def grab_of(keys: QKeyCombination, keymap: Keymap) -> Grab:
    """Raises UserError("hotkey_unusable") for a key that this keyboard does not have."""
    keysym = keysym_of(keys.key())
    keycode, shift = keymap.keycode_of(keysym, _PLAIN_COLUMNS), 0
    if not keycode:
        keycode, shift = keymap.keycode_of(keysym, _SHIFTED_COLUMNS), SHIFT
    if not keysym or not keycode or keys.keyboardModifiers() & Qt.KeyboardModifier.KeypadModifier:
        raise UserError("hotkey_unusable", keys=words(keys))
    modifiers = _modifiers_of(keys.keyboardModifiers(), keymap) | shift
    found = (LOCK, keymap.mask_of(_NUM_LOCK), keymap.mask_of(_SCROLL_LOCK))
    locks = tuple(mask for mask in dict.fromkeys(found) if mask and not mask & modifiers)
    return Grab(keycode, modifiers, locks)


def keysym_of(key: Qt.Key) -> int:
    """0 for keys that are neither Latin-1 nor in the table above. Letters are those without Shift."""
    if key in _SPECIAL:
        return _SPECIAL[key]
    code = key.value
    if 0x20 <= code <= 0x7E or 0xA0 <= code <= 0xFF:  # noqa: PLR2004 - Latin-1, where keysyms are characters
        return ord(chr(code).lower())
    return 0


def _modifiers_of(wanted: Qt.KeyboardModifier, keymap: Keymap) -> int:
    modifiers = 0
    for modifier, mask in (
        (Qt.KeyboardModifier.ShiftModifier, SHIFT),
        (Qt.KeyboardModifier.ControlModifier, CONTROL),
        (Qt.KeyboardModifier.AltModifier, keymap.mask_of(_ALT) or _MOD1),
        (Qt.KeyboardModifier.MetaModifier, keymap.mask_of(_SUPER) or _MOD4),
    ):
        if wanted & modifier:
            modifiers |= mask
    return modifiers
