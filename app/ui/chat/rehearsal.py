"""One answer is laid out before the first is asked for, and nobody sees it.

The first of each kind of widget takes several times as long as all others (types and enumerations of the binding,
fonts, icons); with that behind it, the first chat opens as fast as every other.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from app.domain.conversations import Turn
from app.domain.documents import Span
from app.domain.ids import ConversationId, DocumentId, TurnId
from app.domain.retrieval import Answer, AnswerSentence, AnswerStatus, Evidence, Support
from app.ui.chat.turn_view import TurnView
from app.ui.theme import Theme

_PAUSE_MS = 30
"""Between two steps, for whatever else there is to do."""


class Rehearsal(QObject):
    """Goes by itself when it was started, step by step, and leaves nothing behind."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._place = QWidget(
            window
        )  # inside the window: a top-level widget that comes and goes moves the focus
        self._place.hide()
        self._view: TurnView | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._next)

    def start(self) -> None:
        """From now on."""
        self._timer.start()

    @Slot()
    def _next(self) -> None:
        if self._view is None:
            self._view = TurnView(self._theme, "?", self._place)
        elif self._view.turn is None:
            self._view.show_turn(Turn(TurnId(0), ConversationId(0), "?", 0.0, _made_answer()))
            self._view.fit_width(600)
        else:
            self._timer.stop()
            self._place.deleteLater()
            self.deleteLater()


def _made_answer() -> Answer:
    words, span = "An answer.", Span(0, 10)
    evidence = Evidence(1, DocumentId(0), Path("a"), "A", None, span, words, words, span, 1.0)
    sentence = AnswerSentence(f"{words} [1]", Support.SUPPORTED, (1,))
    return Answer("?", "?", AnswerStatus.ANSWERED, sentence.text, (sentence,), (evidence,), 1.0)
