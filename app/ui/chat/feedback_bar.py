"""Thumbs up and down under an answer, and under them what was said, with a way back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.feedback import Judgement, Verdict
from app.domain.retrieval import Answer
from app.i18n import tr
from app.ui.chat.feedback_form import FeedbackForm
from app.ui.chat.feedback_words import judged_words
from app.ui.theme import Space, Theme
from app.ui.widgets import IconButton, LinkButton, PlainLabel


class FeedbackBar(QWidget):
    """``thumbs`` go into the row of buttons under the answer; the rest stands below it, while there is something.

    Signals: ``judged(Judgement | None)``, None when it was taken back; ``expanded(widget)`` when something opened that
    should be in view.
    """

    judged = Signal(object)
    expanded = Signal(object)

    def __init__(self, theme: Theme, answer: Answer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._answer = answer
        self.judgement: Judgement | None = None
        self.good = IconButton(theme, "thumb-up", tr("Good answer"), size=16)
        self.bad = IconButton(theme, "thumb-down", tr("Bad answer"), size=16)
        for button in (self.good, self.bad):
            button.setCheckable(True)
        self.good.clicked.connect(self._on_good)
        self.bad.clicked.connect(self._on_bad)
        self.form: FeedbackForm | None = None
        self.said = PlainLabel("", "muted", wrap=True)
        self.change = LinkButton(tr("Change"))
        self.change.setAccessibleName(tr("Change what you said about this answer"))
        self.change.clicked.connect(self._open_form)
        self.undo = LinkButton(tr("Undo"))
        self.undo.setAccessibleName(tr("Take back what you said about this answer"))
        self.undo.clicked.connect(self._on_undo)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addWidget(self.said, 1)
        row.addWidget(self.change, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.undo, 0, Qt.AlignmentFlag.AlignTop)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.S)
        self._column.addLayout(row)
        self.hide()

    def show_judgement(self, judgement: Judgement | None) -> None:
        """What was said before, None for nothing."""
        self.judgement = judgement
        if judgement is None:
            self._close_form()
        verdict = judgement.verdict if judgement is not None else None
        for button, meant, icon in (
            (self.good, Verdict.GOOD, "thumb-up"),
            (self.bad, Verdict.BAD, "thumb-down"),
        ):
            button.setChecked(verdict is meant)
            button.show_icon(icon, "accent" if verdict is meant else "muted")
        self.good.set_name(tr("Good answer: take it back") if verdict is Verdict.GOOD else tr("Good answer"))
        self.bad.set_name(tr("Bad answer: take it back") if verdict is Verdict.BAD else tr("Bad answer"))
        self.said.setText(judged_words(judgement) if judgement is not None else "")
        self.change.setVisible(verdict is Verdict.BAD and self.form is None)
        self.setVisible(judgement is not None)

    def _say(self, judgement: Judgement | None) -> None:
        self.show_judgement(judgement)
        self.judged.emit(judgement)

    @Slot()
    def _on_good(self) -> None:
        self._close_form()
        again = self.judgement is not None and self.judgement.verdict is Verdict.GOOD
        self._say(None if again else Judgement(Verdict.GOOD))

    @Slot()
    def _on_bad(self) -> None:
        if self.judgement is not None and self.judgement.verdict is Verdict.BAD:
            self._on_undo()
            return
        self._say(Judgement(Verdict.BAD))  # kept at once: the reason may be left out
        self._open_form()

    @Slot()
    def _on_undo(self) -> None:
        self._say(None)
        self.bad.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _open_form(self) -> None:
        if self.form is None and self.judgement is not None:
            self.form = FeedbackForm(self._theme, self._answer, self.judgement)
            self.form.saved.connect(self._on_saved)
            self.form.closed.connect(self._on_closed)
            self._column.addWidget(self.form)
            self.change.hide()
            self.said.hide()
            self.undo.hide()
            self.form.begin()
            self.expanded.emit(self.form)

    def _close_form(self) -> None:
        if self.form is not None:
            self._column.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None
        self.said.show()
        self.undo.show()

    @Slot(object)
    def _on_saved(self, judgement: Judgement) -> None:
        self._close_form()
        self._say(judgement)
        self.change.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_closed(self) -> None:
        self._close_form()
        self.show_judgement(self.judgement)
        self.bad.setFocus(Qt.FocusReason.OtherFocusReason)
