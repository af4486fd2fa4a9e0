"""From a key of Qt to a key code of Carbon and its modifiers. Pure.

Numbers are those of ``HIToolbox/Events.h``. Qt's Control is the Command key of a Mac, and its Meta the Control key.
"""

from __future__ import annotations

from PySide6.QtCore import Qt

_MODIFIERS = (
    (Qt.KeyboardModifier.ControlModifier, 0x0100),  # cmdKey
    (Qt.KeyboardModifier.ShiftModifier, 0x0200),  # shiftKey
    (Qt.KeyboardModifier.AltModifier, 0x0800),  # optionKey
    (Qt.KeyboardModifier.MetaModifier, 0x1000),  # controlKey
)
_F_KEYS = (
    *(0x7A, 0x78, 0x63, 0x76, 0x60, 0x61, 0x62, 0x64, 0x65, 0x6D),
    *(0x67, 0x6F, 0x69, 0x6B, 0x71, 0x6A, 0x40, 0x4F, 0x50, 0x5A),
)
_SPECIAL = {
    Qt.Key.Key_Return: 0x24, Qt.Key.Key_Tab: 0x30, Qt.Key.Key_Space: 0x31, Qt.Key.Key_Backspace: 0x33,
    Qt.Key.Key_Escape: 0x35, Qt.Key.Key_Enter: 0x4C, Qt.Key.Key_Help: 0x72, Qt.Key.Key_Home: 0x73,
    Qt.Key.Key_PageUp: 0x74, Qt.Key.Key_Delete: 0x75, Qt.Key.Key_End: 0x77, Qt.Key.Key_PageDown: 0x79,
    Qt.Key.Key_Left: 0x7B, Qt.Key.Key_Right: 0x7C, Qt.Key.Key_Down: 0x7D, Qt.Key.Key_Up: 0x7E,
    **{Qt.Key(Qt.Key.Key_F1.value + n): code for n, code in enumerate(_F_KEYS)},
}  # fmt: skip
_ON_AN_AMERICAN_KEYBOARD = {
    "a": 0x00, "s": 0x01, "d": 0x02, "f": 0x03, "h": 0x04, "g": 0x05, "z": 0x06, "x": 0x07, "c": 0x08, "v": 0x09,
    "b": 0x0B, "q": 0x0C, "w": 0x0D, "e": 0x0E, "r": 0x0F, "y": 0x10, "t": 0x11, "1": 0x12, "2": 0x13, "3": 0x14,
    "4": 0x15, "6": 0x16, "5": 0x17, "=": 0x18, "9": 0x19, "7": 0x1A, "-": 0x1B, "8": 0x1C, "0": 0x1D, "]": 0x1E,
    "o": 0x1F, "u": 0x20, "[": 0x21, "i": 0x22, "p": 0x23, "l": 0x25, "j": 0x26, "'": 0x27, "k": 0x28, ";": 0x29,
    "\\": 0x2A, ",": 0x2B, "/": 0x2C, "n": 0x2D, "m": 0x2E, ".": 0x2F, "`": 0x32,
}  # fmt: skip
"""Where keys lie; the code of a key names its place, whatever is printed on it."""


def modifiers_of(modifiers: Qt.KeyboardModifier) -> int:
    """cmdKey and the like."""
    return sum(mask for modifier, mask in _MODIFIERS if modifiers & modifier)


def key_code_of(key: Qt.Key, layout: dict[str, int]) -> int | None:
    """``layout`` gives the code for each character that this keyboard types by itself; empty: an American one."""
    if key in _SPECIAL:
        return _SPECIAL[key]
    character = chr(key.value).lower() if 0x20 <= key.value < 0xD800 else ""  # noqa: PLR2004 - surrogates
    return (layout or _ON_AN_AMERICAN_KEYBOARD).get(character)
