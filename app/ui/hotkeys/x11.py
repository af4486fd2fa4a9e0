"""A key of the whole system on X11: a passive grab on the root window, by Qt's own connection to the display."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QKeyCombination, QObject, QTimer, Slot

from app.domain.errors import ErrorInfo, UserError
from app.ui.hotkeys.native_events import NativeEvents
from app.ui.hotkeys.ports import words
from app.ui.hotkeys.x11_keys import Grab, Keymap, grab_of
from app.ui.hotkeys.x11_server import BAD_ACCESS, KEY_PRESS, KEY_RELEASE, MAPPING_NOTIFY, KeyEvent

_NOT_SENT = 0x7F  # the bit above says that another program sent the event
_NEW_KEYBOARD, _NEW_MAP = 0, 1  # XkbNewKeyboardNotify, XkbMapNotify, in the second byte
_LONGEST_REPEAT_MS, _SAME_MOMENT_MS = 1000, 5
"""A keyboard repeats itself by presses without a release, or by a release and a press of the same moment."""


class KeyServer(Protocol):
    """What is asked of :class:`app.ui.hotkeys.x11_server.XServer`."""

    roots: tuple[int, ...]
    xkb_event: int

    def keymap(self) -> Keymap:
        """The keyboard as it is now. Raises OSError."""

    def grab(self, keycode: int, masks: Sequence[int]) -> list[int]:
        """Ask for a key; the codes of what was refused."""

    def ungrab(self, keycode: int, masks: Sequence[int]) -> None:
        """Give it back."""


class X11Hotkeys(QObject):
    """See :class:`app.ui.hotkeys.ports.Hotkeys`."""

    def __init__(self, server: KeyServer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = server
        self._events = NativeEvents(b"xcb_", self.see)
        self._keys: QKeyCombination | None = None
        self._grab: Grab | None = None
        self._pressed: Callable[[], None] | None = None
        self._moved: Callable[[UserError | None], None] | None = None
        self._repeats = Repeats()
        self._again = QTimer(self)  # several notices come for one change of the keyboard
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._take_again)

    def why_not(self) -> ErrorInfo | None:
        """See :class:`Hotkeys`."""
        return None

    def take(
        self, keys: QKeyCombination, pressed: Callable[[], None], moved: Callable[[UserError | None], None]
    ) -> None:
        """See :class:`Hotkeys`."""
        grab = self._ask_for(keys)
        if self._grab is not None and self._grab != grab:
            self._server.ungrab(self._grab.keycode, self._grab.masks())
        self._keys, self._grab = keys, grab
        self._pressed, self._moved = pressed, moved
        self._events.start()

    def give_back(self) -> None:
        """See :class:`Hotkeys`."""
        self._events.stop()
        self._again.stop()
        if self._grab is not None:
            self._server.ungrab(self._grab.keycode, self._grab.masks())
        self._keys = self._grab = self._pressed = self._moved = None

    def _ask_for(self, keys: QKeyCombination) -> Grab:
        try:
            grab = grab_of(keys, self._server.keymap())
            refused = self._server.grab(grab.keycode, grab.masks())
        except OSError as error:
            raise UserError("hotkey_unusable", keys=words(keys)) from error
        if refused:
            self._undo(grab)
            raise UserError("hotkey_taken" if BAD_ACCESS in refused else "hotkey_unusable", keys=words(keys))
        return grab

    def _undo(self, grab: Grab) -> None:
        """Some of it may have been granted; what was held before stays."""
        held = self._grab.masks() if self._grab is not None and self._grab.keycode == grab.keycode else []
        self._server.ungrab(grab.keycode, [mask for mask in grab.masks() if mask not in held])

    def see(self, address: int) -> None:
        """Every event of the connection (xcb_generic_event_t) comes by here."""
        kind = ctypes.c_uint8.from_address(address).value & _NOT_SENT
        if kind in (KEY_PRESS, KEY_RELEASE):
            self._see_key(kind, KeyEvent.from_address(address))
        elif kind == MAPPING_NOTIFY or (kind == self._server.xkb_event and kind and _is_new(address)):
            self._again.start(0)

    def _see_key(self, kind: int, event: KeyEvent) -> None:
        grab, pressed = self._grab, self._pressed
        if grab is None or pressed is None or event.event not in self._server.roots:
            return
        if kind == KEY_RELEASE:
            if event.detail == grab.keycode:
                self._repeats.up(event.time)
        elif grab.fits(event.detail, event.state) and self._repeats.down(event.time):
            # Later, because Qt must note the time of this press first: window managers let a program come to the
            # front only for a press that is newer than what was last done elsewhere.
            QTimer.singleShot(0, pressed)

    @Slot()
    def _take_again(self) -> None:
        """The keyboard changed: the same key may have another code, or none until the next change."""
        if self._keys is None or self._pressed is None or self._moved is None:
            return
        try:
            self.take(self._keys, self._pressed, self._moved)
        except UserError as error:
            if self._grab is not None:
                self._server.ungrab(self._grab.keycode, self._grab.masks())
            self._grab = None
            self._moved(error)
        else:
            self._moved(None)


class Repeats:
    """Tells a press from a key that is held down; times in milliseconds of the server's clock."""

    def __init__(self) -> None:
        self._down_at: int | None = None
        self._up_at: int | None = None

    def down(self, at: int) -> bool:
        """Whether this is a press of its own."""
        down_at, up_at = self._down_at, self._up_at
        self._down_at, self._up_at = at, None
        if up_at is not None:
            return not 0 <= at - up_at <= _SAME_MOMENT_MS
        return down_at is None or not 0 <= at - down_at <= _LONGEST_REPEAT_MS

    def up(self, at: int) -> None:
        """The key was let go, or seems to have been."""
        self._up_at = at


def _is_new(address: int) -> bool:
    return ctypes.c_uint8.from_address(address + 1).value in (_NEW_KEYBOARD, _NEW_MAP)
