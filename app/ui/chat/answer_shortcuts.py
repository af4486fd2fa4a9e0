"""Keys that work on the answer the keyboard is in, or on the last one, wherever in the chats the keyboard is.

Which keys, ``app.ui.actions`` says.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QWidget

from app.ui.actions import bind
from app.ui.chat.answer_view import AnswerView
from app.ui.chat.conversation_view import ConversationView

_PASSAGES = range(1, 10)


class AnswerShortcuts(QObject):
    """Lives with ``area``; the keys work in it and in all that it holds."""

    def __init__(self, area: QWidget, view: ConversationView) -> None:
        super().__init__(area)
        self._area = area
        self._view = view
        self._key("explain_answer", self.explain)
        self._key("answer_sentences", self.go_to_sentences)
        self._key("ask_again", self.ask_again)
        self._key("edit_question", self.edit)
        self._key("earlier_version", partial(self.switch, later=False))
        self._key("later_version", partial(self.switch, later=True))
        for n in _PASSAGES:
            self._key(f"passage_{n}", partial(self.open_passage, n))

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

    def _key(self, command: str, slot: Callable[[], None]) -> None:
        shortcut = QShortcut(self._area)
        bind(shortcut, command)
        shortcut.activated.connect(slot)
