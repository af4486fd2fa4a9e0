"""What is typed and not yet sent is kept per chat as it is typed, and comes back with the chat, after a crash too."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, QTimer, Slot

from app.domain.ids import ConversationId
from app.services.conversations import NEW_CHAT
from app.ui.bridge.context import UiContext
from app.ui.chat.composer import Composer

_PAUSE_MS = 300
"""At most this much typing is lost."""


class DraftKeeper(QObject):
    """Lives with the composer. The questions of other chats are known from the start."""

    def __init__(self, context: UiContext, composer: Composer) -> None:
        super().__init__(composer)
        self._context = context
        self._composer = composer
        self._here = NEW_CHAT
        self._drafts: dict[ConversationId, str] = {}
        self._unkept: dict[ConversationId, str] = {}
        self._lock = threading.Lock()
        self._order = threading.Lock()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self.flush)
        composer.edit.textChanged.connect(self._on_text_changed)
        services = context.services
        context.operations.run(self, lambda _job: services.conversations.drafts()).on_success(
            self._on_read
        ).start()

    def go_to(self, conversation_id: ConversationId | None) -> None:
        """Another chat is open (None: a new one): its draft stands in the composer."""
        self.flush()
        self._here = conversation_id or NEW_CHAT
        self._composer.set_text(self._drafts.get(self._here, ""))

    def moved(self, conversation_id: ConversationId) -> None:
        """The new chat became this one; what was typed meanwhile goes along."""
        self._note(NEW_CHAT, "")
        self._here = conversation_id
        self._on_text_changed()

    def draft(self) -> str:
        """What was last typed in the open chat."""
        return self._drafts.get(self._here, "")

    @Slot()
    def flush(self) -> None:
        """Keep what is not kept yet, all of it: this may be the last chance."""
        self._timer.stop()
        if self._unkept:
            self._context.operations.run(None, lambda _job: self._keep()).start()

    def _keep(self) -> None:
        """In a pool thread. What is newest of a chat is written last, whichever thread comes first."""
        with self._order:
            with self._lock:
                unkept, self._unkept = self._unkept, {}
            try:
                for conversation_id in tuple(unkept):
                    self._context.services.conversations.set_draft(conversation_id, unkept[conversation_id])
                    del unkept[conversation_id]
            finally:
                with self._lock:
                    self._unkept = {
                        **unkept,
                        **self._unkept,
                    }  # what failed is tried again with what comes next

    def _on_read(self, drafts: dict[ConversationId, str]) -> None:
        self._drafts = {**drafts, **self._drafts}
        if not self._composer.edit.toPlainText():
            self._composer.set_text(self._drafts.get(self._here, ""))

    @Slot()
    def _on_text_changed(self) -> None:
        if not self._composer.editing:  # a question that is edited is kept already
            self._note(self._here, self._composer.edit.toPlainText())

    def _note(self, conversation_id: ConversationId, text: str) -> None:
        if text != self._drafts.get(conversation_id, ""):
            self._drafts[conversation_id] = text
            with self._lock:
                self._unkept[conversation_id] = text
            self._timer.start()
