"""Why an answer turned out as it did: what was understood, where was looked, how it was decided, what was left out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from app.domain.retrieval import Answer, AnswerStatus
from app.domain.retrieval import Signal as DecisionSignal
from app.i18n import tr
from app.services.explaining import faults_of, threshold_of
from app.ui.chat.likelihood_bar import LikelihoodBar, PullBar
from app.ui.chat.narrowed_notice import NarrowedNotice
from app.ui.chat.passage_row import PassageRow
from app.ui.chat.support_words import evidence_pill
from app.ui.chat.why_words import (
    decision_words,
    effect_words,
    fault_words,
    gain_words,
    help_words,
    looked_words,
    made_words,
    scope_names,
    score_words,
    signal_words,
    telling_signals,
    understood_words,
)
from app.ui.theme import Space, Theme
from app.ui.widgets import Card, ElidedLabel, IconButton, LinkButton, PlainLabel


class WhyPanel(Card):
    """Signals: ``opened(n)`` for a passage, ``closed``, ``widen_requested`` (ask the whole library)."""

    opened = Signal(int)
    closed = Signal()
    widen_requested = Signal()

    def __init__(self, theme: Theme, answer: Answer, parent: QWidget | None = None) -> None:
        super().__init__("card", Space.L, parent)
        self._theme = theme
        self._answer = answer
        self.rows: list[PassageRow] = []
        self.widen_button: LinkButton | None = None
        self.narrowed: NarrowedNotice | None = None
        found = answer.status is not AnswerStatus.NOT_FOUND
        title = tr("Why this answer") if found else tr("Why there is no answer")
        self.setAccessibleName(title)
        self.title = PlainLabel(title, "title")
        self.close_button = IconButton(theme, "close", tr("Close (Esc)"), size=16)
        self.close_button.clicked.connect(self.closed)
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.close_button)
        self.body.addLayout(top)
        self._add_question()
        self._add_decision()
        self._add_help()
        self._add_passages()
        self._add_left_out()
        self._add_making()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt override."""
        if event.key() == Qt.Key.Key_Escape:
            self.escape()
        else:
            super().keyPressEvent(event)

    def escape(self) -> bool:
        """Esc in the window closes this first, before the desk."""
        self.closed.emit()
        return True

    def _section(self, title: str) -> None:
        self.body.addSpacing(Space.S)
        self.body.addWidget(PlainLabel(title, "group"))

    def _line(self, text: str, kind: str = "") -> PlainLabel:
        label = PlainLabel(text, kind, wrap=True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.addWidget(label)
        return label

    def _add_question(self) -> None:
        self._section(tr("How the question was understood"))
        self.understood = self._line(understood_words(self._answer))
        self._section(tr("Where Carrel looked"))
        self.looked = self._line(looked_words(self._answer))
        for name in scope_names(self._answer):
            self.body.addWidget(ElidedLabel(f"•  {name}", "muted", Qt.TextElideMode.ElideMiddle))
        if self._answer.narrowed is not None:
            self.narrowed = NarrowedNotice(self._answer.narrowed, self._answer.question)
            self.narrowed.widen_requested.connect(self.widen_requested)
            self.body.addWidget(self.narrowed)

    def _add_decision(self) -> None:
        self._section(tr("How it was decided"))
        threshold = threshold_of(self._answer)
        self.decision = self._line(decision_words(self._answer, threshold))
        self.bar = LikelihoodBar(self._theme)
        self.bar.show_value(self._answer.confidence, threshold)
        self.body.addWidget(self.bar)
        signals = telling_signals(self._answer.signals)
        if signals:
            self.body.addSpacing(Space.XS)
            self.body.addLayout(self._signal_grid(signals))

    def _signal_grid(self, signals: list[DecisionSignal]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.M)
        grid.setVerticalSpacing(Space.XS)
        grid.setColumnStretch(2, 1)
        for row, signal in enumerate(signals):
            grid.addWidget(PullBar(self._theme, signal.effect), row, 0, Qt.AlignmentFlag.AlignTop)
            strength = PlainLabel(effect_words(signal), "caption")
            strength.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
            grid.addWidget(strength, row, 1, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(PlainLabel(signal_words(signal), wrap=True), row, 2)
        return grid

    def _add_help(self) -> None:
        advice = help_words(self._answer)
        if advice:
            self._section(tr("What would help"))
            for text in advice:
                self._line(f"•  {text}")
            if self._answer.scope is not None:
                self.widen_button = LinkButton(tr("Ask the whole library"))
                self.widen_button.clicked.connect(self.widen_requested)
                self.body.addWidget(self.widen_button, 0, Qt.AlignmentFlag.AlignLeft)

    def _add_passages(self) -> None:
        evidence = self._answer.evidence
        if not evidence:
            return
        found = self._answer.status is not AnswerStatus.NOT_FOUND
        self._section(tr("The passages") if found else tr("The nearest passages; none of them is the answer"))
        best = max(e.score for e in evidence)
        for passage in evidence:
            pill = evidence_pill(passage.n, self._answer) if found else (tr("near"), "neutral")
            row = PassageRow(self._theme, passage, pill, note=score_words(passage, best))
            row.setCheckable(False)
            row.clicked.connect(self._on_passage)
            self.rows.append(row)
            self.body.addWidget(row)
        if gains := gain_words(evidence[0]):
            self._line(gains, "muted")

    def _add_left_out(self) -> None:
        if not self._answer.dropped:
            return
        self._section(tr("What the model wrote and Carrel left out"))
        for sentence in self._answer.dropped:
            self._line(f"“{sentence.text}”")
            reasons = [fault_words(fault) for fault in faults_of(sentence, self._answer.evidence)]
            self._line("\n".join(f"✕  {reason}" for reason in reasons), "muted")

    def _add_making(self) -> None:
        self._section(tr("How it was made"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.L)
        grid.setVerticalSpacing(Space.XS)
        grid.setColumnStretch(1, 1)
        for row, (what, how) in enumerate(made_words(self._answer)):
            grid.addWidget(PlainLabel(what, "muted"), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(PlainLabel(how, wrap=True), row, 1)
        self.body.addLayout(grid)

    @Slot()
    def _on_passage(self) -> None:
        sender = self.sender()
        if isinstance(sender, PassageRow):
            self.opened.emit(sender.evidence.n)
