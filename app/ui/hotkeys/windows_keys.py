"""From a key of Qt to a virtual key of Windows and its modifiers. Pure.

Numbers are those of ``winuser.h``: https://learn.microsoft.com/windows/win32/inputdev/virtual-key-codes and
https://learn.microsoft.com/windows/win32/api/winuser/nf-winuser-registerhotkey
"""

from __future__ import annotations

from PySide6.QtCore import Qt

ALT, CONTROL, SHIFT, WIN = 0x0001, 0x0002, 0x0004, 0x0008
_MODIFIERS = (
    (Qt.KeyboardModifier.AltModifier, ALT),
    (Qt.KeyboardModifier.ControlModifier, CONTROL),
    (Qt.KeyboardModifier.ShiftModifier, SHIFT),
    (Qt.KeyboardModifier.MetaModifier, WIN),
)
_SPECIAL = {
    Qt.Key.Key_Backspace: 0x08, Qt.Key.Key_Tab: 0x09, Qt.Key.Key_Return: 0x0D, Qt.Key.Key_Enter: 0x0D,
    Qt.Key.Key_Pause: 0x13, Qt.Key.Key_Escape: 0x1B, Qt.Key.Key_Space: 0x20, Qt.Key.Key_PageUp: 0x21,
    Qt.Key.Key_PageDown: 0x22, Qt.Key.Key_End: 0x23, Qt.Key.Key_Home: 0x24, Qt.Key.Key_Left: 0x25,
    Qt.Key.Key_Up: 0x26, Qt.Key.Key_Right: 0x27, Qt.Key.Key_Down: 0x28, Qt.Key.Key_Print: 0x2C,
    Qt.Key.Key_Insert: 0x2D, Qt.Key.Key_Delete: 0x2E, Qt.Key.Key_Help: 0x2F, Qt.Key.Key_Menu: 0x5D,
    **{Qt.Key(Qt.Key.Key_F1.value + n): 0x70 + n for n in range(24)},
}  # fmt: skip


def modifiers_of(modifiers: Qt.KeyboardModifier) -> int:
    """MOD_ALT and the like."""
    return sum(mask for modifier, mask in _MODIFIERS if modifiers & modifier)


def virtual_key_of(key: Qt.Key) -> int:
    """0 for what the layout of the keyboard decides (see :func:`from_scan`). Letters and digits are their own."""
    code = key.value
    if Qt.Key.Key_A.value <= code <= Qt.Key.Key_Z.value or Qt.Key.Key_0.value <= code <= Qt.Key.Key_9.value:
        return code
    return _SPECIAL.get(key, 0)


def character_of(key: Qt.Key) -> str:
    """The character of a key that has one (Qt names such keys by it); "" for others."""
    code = key.value
    return chr(code).lower() if 0x20 <= code < 0xD800 else ""  # noqa: PLR2004 - surrogates have none


def from_scan(scan: int) -> tuple[int, int]:
    """What VkKeyScanW answered, as (virtual key, modifiers that the character needs); (0, 0) where it has none."""
    if scan == -1:
        return 0, 0
    state = scan >> 8 & 0xFF
    needed = (SHIFT if state & 1 else 0) | (CONTROL if state & 2 else 0) | (ALT if state & 4 else 0)
    return scan & 0xFF, needed
