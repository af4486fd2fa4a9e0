"""Parts of the first-run page: what the starter can do, and the questions to begin with."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.i18n import ENGLISH, language, tr, tr_n
from app.ui.first_run import words
from app.ui.first_run.readiness import Readiness
from app.ui.theme import Space, Theme
from app.ui.widgets import Card, IconLabel, LinkButton, PlainLabel, PrimaryButton, QuietButton, set_kind
from app.ui.widgets.flow_layout import FlowLayout


def starter_card(theme: Theme) -> Card:
    """What works with nothing installed further, and what does not."""
    card = Card("card-soft")
    card.body.addWidget(PlainLabel(tr(words.STARTER_TITLE), "strong"))
    for text in words.STARTER_CAN:
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(IconLabel(theme, "check", "good", 16), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(PlainLabel(tr(text), wrap=True), 1)
        card.body.addLayout(row)
    card.body.addWidget(PlainLabel(tr(words.STARTER_CANNOT), "muted", wrap=True))
    return card


class ReadyPart(QWidget):
    """Documents are there: example questions (with the sample library), or the way to the person's own.

    Signals: ``question_asked`` (text), ``own_question_requested``, ``library_requested``.
    """

    question_asked = Signal(str)
    own_question_requested = Signal()
    library_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head = PlainLabel("", "strong", wrap=True)
        self.trouble = LinkButton("")
        self.trouble.clicked.connect(self.library_requested)
        self.own = PrimaryButton(tr("Ask a question"))
        self.own.clicked.connect(self.own_question_requested)
        self.examples = [self._example(theme, text, "question") for text in words.examples(language())]
        self.hard = self._example(theme, words.UNANSWERABLE, "not-found")
        self.hard_note = PlainLabel(tr("And one that the documents do not answer:"), "caption", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        self.english = PlainLabel(tr(words.MOSTLY_ENGLISH), "caption", wrap=True)
        for part in (self.head, self.english, self.trouble):
            column.addWidget(part)
        left = Qt.AlignmentFlag.AlignLeft
        for button in self.examples:
            column.addWidget(button, 0, left)
        column.addSpacing(Space.XS)
        column.addWidget(self.hard_note)
        column.addWidget(self.hard, 0, left)
        foot = QWidget()
        FlowLayout(foot).addWidget(self.own)
        column.addSpacing(Space.S)
        column.addWidget(foot)

    def show_readiness(self, readiness: Readiness) -> None:
        """Say how many documents can be asked, and offer what fits."""
        ready = tr_n("{count} document ready.", "{count} documents ready.", readiness.readable)
        self.head.setText(tr("{ready} Begin with one of these:", ready=ready) if readiness.sample else ready)
        self.trouble.setText(
            tr_n("{count} could not be read: see why", "{count} could not be read: see why", readiness.failed)
        )
        self.trouble.setVisible(readiness.failed > 0)
        for part in (*self.examples, self.hard, self.hard_note):
            part.setVisible(readiness.sample)
        self.english.setVisible(readiness.sample and language() != ENGLISH)
        self.own.setText(tr("Ask something else") if readiness.sample else tr("Ask the first question"))
        self.own.setVisible(readiness.readable > 0)

    def focus_first(self) -> None:
        """The keyboard goes to the first thing to do."""
        shown = [button for button in (*self.examples, self.own) if not button.isHidden()]
        if shown:
            shown[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _example(self, theme: Theme, text: str, icon: str) -> QPushButton:
        button = QuietButton(text, theme, icon, "accent")
        set_kind(button, "")
        button.setAccessibleDescription(tr("Asks this question"))
        button.clicked.connect(self._on_example_clicked)
        button.setProperty("question", text)
        return button

    @Slot()
    def _on_example_clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, QPushButton):
            self.question_asked.emit(sender.property("question"))
