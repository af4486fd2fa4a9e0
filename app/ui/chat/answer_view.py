"""What Carrel answers to one question: progress, quote, draft, checked answer, or why there is none."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QTimer, Signal, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.errors import ErrorInfo
from app.domain.retrieval import Answer, AnswerStatus, Evidence, EvidenceFound
from app.ui.chat.answer_footer import AnswerFooter
from app.ui.chat.answer_markup import answer_html, markdown_html, style_sheet
from app.ui.chat.not_found_card import NotFoundCard
from app.ui.chat.quote_card import QuoteCard
from app.ui.chat.quote_text import line_text
from app.ui.chat.support_words import place_words
from app.ui.chat.unanswered_card import UnansweredCard
from app.ui.phrases import duration
from app.ui.theme import Space, Theme
from app.ui.widgets import PlainLabel
from app.ui.widgets.safe_text import SafeTextView

_MAX_QUOTES = 3
_TICK_MS = 200


class AnswerView(QWidget):
    """One answer in all its states.

    Signals: ``citation_opened(n)``, ``retry_requested``, ``copy_requested(with_citations)``.
    """

    citation_opened = Signal(int)
    retry_requested = Signal()
    copy_requested = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._draft = ""
        self._stage = ""
        self.answer: Answer | None = None
        self.evidence: tuple[Evidence, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.M)
        self.quotes: list[QuoteCard] = []
        self.text: SafeTextView | None = None
        self.footer: AnswerFooter | None = None
        self.not_found: NotFoundCard | None = None
        self.unanswered: UnansweredCard | None = None
        self.progress = PlainLabel("", "muted")
        self.progress.hide()
        self._column.addWidget(self.progress)
        self._clock = QElapsedTimer()
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._show_elapsed)
        theme.changed.connect(self._on_theme_changed)

    def start(self) -> None:
        """The question was sent."""
        self._clear()
        self._clock.start()
        self._enter_stage("Searching your documents")
        self._tick.start()

    def show_evidence(self, found: EvidenceFound) -> None:
        """The passages are there: show the quote at once."""
        self.evidence = found.evidence
        if found.evidence:
            self._show_quotes(found.evidence[:1])
        self._enter_stage("Reading the passages")

    def add_draft(self, text: str) -> None:
        """The model wrote something; it is a draft until it was checked."""
        self._draft += text
        self._enter_stage("Draft, not checked yet")
        view = self._text_view()
        html = f'<div class="draft">{markdown_html(self._draft)}</div>'
        view.show_html(html, self._style(draft=True), QColor(0, 0, 0, 0), {})
        view.show()

    def show_answer(self, answer: Answer) -> None:
        """The finished, checked answer."""
        self._clear()
        self.answer = answer
        self.evidence = answer.evidence
        if answer.status is AnswerStatus.NOT_FOUND:
            self._show_not_found(answer)
        else:
            self._show_quotes(_quoted(answer))
            if answer.status is AnswerStatus.ANSWERED:
                self._show_text(answer)
        self._show_footer(answer)

    def show_failure(self, message: str, hint: str) -> None:
        """There is no answer because something failed; what was found stays."""
        self._stop_clock()
        self._show_unanswered(message, hint, warn=True)

    def show_interrupted(self) -> None:
        """There is no answer because it was stopped, or Carrel was closed meanwhile."""
        self._stop_clock()
        self._show_unanswered(
            "This question was not answered: it was stopped before the end.", "", warn=False
        )

    @property
    def running(self) -> bool:
        """Whether an answer is being made."""
        return self._tick.isActive()

    def _show_quotes(self, passages: tuple[Evidence, ...]) -> None:
        for number, evidence in enumerate(passages):
            if number == len(self.quotes):
                card = QuoteCard(self._theme)
                card.opened.connect(self.citation_opened)
                self.quotes.append(card)
                self._column.insertWidget(number, card)
            self.quotes[number].show_evidence(evidence, leads=number == 0)
            self.quotes[number].show()

    def _show_text(self, answer: Answer) -> None:
        tips = {e.n: f"{line_text(e.quote or e.text)}\n{place_words(e)}" for e in answer.evidence}
        view = self._text_view()
        view.show_html(answer_html(answer), self._style(), self._theme.color("accent_soft"), tips)
        view.show()

    def _show_not_found(self, answer: Answer) -> None:
        self.not_found = NotFoundCard(self._theme, answer)
        self.not_found.opened.connect(self.citation_opened)
        self._column.addWidget(self.not_found)

    def _show_footer(self, answer: Answer) -> None:
        self.footer = AnswerFooter(self._theme, answer)
        self.footer.copy_requested.connect(self.copy_requested)
        self.footer.evidence_requested.connect(self._on_evidence_requested)
        self._column.addWidget(self.footer)

    def _show_unanswered(self, message: str, hint: str, *, warn: bool) -> None:
        if self.text is not None:
            self.text.hide()
        self.unanswered = UnansweredCard(self._theme, message, hint, warn=warn)
        self.unanswered.retry_requested.connect(self.retry_requested)
        self._column.addWidget(self.unanswered)

    def _text_view(self) -> SafeTextView:
        if self.text is None:
            self.text = SafeTextView()
            self.text.setFont(self._theme.font("reading"))
            self.text.setAccessibleName("Answer")
            self.text.citation_clicked.connect(self.citation_opened)
            self._column.insertWidget(len(self.quotes), self.text)
        return self.text

    def _style(self, *, draft: bool = False) -> str:
        c = self._theme.colors
        text = c.muted if draft else c.text
        size = self._theme.point_size("reading")
        return style_sheet(text, c.muted, c.accent, c.raised, c.warning, size)

    def _enter_stage(self, stage: str) -> None:
        self._stage = stage
        self.progress.show()
        self._show_elapsed()

    @Slot()
    def _show_elapsed(self) -> None:
        self.progress.setText(f"{self._stage} · {duration(self._clock.elapsed() / 1000)}")

    def _stop_clock(self) -> None:
        self._tick.stop()
        self.progress.hide()

    def _clear(self) -> None:
        self._stop_clock()
        self._draft = ""
        for card in self.quotes:
            card.hide()
        if self.text is not None:
            self.text.hide()
        for widget in (self.footer, self.not_found, self.unanswered):
            if widget is not None:
                self._column.removeWidget(widget)
                widget.deleteLater()
        self.footer = self.not_found = self.unanswered = None

    @Slot()
    def _on_evidence_requested(self) -> None:
        if self.evidence:
            self.citation_opened.emit(_first_cited(self.answer, self.evidence))

    @Slot()
    def _on_theme_changed(self) -> None:
        if self.answer is not None and self.answer.status is AnswerStatus.ANSWERED:
            self._show_text(self.answer)


def failure_words(error: ErrorInfo) -> tuple[str, str]:
    """Sentence and hint for an error."""
    from app.wording import describe

    message, hint = describe(error)
    return message, hint


def _quoted(answer: Answer) -> tuple[Evidence, ...]:
    """The passages to quote above the answer: for a quoted answer all it cites, else the first it cites."""
    by_number = {evidence.n: evidence for evidence in answer.evidence}
    numbers = list(dict.fromkeys(n for s in answer.sentences for n in s.citations if n in by_number))
    numbers = numbers or [evidence.n for evidence in answer.evidence[:1]]
    limit = _MAX_QUOTES if answer.status is AnswerStatus.QUOTED else 1
    return tuple(by_number[n] for n in numbers[:limit])


def _first_cited(answer: Answer | None, evidence: tuple[Evidence, ...]) -> int:
    quoted = _quoted(answer) if answer is not None else evidence
    return quoted[0].n if quoted else evidence[0].n
