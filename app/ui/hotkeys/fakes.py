"""Systems without a keyboard, for tests and pictures: keys of others, a press, a changed keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QKeyCombination
from PySide6.QtGui import QKeySequence

from app.domain.errors import ErrorInfo, UserError
from app.ui.hotkeys.ports import words
from app.ui.hotkeys.x11_keys import Keymap
from app.ui.hotkeys.x11_server import BAD_ACCESS


class FakeHotkeys:
    """``taken`` are keys (as "Ctrl+Alt+K") that other programs have. ``held`` is the one that Carrel has, or ""."""

    def __init__(self, *taken: str, reason: ErrorInfo | None = None) -> None:
        self.taken, self.reason = set(taken), reason
        self.held = ""
        self.asked: list[str] = []
        self._pressed: Callable[[], None] | None = None
        self._moved: Callable[[UserError | None], None] | None = None

    def why_not(self) -> ErrorInfo | None:
        """See :class:`app.ui.hotkeys.ports.Hotkeys`."""
        return self.reason

    def take(
        self, keys: QKeyCombination, pressed: Callable[[], None], moved: Callable[[UserError | None], None]
    ) -> None:
        """See :class:`app.ui.hotkeys.ports.Hotkeys`."""
        name = QKeySequence(keys).toString(QKeySequence.SequenceFormat.PortableText)
        self.asked.append(name)
        if name in self.taken:
            raise UserError("hotkey_taken", keys=words(keys))
        self.held, self._pressed, self._moved = name, pressed, moved

    def give_back(self) -> None:
        """See :class:`app.ui.hotkeys.ports.Hotkeys`."""
        self.held, self._pressed, self._moved = "", None, None

    def press(self, name: str) -> None:
        """Somebody presses it, in whatever program."""
        if self._pressed is not None and name == self.held:
            self._pressed()

    def change_keyboard(self, *, has_it: bool) -> None:
        """For one that has the key, or does not."""
        if self._moved is not None:
            self._moved(None if has_it else UserError("hotkey_unusable", keys=self.held))


class FakeXServer:
    """Keeps grabs as (keycode, modifiers); ``others`` are those of other programs. ``keys`` can be changed."""

    def __init__(self, keys: Keymap) -> None:
        self.keys = keys
        self.roots, self.xkb_event = (0x1D7,), 85
        self.held: set[tuple[int, int]] = set()
        self.others: set[tuple[int, int]] = set()

    def keymap(self) -> Keymap:
        """See :class:`app.ui.hotkeys.x11.KeyServer`."""
        return self.keys

    def grab(self, keycode: int, masks: Sequence[int]) -> list[int]:
        """See :class:`app.ui.hotkeys.x11.KeyServer`."""
        wanted = {(keycode, mask) for mask in masks}
        self.held |= wanted - self.others
        return [BAD_ACCESS for _ in wanted & self.others]

    def ungrab(self, keycode: int, masks: Sequence[int]) -> None:
        """See :class:`app.ui.hotkeys.x11.KeyServer`."""
        self.held -= {(keycode, mask) for mask in masks}
