"""What Carrel answers to one question: progress, quote, draft, checked answer, or why there is none."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.errors import ErrorInfo
from app.domain.feedback import Judgement
from app.domain.retrieval import Answer, AnswerStatus, Evidence, EvidenceFound
from app.i18n import tr
from app.ui.chat.answer_body import AnswerBody
from app.ui.chat.answer_footer import AnswerFooter
from app.ui.chat.answer_text import AnswerText
from app.ui.chat.copy_text import plain_text
from app.ui.chat.narrowed_notice import NarrowedNotice
from app.ui.chat.not_found_card import NotFoundCard
from app.ui.chat.quote_card import QuoteCard
from app.ui.chat.unanswered_card import UnansweredCard
from app.ui.phrases import duration
from app.ui.theme import Space, Theme
from app.ui.widgets import PlainLabel

_TICK_MS = 200


class AnswerView(QWidget):
    """One answer in all its states.

    Signals: ``citation_opened(n)``, ``retry_requested``, ``copy_requested(CopyKind)``,
    ``judged(Judgement | None)``, ``widen_requested``, ``write_requested(text, task_id)``,
    ``expanded(widget)`` when something opened that should be in view.
    """

    citation_opened = Signal(int)
    retry_requested = Signal()
    copy_requested = Signal(object)
    judged = Signal(object)
    widen_requested = Signal()
    write_requested = Signal(str, str)
    expanded = Signal(object)

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
        self.body = AnswerBody(theme)
        self.body.citation_opened.connect(self.citation_opened)
        self._column.addWidget(self.body)
        self.footer: AnswerFooter | None = None
        self.not_found: NotFoundCard | None = None
        self.unanswered: UnansweredCard | None = None
        self.narrowed: NarrowedNotice | None = None
        self.progress = PlainLabel("", "muted")
        self.progress.hide()
        self._column.addWidget(self.progress)
        self._clock = QElapsedTimer()
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._show_elapsed)

    @property
    def quotes(self) -> list[QuoteCard]:
        """The quotes, shown or not."""
        return self.body.quotes

    @property
    def text(self) -> AnswerText | None:
        """The words, None before there were any."""
        return self.body.text

    def start(self) -> None:
        """The question was sent."""
        self._clear()
        self._clock.start()
        self._enter_stage(tr("Searching your documents"))
        self._tick.start()

    def show_evidence(self, found: EvidenceFound) -> None:
        """The passages are there: show the quote at once."""
        self.evidence = found.evidence
        if found.evidence:
            self.body.show_found(found.evidence)
        self._enter_stage(tr("Reading the passages"))

    def add_draft(self, text: str) -> None:
        """The model wrote something; it is a draft until it was checked."""
        self._draft += text
        self._enter_stage(tr("Draft, not checked yet"))
        self.body.show_draft(self._draft)

    def show_answer(self, answer: Answer, judgement: Judgement | None = None) -> None:
        """The finished, checked answer, and what the person said about it."""
        self._clear()
        self.answer = answer
        self.evidence = answer.evidence
        if answer.status is AnswerStatus.NOT_FOUND:
            self._show_not_found(answer)
        else:
            self.body.show_answer(answer)
            self._show_narrowed(answer)
        self._show_footer(answer, judgement)

    def announce(self) -> None:
        """Have a screen reader say the answer that has just come."""
        if self.answer is not None:
            event = QAccessibleAnnouncementEvent(self, plain_text(self.answer))
            QAccessible.updateAccessibility(event)

    def show_failure(self, message: str, hint: str) -> None:
        """There is no answer because something failed; what was found stays."""
        self._stop_clock()
        self._show_unanswered(message, hint, warn=True)

    def show_interrupted(self) -> None:
        """There is no answer because it was stopped, or Carrel was closed meanwhile."""
        self._stop_clock()
        self._show_unanswered(
            tr("This question was not answered: it was stopped before the end."), "", warn=False
        )

    def show_judgement(self, judgement: Judgement | None) -> None:
        """What the person said about it, as it is kept."""
        if self.footer is not None:
            self.footer.feedback.show_judgement(judgement)

    @Slot()
    def toggle_why(self) -> None:
        """Open or close the panel that explains the answer."""
        if self.footer is not None:
            self.footer.toggle_why()

    @property
    def running(self) -> bool:
        """Whether an answer is being made."""
        return self._tick.isActive()

    def hide_card(self) -> None:
        """The card of the sentence that is pointed at goes away."""
        if self.body.pointer is not None:
            self.body.pointer.hide()

    def _show_not_found(self, answer: Answer) -> None:
        self.not_found = NotFoundCard(self._theme, answer)
        self.not_found.opened.connect(self.citation_opened)
        self.not_found.widen_requested.connect(self.widen_requested)
        self._column.addWidget(self.not_found)

    def _show_narrowed(self, answer: Answer) -> None:
        if answer.narrowed is not None:
            self.narrowed = NarrowedNotice(answer.narrowed, answer.question)
            self.narrowed.widen_requested.connect(self.widen_requested)
            self._column.addWidget(self.narrowed)

    def _show_footer(self, answer: Answer, judgement: Judgement | None) -> None:
        self.footer = AnswerFooter(self._theme, answer)
        self.footer.copy_requested.connect(self.copy_requested)
        self.footer.again_requested.connect(self.retry_requested)
        self.footer.citation_opened.connect(self.citation_opened)
        self.footer.judged.connect(self.judged)
        self.footer.widen_requested.connect(self.widen_requested)
        self.footer.write_requested.connect(self._on_write_requested)
        self.footer.expanded.connect(self.expanded)
        self.footer.feedback.show_judgement(judgement)
        self._column.addWidget(self.footer)

    def _show_unanswered(self, message: str, hint: str, *, warn: bool) -> None:
        self.body.hide_draft()
        self.unanswered = UnansweredCard(self._theme, message, hint, warn=warn)
        self.unanswered.retry_requested.connect(self.retry_requested)
        self._column.addWidget(self.unanswered)

    def _enter_stage(self, stage: str) -> None:
        self._stage = stage
        self.progress.show()
        self._show_elapsed()

    @Slot(str)
    def _on_write_requested(self, task_id: str) -> None:
        if self.answer is not None:
            self.write_requested.emit(plain_text(self.answer), task_id)

    @Slot()
    def _show_elapsed(self) -> None:
        self.progress.setText(f"{self._stage} · {duration(self._clock.elapsed() / 1000)}")

    def _stop_clock(self) -> None:
        self._tick.stop()
        self.progress.hide()

    def _clear(self) -> None:
        self._stop_clock()
        self._draft = ""
        self.body.clear()
        for widget in (self.footer, self.not_found, self.unanswered, self.narrowed):
            if widget is not None:
                self._column.removeWidget(widget)
                widget.deleteLater()
        self.footer = self.not_found = self.unanswered = self.narrowed = None


def failure_words(error: ErrorInfo) -> tuple[str, str]:
    """Sentence and hint for an error."""
    from app.wording import describe

    message, hint = describe(error)
    return message, hint
