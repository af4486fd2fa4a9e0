"""Keeps with a chat which documents are asked in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from app.domain.ids import ConversationId
from app.ui.bridge.context import UiContext
from app.ui.chat.scope_bar import ScopeBar


class ScopeKeeper(QObject):
    """``open_chat`` says which chat is shown."""

    def __init__(
        self, context: UiContext, bar: ScopeBar, open_chat: Callable[[], ConversationId | None]
    ) -> None:
        super().__init__(bar)
        self._context = context
        self._bar = bar
        self._open_chat = open_chat
        self._showing = False
        bar.changed.connect(self._on_changed)

    def show_scope(self, scope: tuple[Path, ...] | None) -> None:
        """That of a chat that was opened; it is kept already."""
        self._showing = True
        self._bar.set_paths(scope or ())
        self._showing = False

    @Slot()
    def _on_changed(self) -> None:
        conversation_id, scope = self._open_chat(), self._bar.paths() or None
        if conversation_id is not None and not self._showing:
            conversations = self._context.services.conversations
            self._context.operations.run(
                self, lambda _job: conversations.set_scope(conversation_id, scope)
            ).start()
