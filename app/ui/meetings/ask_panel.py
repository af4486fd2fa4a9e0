"""A field for questions to this meeting, and the answer above it; each citation leads to where it was said."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app import wording
from app.domain.errors import ErrorInfo
from app.domain.ids import MeetingId
from app.domain.jobs import Progress
from app.domain.retrieval import AnswerStatus
from app.i18n import tr
from app.services.meeting_questions import MeetingAnswer, SpokenCitation
from app.ui.meetings.asking import MeetingAsking
from app.ui.meetings.note_delegate import NoteDelegate
from app.ui.meetings.note_item_model import NoteItemModel, NoteRole, NoteRow
from app.ui.meetings.text_list import TextList
from app.ui.meetings.words import answer_heading, no_answer_text, time_text
from app.ui.theme import Space, Theme
from app.ui.widgets import Card, ElidedLabel, IconButton, LinkButton, PlainLabel, ProgressRow

_LEAST_LIST = 96


class AskPanel(QWidget):
    """The field; ``card`` is the answer, which whoever lays it out puts above. Escape closes the answer.

    Signals: ``place_chosen`` (utterance ids).
    """

    place_chosen = Signal(object)

    def __init__(self, theme: Theme, asking: MeetingAsking, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asking = asking
        self._meeting: MeetingId | None = None
        self._question = ""
        self._build_answer(theme)
        self._build_field(theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._field_row)
        self.card.hide()
        asking.found.connect(self._on_found)
        asking.answered.connect(self._on_answered)
        asking.failed.connect(self._on_failed)
        asking.progressed.connect(self._on_progressed)
        asking.ended.connect(self._on_ended)

    def _build_answer(self, theme: Theme) -> None:
        self.heading = ElidedLabel("", "caption")
        self.text = PlainLabel("", "reading", wrap=True)
        self.model = NoteItemModel(self)
        self.list = TextList(tr("What was said"), NoteDelegate(theme))
        self.list.setModel(self.model)
        self.list.setMouseTracking(True)
        self.list.setMinimumHeight(_LEAST_LIST)
        self.list.row_chosen.connect(self._on_row_chosen)
        self.everybody = LinkButton(tr("Ask what everybody said"))
        self.everybody.clicked.connect(self._on_everybody)
        self.progress = ProgressRow(theme)
        self.progress.stop_button.set_name(tr("Stop looking for an answer"))
        self.progress.cancel_requested.connect(self._asking.cancel)
        self.close_button = IconButton(theme, "close", tr("Close the answer (Esc)"), size=16)
        self.close_button.clicked.connect(self.close_answer)
        self.card = Card("card", Space.M)
        top = QHBoxLayout()
        top.addWidget(self.heading, 1)
        top.addWidget(self.close_button)
        self.card.body.addLayout(top)
        for part in (self.text, self.progress):
            self.card.body.addWidget(part)
        self.card.body.addWidget(self.list, 1)
        self.card.body.addWidget(self.everybody)

    def _build_field(self, theme: Theme) -> None:
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Ask this meeting…"))
        self.field.setAccessibleName(tr("A question to this meeting"))
        self.field.setMaxLength(1000)
        self.field.returnPressed.connect(self.ask)
        self.send = IconButton(theme, "send", tr("Ask this meeting"), color="accent")
        self.send.clicked.connect(self.ask)
        self._field_row = QHBoxLayout()
        self._field_row.setSpacing(Space.S)
        self._field_row.addWidget(self.field, 1)
        self._field_row.addWidget(self.send)

    def show_meeting(self, meeting_id: MeetingId | None) -> None:
        """Questions go to this meeting; an answer from another one is put away."""
        if meeting_id != self._meeting:
            self._meeting = meeting_id
            self.close_answer()

    def focus_field(self) -> None:
        """The keyboard goes to the question."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    @Slot()
    def ask(self) -> None:
        """Ask what stands in the field."""
        self._ask(self.field.text().strip(), everybody=False)

    @Slot()
    def close_answer(self) -> None:
        """Put the answer away; a question that is being answered is given up."""
        self._asking.cancel()
        self.card.hide()

    def escape(self) -> bool:
        """Esc inside puts the answer away; False when there is none."""
        if self.card.isHidden():
            return False
        self.close_answer()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt override: the same without a window that asks."""
        if event.key() != Qt.Key.Key_Escape or not self.escape():
            super().keyPressEvent(event)

    def _ask(self, question: str, *, everybody: bool) -> None:
        if not question or self._meeting is None:
            return
        self._question = question
        self.heading.setText(question)
        self.text.setText("")
        self.model.set_rows([])
        for part in (self.text, self.everybody, self.list):
            part.hide()
        self.progress.show_progress(tr("Looking through the meeting"), 0, 0)
        self.progress.show()
        self.close_button.hide()  # while it works, one cross is enough
        self.card.show()
        self._asking.ask(self._meeting, question, everybody=everybody)

    @Slot(object)
    def _on_found(self, citations: Sequence[SpokenCitation]) -> None:
        self._show_citations(citations)
        self.progress.show_progress(tr("Found; reading it closely"), 0, 0)

    @Slot(object)
    def _on_answered(self, answer: MeetingAnswer) -> None:
        found = answer.status is not AnswerStatus.NOT_FOUND
        self.heading.setText(answer_heading(self._question, answer))
        self._say(answer.text if found else no_answer_text(answer))
        self.everybody.setVisible(answer.speaker is not None)
        shown = answer.citations if answer.text or not found else answer.citations[: answer.answers]
        self._show_citations(shown, numbered=bool(answer.text))

    @Slot(object)
    def _on_failed(self, error: ErrorInfo) -> None:
        self._say(" ".join(wording.describe(error)))

    @Slot(object)
    def _on_progressed(self, progress: Progress) -> None:
        if not self.model.rowCount():
            words = tr("Reading the meeting for the first time")
            self.progress.show_progress(words, progress.done, progress.total, progress.seconds_left)

    @Slot()
    def _on_ended(self) -> None:
        self.progress.hide()
        self.close_button.show()
        if not self.text.text() and not self.model.rowCount():
            self.card.hide()

    def _say(self, words: str) -> None:
        self.text.setText(words)
        self.text.setVisible(bool(words))

    def _show_citations(self, citations: Sequence[SpokenCitation], *, numbered: bool = False) -> None:
        """``numbered``: the answer refers to them as [1], [2] …"""
        rows: list[NoteRow] = []
        for cited in citations:
            parts = (f"[{cited.n}]" if numbered else "", cited.speaker or "")
            who = " ".join(part for part in parts if part)
            rows.append(
                NoteRow(cited.quote, detail=who, time=time_text(cited.start_ms), utterances=cited.utterances)
            )
        self.model.set_rows(rows)
        self.list.setVisible(bool(citations))
        if citations:
            self.list.scrollToTop()

    @Slot(QModelIndex)
    def _on_row_chosen(self, index: QModelIndex) -> None:
        row: NoteRow = index.data(NoteRole.RECORD)
        self.place_chosen.emit(row.utterances)

    @Slot()
    def _on_everybody(self) -> None:
        self._ask(self._question, everybody=True)
