"""Keys that work on the answer the keyboard is in, or on the last one, wherever in the chats the keyboard is.

Ctrl+I explains it, Ctrl+Shift+A goes to its sentences, Alt+1 to Alt+9 open its passages. Ctrl+R asks again,
Ctrl+Shift+E edits the question, Alt+PgUp and Alt+PgDown go through the versions of one that was edited.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.ui.chat.answer_tools import AGAIN
from app.ui.chat.answer_view import AnswerView
from app.ui.chat.branch_switcher import EARLIER, LATER
from app.ui.chat.conversation_view import ConversationView
from app.ui.chat.turn_view import EDIT

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
        self._key(AGAIN, self.ask_again)
        self._key(EDIT, self.edit)
        self._key(EARLIER, partial(self.switch, later=False))
        self._key(LATER, partial(self.switch, later=True))
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

    def ask_again(self) -> None:
        """The same question once more; the answer there is stays beside the new one."""
        turn = self._view.current_turn()
        if turn is not None:
            turn.retry_requested.emit(turn)

    def edit(self) -> None:
        """Change the question and ask that."""
        turn = self._view.current_turn()
        if turn is not None:
            turn.edit_requested.emit(turn)

    def switch(self, *, later: bool) -> None:
        """To another version of the question, if there are several."""
        turn = self._view.current_turn()
        if turn is not None:
            (turn.branches.go_later if later else turn.branches.go_earlier)()

    def _answer(self) -> AnswerView | None:
        turn = self._view.current_turn()
        return turn.answer_view if turn is not None else None

    def _key(self, keys: str, slot: Callable[[], None]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self._area, slot)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
