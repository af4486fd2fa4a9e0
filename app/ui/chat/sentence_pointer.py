"""Brings up the card of a sentence when the pointer rests on it or the keyboard comes to it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, QRect, QTimer, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QScrollArea

from app.domain.retrieval import Evidence
from app.i18n import tr
from app.ui.chat.answer_text import AnswerText
from app.ui.chat.sentence_card import SentenceCard
from app.ui.theme import Theme

_ROOM = 48
_NEAR_END = 160
REST_MS = 250
"""How long the pointer rests before the card comes; the keyboard does not wait."""


class SentencePointer(QObject):
    """Belongs to one answer's text. The card is made when it is first needed, and goes with the text."""

    def __init__(self, theme: Theme, text: AnswerText) -> None:
        super().__init__(text)
        self._theme = theme
        self._text = text
        self._evidence: Mapping[int, Evidence] = {}
        self._index = -1
        self.card: SentenceCard | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._show)
        text.sentence_pointed.connect(self._on_pointed)
        text.dismissed.connect(self.hide)

    def set_evidence(self, evidence: Mapping[int, Evidence]) -> None:
        """By number."""
        self._evidence = evidence
        self.hide()

    @Slot()
    def hide(self) -> None:
        """Take the card away; it is not kept, since its window may change."""
        self._rest.stop()
        if self.card is not None:
            self.card.hide()
            self.card.deleteLater()
            self.card = None

    @Slot(int, QRect)
    def _on_pointed(self, index: int, _area: QRect) -> None:
        self._index = index
        if index < 0:
            self.hide()
        elif self._text.by_keyboard:
            self._bring_into_view()
            self._show()
            self._announce()
        elif self.card is not None:
            self._show()
        else:
            self._rest.start()

    def _bring_into_view(self) -> None:
        area, view = self._text.area_of(self._index), self._text.parentWidget()
        while view is not None and not isinstance(view, QScrollArea):
            view = view.parentWidget()
        page = view.widget() if isinstance(view, QScrollArea) else None
        if isinstance(view, QScrollArea) and page is not None:
            middle = self._text.viewport().mapTo(page, area.center())
            view.ensureVisible(middle.x(), middle.y(), 0, area.height() // 2 + _ROOM)

    @Slot()
    def _show(self) -> None:
        window = self._text.window()
        if not 0 <= self._index < len(self._text.sentences) or not self._text.isVisible():
            return
        if self.card is None:
            self.card = SentenceCard(self._theme, window)
        sentence = self._text.sentences[self._index].sentence
        self.card.show_sentence(sentence, self._evidence, self._text.pointed_mark)
        area = self._text.area_of(self._index)
        end = self._end_of_words()
        if end - area.bottom() <= _NEAR_END:
            area.setBottom(end)  # the other sentences, and the quote under a short answer, stay to be seen
        area.moveTopLeft(self._text.viewport().mapTo(window, area.topLeft()))
        self.card.place_at(area)

    def _end_of_words(self) -> int:
        """The bottom of all that belongs to the answer, in the text's coordinates."""
        body = self._text.parentWidget()
        return self._text.height() if body is None else body.height() - self._text.y()

    def _announce(self) -> None:
        if self.card is not None:
            where = (
                tr("Sentence {number} of {all}: ", number=self._index + 1, all=len(self._text.sentences))
                + self.card.words()
            )
            self._text.setAccessibleDescription(where)
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._text, where))
