"""A key of the whole system on a Mac: Carbon's RegisterEventHotKey, which needs no permission of the person.

UNTESTED: written from ``CarbonEvents.h``, ``Events.h``, ``TextInputSources.h`` and ``UnicodeUtilities.h``; no Mac was
at hand. macOS lets two programs have the same key (then both hear it), so that it rarely says "taken".
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QKeyCombination, QObject, QTimer

from app.domain.errors import ErrorInfo, UserError
from app.ui.hotkeys.macos_keys import key_code_of, modifiers_of
from app.ui.hotkeys.ports import words

_CARBON = "/System/Library/Frameworks/Carbon.framework/Carbon"
_SIGNATURE = int.from_bytes(b"Crrl", "big")
_KEYBOARD_CLASS = int.from_bytes(b"keyb", "big")  # kEventClassKeyboard
_HOT_KEY_PRESSED = 5  # kEventHotKeyPressed
_TAKEN = -9878  # eventHotKeyExistsErr
_DISPLAY, _NO_DEAD_KEYS = 3, 1  # kUCKeyActionDisplay, kUCKeyTranslateNoDeadKeysMask
_KEYS = 0x33  # codes below are keys that type
_LONGEST = 4


class _HotKeyId(ctypes.Structure):
    """EventHotKeyID."""

    _fields_ = (("signature", ctypes.c_uint32), ("number", ctypes.c_uint32))


class _EventType(ctypes.Structure):
    """EventTypeSpec."""

    _fields_ = (("event_class", ctypes.c_uint32), ("kind", ctypes.c_uint32))


_Handler = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)


class MacHotkeys(QObject):
    """See :class:`app.ui.hotkeys.ports.Hotkeys`. ``carbon`` is the system's own when None. Raises OSError."""

    def __init__(self, carbon: Any = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._carbon = _library() if carbon is None else carbon
        self._handler = _Handler(self._on_event)  # kept: Carbon holds no reference to it
        self._installed = False
        self._held: ctypes.c_void_p | None = None
        self._number = 0
        self._pressed: Callable[[], None] | None = None

    def why_not(self) -> ErrorInfo | None:
        """See :class:`Hotkeys`."""
        return None

    def take(
        self, keys: QKeyCombination, pressed: Callable[[], None], moved: Callable[[UserError | None], None]
    ) -> None:
        """See :class:`Hotkeys`."""
        del moved  # macOS does not say so
        code = key_code_of(keys.key(), self._layout())
        if code is None:
            raise UserError("hotkey_unusable", keys=words(keys))
        self._install(keys)
        held, modifiers = ctypes.c_void_p(), modifiers_of(keys.keyboardModifiers())
        self._number += 1
        name, target = _HotKeyId(_SIGNATURE, self._number), self._carbon.GetApplicationEventTarget()
        status = self._carbon.RegisterEventHotKey(code, modifiers, name, target, 0, ctypes.byref(held))
        if status:
            raise UserError("hotkey_taken" if status == _TAKEN else "hotkey_unusable", keys=words(keys))
        if self._held is not None:
            self._carbon.UnregisterEventHotKey(self._held)
        self._held, self._pressed = held, pressed

    def give_back(self) -> None:
        """See :class:`Hotkeys`."""
        if self._held is not None:
            self._carbon.UnregisterEventHotKey(self._held)
        self._held = self._pressed = None

    def _install(self, keys: QKeyCombination) -> None:
        """Once: the handler stays, and hears nothing while no key is registered."""
        if self._installed:
            return
        kinds = (_EventType * 1)(_EventType(_KEYBOARD_CLASS, _HOT_KEY_PRESSED))
        target = self._carbon.GetApplicationEventTarget()
        if self._carbon.InstallEventHandler(target, self._handler, 1, kinds, None, None):
            raise UserError("hotkey_unusable", keys=words(keys))
        self._installed = True

    def _on_event(self, _call: int | None, _event: int | None, _data: int | None) -> int:
        if self._pressed is not None:
            QTimer.singleShot(0, self._pressed)
        return 0

    def _layout(self) -> dict[str, int]:
        """The code for each character that the keyboard types without a modifier; empty when that is not said."""
        carbon = self._carbon
        source = carbon.TISCopyCurrentASCIICapableKeyboardLayoutInputSource()
        if not source:
            return {}
        try:
            name = ctypes.c_void_p.in_dll(carbon, "kTISPropertyUnicodeKeyLayoutData")
            data = carbon.TISGetInputSourceProperty(source, name)
            table = carbon.CFDataGetBytePtr(data) if data else None
            return self._characters(table) if table else {}
        finally:
            carbon.CFRelease(source)

    def _characters(self, table: int) -> dict[str, int]:
        kind, found = self._carbon.LMGetKbdType(), dict[str, int]()
        for code in range(_KEYS):
            dead, count, text = ctypes.c_uint32(), ctypes.c_ulong(), (ctypes.c_uint16 * _LONGEST)()
            status = self._carbon.UCKeyTranslate(
                *(table, code, _DISPLAY, 0, kind, _NO_DEAD_KEYS, ctypes.byref(dead), _LONGEST),
                *(ctypes.byref(count), text),
            )
            if not status and count.value == 1:
                found.setdefault(chr(text[0]).lower(), code)
        return found


def _library() -> Any:
    """Every function says what it takes: pointers would be cut in half without it."""
    carbon = ctypes.CDLL(_CARBON)
    pointer, out = ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p)
    u8, u16, u32, status = ctypes.c_uint8, ctypes.c_uint16, ctypes.c_uint32, ctypes.c_int32
    length, u16s = ctypes.c_ulong, ctypes.POINTER(ctypes.c_uint16)
    event_types = ctypes.POINTER(_EventType)
    for name, result, arguments in (
        ("GetApplicationEventTarget", pointer, ()),
        ("InstallEventHandler", status, (pointer, _Handler, length, event_types, pointer, out)),
        ("RegisterEventHotKey", status, (u32, u32, _HotKeyId, pointer, u32, out)),
        ("UnregisterEventHotKey", status, (pointer,)),
        ("TISCopyCurrentASCIICapableKeyboardLayoutInputSource", pointer, ()),
        ("TISGetInputSourceProperty", pointer, (pointer, pointer)),
        ("CFDataGetBytePtr", pointer, (pointer,)),
        ("CFRelease", None, (pointer,)),
        ("LMGetKbdType", u8, ()),
        (
            "UCKeyTranslate",
            status,
            (pointer, u16, u16, u32, u32, u32, ctypes.POINTER(u32), length, ctypes.POINTER(length), u16s),
        ),
    ):
        function = getattr(carbon, name)
        function.restype, function.argtypes = result, arguments
    return carbon
