"""After a thumb down: why, and what would have been right. Both may be left out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QWidget

from app.domain.feedback import Complaint, Judgement, Verdict
from app.domain.retrieval import Answer
from app.i18n import tr
from app.ui.actions import bind, keys
from app.ui.chat.feedback_words import COMPLAINTS, LOCAL, complaints_for
from app.ui.theme import Space, Theme
from app.ui.widgets import Card, Chip, PlainLabel, PrimaryButton, set_kind
from app.ui.widgets.flow_layout import FlowLayout

_LINES = 2


class FeedbackForm(Card):
    """Signals: ``saved(Judgement)``, ``closed``."""

    saved = Signal(object)
    closed = Signal()

    def __init__(
        self, theme: Theme, answer: Answer, judgement: Judgement, parent: QWidget | None = None
    ) -> None:
        super().__init__("card", Space.L, parent)
        self.setAccessibleName(tr("What was wrong with this answer"))
        self.body.addWidget(PlainLabel(tr("What was wrong?"), "strong"))
        self.chips: dict[Complaint, Chip] = {}
        choices = QWidget()
        flow = FlowLayout(choices)
        for complaint in complaints_for(answer):
            chip = Chip(theme, tr(COMPLAINTS[complaint]))
            chip.setCheckable(True)
            chip.setChecked(complaint is judgement.complaint)
            chip.clicked.connect(self._on_chip)
            self.chips[complaint] = chip
            flow.addWidget(chip)
        self.body.addWidget(choices)
        self.correction = QPlainTextEdit(judgement.correction)
        set_kind(self.correction, "field")
        self.correction.setPlaceholderText(tr("What would have been right? (if you like)"))
        self.correction.setAccessibleName(tr("What would have been right"))
        self.correction.setTabChangesFocus(True)
        self.correction.setFixedHeight(self.correction.fontMetrics().lineSpacing() * _LINES + 20)
        self.body.addWidget(self.correction)
        self.save_button = PrimaryButton(tr("Save"))
        self.save_button.clicked.connect(self._on_save)
        self.close_button = QPushButton(tr("Close"))
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.closed)
        save = QShortcut(self)
        bind(save, "keep_feedback")
        save.activated.connect(self._on_save)
        save.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.save_button.setToolTip(keys("keep_feedback"))
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(PlainLabel(tr(LOCAL), "caption", wrap=True), 1)
        row.addWidget(self.close_button)
        row.addWidget(self.save_button)
        self.body.addLayout(row)

    def judgement(self) -> Judgement:
        """What is said so far."""
        chosen = [complaint for complaint, chip in self.chips.items() if chip.isChecked()]
        return Judgement(Verdict.BAD, chosen[0] if chosen else None, self.correction.toPlainText().strip())

    def begin(self) -> None:
        """The keyboard comes to the first choice."""
        next(iter(self.chips.values())).setFocus(Qt.FocusReason.OtherFocusReason)

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

    @Slot()
    def _on_chip(self) -> None:
        """At most one of them."""
        sender = self.sender()
        for chip in self.chips.values():
            if chip is not sender:
                chip.setChecked(False)

    @Slot()
    def _on_save(self) -> None:
        self.saved.emit(self.judgement())
