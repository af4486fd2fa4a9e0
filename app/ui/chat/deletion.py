"""Deleting with a way back: a chat disappears at once and is deleted when the time for "Undo" is over."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.domain.conversations import Conversation
from app.domain.ids import ConversationId
from app.ui.notifications import UNDO_MS


class PendingDeletion(QObject):
    """Holds at most one chat. Signals: ``changed`` when the list is to be shown anew."""

    changed = Signal()

    def __init__(self, delete: Callable[[ConversationId, bool], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._delete = delete
        self._pending: Conversation | None = None
        self._keep_cases = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(UNDO_MS + 500)
        self._timer.timeout.connect(self.commit)

    def add(self, conversation: Conversation, *, keep_cases: bool = False) -> None:
        """This one goes; the one before goes for good. ``keep_cases``: what was said about its answers stays."""
        self.commit()
        self._pending, self._keep_cases = conversation, keep_cases
        self._timer.start()
        self.changed.emit()

    @Slot()
    def undo(self) -> None:
        """It stays."""
        self._timer.stop()
        self._pending = None
        self.changed.emit()

    @Slot()
    def commit(self) -> None:
        """The time is over."""
        self._timer.stop()
        pending, self._pending = self._pending, None
        if pending is not None:
            self._delete(pending.id, self._keep_cases)

    def without(self, conversations: Sequence[Conversation]) -> list[Conversation]:
        """What is left to show."""
        gone = self._pending.id if self._pending is not None else None
        return [conversation for conversation in conversations if conversation.id != gone]
