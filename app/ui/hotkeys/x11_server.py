"""The few requests to an X server that a key of the whole system needs, on the connection that Qt has anyway.

Structures are those of ``xcb/xproto.h``. libxcb is thread-safe, and answers are matched by their number, so that Qt's
own reading of events is not disturbed.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

from app.ui.hotkeys.x11_keys import Keymap

KEY_PRESS, KEY_RELEASE, MAPPING_NOTIFY = 2, 3, 34
BAD_ACCESS = 10
_ASYNC = 1
_MODIFIERS = 8


class KeyEvent(ctypes.Structure):
    """xcb_key_press_event_t; ``time`` in milliseconds of the server's clock."""

    _fields_ = (
        ("response_type", ctypes.c_uint8),
        ("detail", ctypes.c_uint8),
        ("sequence", ctypes.c_uint16),
        ("time", ctypes.c_uint32),
        ("root", ctypes.c_uint32),
        ("event", ctypes.c_uint32),
        ("child", ctypes.c_uint32),
        ("place", ctypes.c_int16 * 4),
        ("state", ctypes.c_uint16),
    )


class _Cookie(ctypes.Structure):
    _fields_ = (("sequence", ctypes.c_uint),)


class _Setup(ctypes.Structure):
    """The head of xcb_setup_t."""

    _fields_ = (
        ("before", ctypes.c_uint8 * 34),
        ("min_keycode", ctypes.c_uint8),
        ("max_keycode", ctypes.c_uint8),
    )


class _Screens(ctypes.Structure):
    """xcb_screen_iterator_t; a screen begins with the number of its root window."""

    _fields_ = (("root", ctypes.POINTER(ctypes.c_uint32)), ("rem", ctypes.c_int), ("index", ctypes.c_int))


class _Reply(ctypes.Structure):
    """The head that errors and replies share: ``detail`` is an error's code, or keysyms or keycodes in a row."""

    _fields_ = (
        ("response_type", ctypes.c_uint8),
        ("detail", ctypes.c_uint8),
        ("sequence", ctypes.c_uint16),
        ("length", ctypes.c_uint32),
        ("present", ctypes.c_uint8),
        ("major_opcode", ctypes.c_uint8),
        ("first_event", ctypes.c_uint8),
        ("first_error", ctypes.c_uint8),
    )


class XServer:
    """Raises OSError where there is no libxcb, or where the connection is broken."""

    def __init__(self, connection: int) -> None:
        if not connection:
            raise OSError("no connection to an X server")
        self._xcb = _library()
        self._free = ctypes.CDLL(None).free
        self._free.argtypes, self._free.restype = (ctypes.c_void_p,), None
        self._connection = connection
        setup = self._xcb.xcb_get_setup(connection)
        if not setup:
            raise OSError("the X server said nothing of itself")
        self._first, self._last = setup.contents.min_keycode, setup.contents.max_keycode
        self.roots = self._roots(setup)
        self.xkb_event = self._first_event(b"XKEYBOARD")

    def keymap(self) -> Keymap:
        """The keyboard as it is now. Raises OSError."""
        count = self._last - self._first + 1
        keys = self._reply("xcb_get_keyboard_mapping", self._first, count)
        try:
            width = keys.contents.detail
            flat = self._xcb.xcb_get_keyboard_mapping_keysyms(keys)
            rows = [tuple(flat[n * width : (n + 1) * width]) for n in range(count)]
        finally:
            self._free(keys)
        return Keymap(self._first, tuple(rows), self._modifiers())

    def grab(self, keycode: int, masks: Sequence[int]) -> list[int]:
        """Ask for a key on all screens; the codes of what was refused (``BAD_ACCESS``: another program has it)."""
        cookies = [
            self._xcb.xcb_grab_key_checked(self._connection, 0, root, mask, keycode, _ASYNC, _ASYNC)
            for root in self.roots
            for mask in masks
        ]
        codes = [self._error(self._xcb.xcb_request_check(self._connection, cookie)) for cookie in cookies]
        return [code for code in codes if code]

    def ungrab(self, keycode: int, masks: Sequence[int]) -> None:
        """Give it back; what is not held is no mistake."""
        for root in self.roots:
            for mask in masks:
                self._xcb.xcb_ungrab_key(self._connection, keycode, root, mask)
        self._xcb.xcb_flush(self._connection)

    def _modifiers(self) -> tuple[tuple[int, ...], ...]:
        reply = self._reply("xcb_get_modifier_mapping")
        try:
            width = reply.contents.detail
            flat = self._xcb.xcb_get_modifier_mapping_keycodes(reply)
            return tuple(tuple(flat[n * width : (n + 1) * width]) for n in range(_MODIFIERS))
        finally:
            self._free(reply)

    def _roots(self, setup: Any) -> tuple[int, ...]:
        screens, roots = self._xcb.xcb_setup_roots_iterator(setup), []
        while screens.rem > 0:
            roots.append(screens.root.contents.value)
            self._xcb.xcb_screen_next(ctypes.byref(screens))
        return tuple(roots)

    def _first_event(self, extension: bytes) -> int:
        reply = self._reply("xcb_query_extension", len(extension), extension)
        try:
            return int(reply.contents.first_event) if reply.contents.present else 0
        finally:
            self._free(reply)

    def _reply(self, request: str, *arguments: Any) -> Any:
        cookie = getattr(self._xcb, request)(self._connection, *arguments)
        error = ctypes.c_void_p()
        reply = getattr(self._xcb, f"{request}_reply")(self._connection, cookie, ctypes.byref(error))
        if error:
            self._free(error)
        if not reply:
            raise OSError(f"the X server did not answer {request}")
        return reply

    def _error(self, error: Any) -> int:
        if not error:
            return 0
        code = int(error.contents.detail)
        self._free(error)
        return code


def _library() -> Any:
    """Qt has loaded it already; every function says what it takes, because a guess would cut pointers in half."""
    xcb = ctypes.CDLL("libxcb.so.1")
    connection, reply = ctypes.c_void_p, ctypes.POINTER(_Reply)
    u8, u16, u32 = ctypes.c_uint8, ctypes.c_uint16, ctypes.c_uint32
    answer = (connection, _Cookie, ctypes.POINTER(ctypes.c_void_p))
    for name, result, arguments in (
        ("xcb_get_setup", ctypes.POINTER(_Setup), (connection,)),
        ("xcb_setup_roots_iterator", _Screens, (ctypes.POINTER(_Setup),)),
        ("xcb_screen_next", None, (ctypes.POINTER(_Screens),)),
        ("xcb_flush", ctypes.c_int, (connection,)),
        ("xcb_request_check", reply, (connection, _Cookie)),
        ("xcb_grab_key_checked", _Cookie, (connection, u8, u32, u16, u8, u8, u8)),
        ("xcb_ungrab_key", _Cookie, (connection, u8, u32, u16)),
        ("xcb_query_extension", _Cookie, (connection, u16, ctypes.c_char_p)),
        ("xcb_query_extension_reply", reply, answer),
        ("xcb_get_keyboard_mapping", _Cookie, (connection, u8, u8)),
        ("xcb_get_keyboard_mapping_reply", reply, answer),
        ("xcb_get_keyboard_mapping_keysyms", ctypes.POINTER(u32), (reply,)),
        ("xcb_get_modifier_mapping", _Cookie, (connection,)),
        ("xcb_get_modifier_mapping_reply", reply, answer),
        ("xcb_get_modifier_mapping_keycodes", ctypes.POINTER(u8), (reply,)),
    ):
        function = getattr(xcb, name)
        function.restype, function.argtypes = result, arguments
    return xcb
