"""The card that comes up beside a sentence: how far it is carried, by which words, and where they stand."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.retrieval import AnswerSentence, Evidence, Support
from app.i18n import N_, tr
from app.ui.chat.matching import matching_ranges
from app.ui.chat.quote_label import QuoteLabel
from app.ui.chat.quote_text import quote_text
from app.ui.chat.support_words import place_words
from app.ui.theme import Space, Theme
from app.ui.widgets import ElidedLabel, PlainLabel, StatePill, set_kind

WIDTH = 400
_MOST = 2
_LONGEST = 420
_PILLS = {
    Support.SUPPORTED: (N_("supported"), "good"),
    Support.PARTIAL: (N_("weakly supported"), "warning"),
    Support.UNSUPPORTED: (N_("not supported"), "danger"),
}


class SentenceCard(QFrame):
    """Lies over the window, next to the sentence; it takes no focus and no clicks."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        set_kind(self, "card")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAutoFillBackground(True)
        self.pill = StatePill(theme)
        self.hint = ElidedLabel("", "caption")
        self.hint.setAlignment(Qt.AlignmentFlag.AlignRight)
        top = QHBoxLayout()
        top.addWidget(self.pill)
        top.addWidget(self.hint, 1)
        self.quotes = [QuoteLabel(theme, "") for _ in range(_MOST)]
        self.places = [ElidedLabel("", "caption", Qt.TextElideMode.ElideMiddle) for _ in range(_MOST)]
        self.nothing = PlainLabel(tr("No passage that was found says this."), "muted", wrap=True)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        column.setSpacing(Space.S)
        column.addLayout(top)
        column.addWidget(self.nothing)
        for quote, place in zip(self.quotes, self.places, strict=True):
            column.addWidget(quote)
            column.addWidget(place)
        self.hide()

    def show_sentence(
        self, sentence: AnswerSentence, evidence: Mapping[int, Evidence], mark: int | None = None
    ) -> None:
        """Fill it, with one passage only where a ``mark`` is pointed at; call :meth:`place_at` next."""
        words, tone = _PILLS[sentence.support]
        self.pill.show_state(tr(words), tone)
        numbers = sentence.citations if mark is None else (mark,)
        cited = [evidence[n] for n in numbers if n in evidence]
        self.hint.setText(tr("Click or Enter opens the page") if cited else "")
        self.nothing.setVisible(not cited)
        for number, (quote, place) in enumerate(zip(self.quotes, self.places, strict=True)):
            shown = number < len(cited)
            quote.setVisible(shown)
            place.setVisible(shown)
            if shown:
                self._show_quote(quote, place, sentence, cited[number])

    def words(self) -> str:
        """All it says, for those who cannot see it."""
        quotes = [label.quote() for label in self.quotes if not label.isHidden()]
        places = [label.text() for label in self.places if not label.isHidden()]
        said = [f"{place}: {quote}" for place, quote in zip(places, quotes, strict=True)]
        return ". ".join([self.pill.text(), *(said or [self.nothing.text()])])

    def place_at(self, area: QRect) -> None:
        """Under ``area`` (in the parent's coordinates), or over it where there is more room."""
        room = self.window_area().adjusted(Space.S, Space.S, -Space.S, -Space.S)
        width = min(WIDTH, room.width())
        self.setFixedWidth(width)
        for label in (*self.quotes, self.nothing):
            label.setFixedWidth(width - 2 * Space.L - 2)
        self._column.activate()
        self.setFixedHeight(max(self._column.heightForWidth(width), self._column.sizeHint().height()))
        below, above = area.bottom() + Space.XS, area.top() - Space.XS - self.height()
        fits = below + self.height() <= room.bottom() or above < room.top()
        left = min(max(area.left(), room.left()), room.right() - width)
        self.move(QPoint(left, below if fits else above))
        self.show()
        self.raise_()

    def window_area(self) -> QRect:
        """The room there is."""
        parent = self.parentWidget()
        return parent.rect() if parent is not None else QRect(0, 0, WIDTH, WIDTH)

    def _show_quote(
        self, label: QuoteLabel, place: ElidedLabel, sentence: AnswerSentence, evidence: Evidence
    ) -> None:
        text = quote_text(evidence.quote or evidence.text)
        text = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
        label.show_quote(text, matching_ranges(sentence.text, text))
        place.setText(f"[{evidence.n}]  {place_words(evidence)}")
