"""Keys that work on the answer the keyboard is in, or on the last one, wherever in the chats the keyboard is.

Ctrl+I explains it, Ctrl+Shift+A goes to its sentences, Alt+1 to Alt+9 open its passages.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.ui.chat.answer_view import AnswerView
from app.ui.chat.conversation_view import ConversationView

WHY, SENTENCES = "Ctrl+I", "Ctrl+Shift+A"
_PASSAGES = range(1, 10)


class AnswerShortcuts(QObject):
    """Lives with ``area``; the keys work in it and in all that it holds."""

    def __init__(self, area: QWidget, view: ConversationView) -> None:
        super().__init__(area)
        self._area = area
        self._view = view
        self._key(WHY, self.explain)
        self._key(SENTENCES, self.go_to_sentences)
        for n in _PASSAGES:
            self._key(f"Alt+{n}", partial(self.open_passage, n))

    def explain(self) -> None:
        """Open or close the "why" panel, in view."""
        answer = self._answer()
        if answer is not None:
            answer.toggle_why()

    def go_to_sentences(self) -> None:
        """The keyboard comes to the first sentence; to the first button where there are no sentences."""
        answer = self._answer()
        if answer is None:
            return
        if answer.text is not None and answer.text.isVisible():
            answer.text.setFocus(Qt.FocusReason.TabFocusReason)
        elif answer.footer is not None:
            answer.footer.why.setFocus(Qt.FocusReason.TabFocusReason)

    def open_passage(self, n: int) -> None:
        """Show passage ``n`` on the desk, if there is one."""
        answer = self._answer()
        if answer is not None and any(evidence.n == n for evidence in answer.evidence):
            answer.citation_opened.emit(n)

    def _answer(self) -> AnswerView | None:
        turn = self._view.current_turn()
        return turn.answer_view if turn is not None else None

    def _key(self, keys: str, slot: Callable[[], None]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self._area, slot)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
