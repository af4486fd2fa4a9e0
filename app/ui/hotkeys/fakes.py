"""A system without a keyboard, for tests and pictures: keys of others, a press, a changed keyboard."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QKeyCombination
from PySide6.QtGui import QKeySequence

from app.domain.errors import ErrorInfo, UserError
from app.ui.hotkeys.ports import words


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
