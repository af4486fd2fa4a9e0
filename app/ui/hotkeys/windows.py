"""A key of the whole system on Windows: RegisterHotKey. UNTESTED: written from Microsoft's documentation.

https://learn.microsoft.com/windows/win32/api/winuser/nf-winuser-registerhotkey - without a window, the message comes to
the thread, where Qt shows it to native event filters.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from ctypes import wintypes
from typing import Any

from PySide6.QtCore import QKeyCombination, QObject, QTimer

from app.domain.errors import ErrorInfo, UserError
from app.ui.hotkeys.native_events import NativeEvents
from app.ui.hotkeys.ports import words
from app.ui.hotkeys.windows_keys import (
    ALT,
    CONTROL,
    SHIFT,
    character_of,
    from_scan,
    modifiers_of,
    virtual_key_of,
)

WM_HOTKEY = 0x0312
_NO_REPEAT = 0x4000
_TAKEN = 1409  # ERROR_HOTKEY_ALREADY_REGISTERED
_IDS = (1, 2)  # a new key is asked for before the old one is given back
_VK_SHIFT, _VK_CONTROL, _VK_MENU, _DOWN = 0x10, 0x11, 0x12, 0x80
_LEAVE_STATE = 4  # ToUnicode: do not change what dead keys wait for


class WindowsHotkeys(QObject):
    """See :class:`app.ui.hotkeys.ports.Hotkeys`. ``user32`` and ``last_error`` are the system's own when None."""

    def __init__(
        self,
        user32: Any = None,
        last_error: Callable[[], int] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._user32 = _library() if user32 is None else user32
        self._last_error = last_error or ctypes.get_last_error  # type: ignore[attr-defined, unused-ignore]
        self._events = NativeEvents(b"windows_", self.see)
        self._id, self._held = 0, (0, 0)
        self._pressed: Callable[[], None] | None = None

    def why_not(self) -> ErrorInfo | None:
        """See :class:`Hotkeys`."""
        return None

    def take(
        self, keys: QKeyCombination, pressed: Callable[[], None], moved: Callable[[UserError | None], None]
    ) -> None:
        """See :class:`Hotkeys`."""
        del moved  # Windows does not say so
        key, modifiers = self._key_of(keys)
        if self._id and self._held == (key, modifiers):  # Windows would say that it is taken: by us
            self._pressed = pressed
            return
        self._refuse_what_types(keys, key, modifiers)
        new = next(number for number in _IDS if number != self._id)
        if not self._user32.RegisterHotKey(None, new, modifiers | _NO_REPEAT, key):
            code = "hotkey_taken" if self._last_error() == _TAKEN else "hotkey_unusable"
            raise UserError(code, keys=words(keys))
        if self._id:
            self._user32.UnregisterHotKey(None, self._id)
        self._id, self._held, self._pressed = new, (key, modifiers), pressed
        self._events.start()

    def give_back(self) -> None:
        """See :class:`Hotkeys`."""
        self._events.stop()
        if self._id:
            self._user32.UnregisterHotKey(None, self._id)
        self._id, self._pressed = 0, None

    def see(self, address: int) -> None:
        """A message (MSG) of this thread."""
        message = wintypes.MSG.from_address(address)
        if message.message == WM_HOTKEY and message.wParam == self._id and self._pressed is not None:
            QTimer.singleShot(0, self._pressed)

    def _key_of(self, keys: QKeyCombination) -> tuple[int, int]:
        modifiers, key = modifiers_of(keys.keyboardModifiers()), virtual_key_of(keys.key())
        character = character_of(keys.key())
        if not key and len(character) == 1:
            key, needed = from_scan(self._user32.VkKeyScanW(character))
            modifiers |= needed
        if not key:
            raise UserError("hotkey_unusable", keys=words(keys))
        return key, modifiers

    def _refuse_what_types(self, keys: QKeyCombination, key: int, modifiers: int) -> None:
        """AltGr is Ctrl+Alt to Windows: with Ctrl+Alt+Q, nobody could write "@" on a German keyboard any more."""
        if modifiers & (CONTROL | ALT) != CONTROL | ALT:
            return
        state = (ctypes.c_ubyte * 256)()
        state[_VK_CONTROL] = state[_VK_MENU] = _DOWN
        state[_VK_SHIFT] = _DOWN if modifiers & SHIFT else 0
        typed = ctypes.create_unicode_buffer(8)
        count = self._user32.ToUnicode(key, 0, state, typed, len(typed), _LEAVE_STATE)
        text = typed.value[: abs(count)].strip()  # below zero: a dead key, which types as well
        if text.isprintable() and text:
            raise UserError("hotkey_types", keys=words(keys), character=text)


def _library() -> Any:
    user32 = ctypes.WinDLL("user32", use_last_error=True)  # type: ignore[attr-defined, unused-ignore]
    for name, result, arguments in (
        ("RegisterHotKey", wintypes.BOOL, (wintypes.HWND, ctypes.c_int, wintypes.UINT, wintypes.UINT)),
        ("UnregisterHotKey", wintypes.BOOL, (wintypes.HWND, ctypes.c_int)),
        ("VkKeyScanW", ctypes.c_short, (ctypes.c_wchar,)),
        (
            "ToUnicode",
            ctypes.c_int,
            (
                *(wintypes.UINT, wintypes.UINT, ctypes.POINTER(ctypes.c_ubyte)),
                *(ctypes.c_wchar_p, ctypes.c_int, wintypes.UINT),
            ),
        ),
    ):
        function = getattr(user32, name)
        function.restype, function.argtypes = result, arguments
    return user32
