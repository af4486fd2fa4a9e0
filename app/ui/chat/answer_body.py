"""The words of an answer and the quotes they rest on, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.retrieval import Answer, AnswerStatus, Evidence
from app.services.answer_blocks import verbatim_words
from app.ui.chat.answer_markup import (
    answer_html,
    markdown_html,
    sentences_shown,
    style_sheet,
    verbatim_html,
)
from app.ui.chat.answer_text import AnswerText
from app.ui.chat.quote_card import QuoteCard
from app.ui.chat.quote_text import line_text
from app.ui.chat.sentence_pointer import SentencePointer
from app.ui.chat.short_answer import scale_of, short_words
from app.ui.chat.support_words import place_words
from app.ui.theme import Space, Theme

_MAX_QUOTES = 3


class AnswerBody(QWidget):
    """Quotes first, the phrased answer under them; a short answer stands large over its quote.

    Signal: ``citation_opened(n)``.
    """

    citation_opened = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._answer: Answer | None = None
        self.quotes: list[QuoteCard] = []
        self.text: AnswerText | None = None
        self.pointer: SentencePointer | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.M)
        self.hide()
        theme.changed.connect(self._on_theme_changed)

    def clear(self) -> None:
        """Nothing to be seen."""
        self._answer = None
        for card in self.quotes:
            card.hide()
        if self.text is not None:
            self.text.hide()
        self.hide()

    def show_found(self, evidence: Sequence[Evidence]) -> None:
        """The best passage, before anything was written."""
        self._show_quotes(evidence[:1], "")

    def show_draft(self, draft: str) -> None:
        """What the model has written so far."""
        html = f'<div class="draft">{markdown_html(draft)}</div>'
        view = self._text_view(first=False)
        view.show_draft(html, self._style("reading", draft=True))
        view.show()
        self.show()

    def hide_draft(self) -> None:
        """It will not be finished."""
        if self.text is not None:
            self.text.hide()

    def show_answer(self, answer: Answer) -> None:
        """A finished answer with words (an answered or a quoted one)."""
        self._answer = answer
        short = short_words(answer)
        self._show_quotes(quoted_passages(answer), short)
        if answer.status is AnswerStatus.ANSWERED:
            self._show_words(answer, short)

    def _show_quotes(self, passages: Sequence[Evidence], short: str) -> None:
        for number, evidence in enumerate(passages):
            if number == len(self.quotes):
                card = QuoteCard(self._theme)
                card.opened.connect(self.citation_opened)
                self.quotes.append(card)
                self._column.addWidget(card)
            self.quotes[number].show_evidence(evidence, leads=number == 0, words=short)
            self.quotes[number].show()
        if self.text is not None:
            self._place_text(first=False)
        self.show()

    def _show_words(self, answer: Answer, short: str) -> None:
        view = self._text_view(first=bool(short))
        view.show_sentences(
            verbatim_html(answer) if verbatim_words(answer) else answer_html(answer),
            self._style(scale_of(short) if short else "reading"),
            self._theme.color("accent_soft"),
            sentences_shown(answer),
            {e.n: f"{line_text(e.quote or e.text)}\n{place_words(e)}" for e in answer.evidence},
        )
        if self.pointer is not None:
            self.pointer.set_evidence({evidence.n: evidence for evidence in answer.evidence})
        view.show()
        self.show()

    def _text_view(self, *, first: bool) -> AnswerText:
        if self.text is None:
            self.text = AnswerText(self._theme)
            self.text.citation_clicked.connect(self.citation_opened)
            self.pointer = SentencePointer(self._theme, self.text)
        self._place_text(first=first)
        return self.text

    def _place_text(self, *, first: bool) -> None:
        """Over the quotes or under them; the keyboard goes the way the eye goes."""
        if self.text is None:
            return
        self._column.removeWidget(self.text)
        self._column.insertWidget(0 if first else len(self.quotes), self.text)
        order = [self.text, *self.quotes] if first else [*self.quotes, self.text]
        for before, after in zip(order, order[1:], strict=False):
            QWidget.setTabOrder(_stop(before), _stop(after))

    def _style(self, scale: str, *, draft: bool = False) -> str:
        c = self._theme.colors
        return style_sheet(
            c.muted if draft else c.text,
            c.muted,
            c.accent,
            c.raised,
            c.warning,
            self._theme.point_size(scale),
            mark_size=self._theme.point_size("reading"),
            weight=400 if scale == "reading" else 600,
        )

    @Slot()
    def _on_theme_changed(self) -> None:
        if self._answer is not None and self._answer.status is AnswerStatus.ANSWERED:
            self._show_words(self._answer, short_words(self._answer))


def quoted_passages(answer: Answer) -> tuple[Evidence, ...]:
    """The passages to quote with the answer: for a quoted answer all it cites, else the first it cites."""
    by_number = {evidence.n: evidence for evidence in answer.evidence}
    numbers = list(dict.fromkeys(n for s in answer.sentences for n in s.citations if n in by_number))
    numbers = numbers or [evidence.n for evidence in answer.evidence[:1]]
    limit = _MAX_QUOTES if answer.status is AnswerStatus.QUOTED else 1
    return tuple(by_number[n] for n in numbers[:limit])


def _stop(widget: QWidget) -> QWidget:
    """Where the keyboard halts in it."""
    return widget.place if isinstance(widget, QuoteCard) else widget
