"""What each system must offer for a key that works in every program, and what stands in where none can be had."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QKeyCombination
from PySide6.QtGui import QKeySequence

from app.domain.errors import ErrorInfo, UserError


class Hotkeys(Protocol):
    """At most one key at a time. All of it belongs to the thread of the window."""

    def why_not(self) -> ErrorInfo | None:
        """Why there can be none here; None where there can."""

    def take(
        self, keys: QKeyCombination, pressed: Callable[[], None], moved: Callable[[UserError | None], None]
    ) -> None:
        """Have this key instead of the one before; ``pressed`` is called in the event loop, once for each press.

        ``moved`` is called when another keyboard came: with the reason why the key does not work any more, or with None
        when it does again. When this raises, the one before still works.

        Raises:
            UserError: ``hotkey_taken``, ``hotkey_types`` or ``hotkey_unusable``.
        """

    def give_back(self) -> None:
        """Have none any more; nothing happens when there is none."""


class Nowhere:
    """Where no key can be had."""

    def __init__(self, reason: ErrorInfo) -> None:
        self._reason = reason

    def why_not(self) -> ErrorInfo | None:
        """See :class:`Hotkeys`."""
        return self._reason

    def take(
        self, keys: QKeyCombination, pressed: Callable[[], None], moved: Callable[[UserError | None], None]
    ) -> None:
        """See :class:`Hotkeys`."""
        del pressed, moved
        raise UserError("hotkey_unusable", keys=words(keys))

    def give_back(self) -> None:
        """See :class:`Hotkeys`."""


def words(keys: QKeyCombination) -> str:
    """As the system writes it: "Ctrl+Alt+Space", "⌘Space"."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
