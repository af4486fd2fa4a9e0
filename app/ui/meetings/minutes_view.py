"""Minutes and transcript side by side: whoever chooses a line of the minutes sees where it was said."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QHBoxLayout,
    QMenu,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.domain.ids import MeetingId
from app.domain.meetings import Minutes, Utterance
from app.domain.minutes_templates import AS_STANDARD, Layout
from app.i18n import N_, tr
from app.services.minutes_notice import notice_of
from app.ui.actions import bind, keys
from app.ui.meetings.ask_panel import AskPanel
from app.ui.meetings.asking import MeetingAsking
from app.ui.meetings.editing import MinutesEditing
from app.ui.meetings.note_delegate import NoteDelegate
from app.ui.meetings.note_item_model import NoteItemModel, NoteRole, NoteRow
from app.ui.meetings.note_menu import NoteMenu
from app.ui.meetings.series_menu import SeriesButton
from app.ui.meetings.template_menu import TemplateButton
from app.ui.meetings.text_list import TextList
from app.ui.meetings.utterance_delegate import UtteranceDelegate
from app.ui.meetings.utterance_item_model import UtteranceItemModel, UtteranceRole
from app.ui.meetings.words import coverage_text, date_text, dropped_details, dropped_text, people_text
from app.ui.theme import Space, Theme
from app.ui.widgets import Banner, ElidedLabel, IconButton, PlainLabel, QuietButton
from app.ui.widgets.labels import plain_tool_tip

EXPORTS = {
    ".docx": N_("Word document"),
    ".pdf": "PDF",
    ".md": N_("Markdown"),
    ".html": N_("Web page"),
    ".txt": N_("Plain text"),
    ".ics": N_("Calendar (the actions)"),
    ".json": N_("Data (JSON)"),
}


class MinutesView(QWidget):
    """Signals: ``export_requested`` (a suffix such as ``.md``), ``mail_requested``, ``delete_requested``,
    ``origin_requested`` (meeting, line) of an action that was carried over.
    """

    export_requested = Signal(str)
    mail_requested = Signal()
    delete_requested = Signal()
    origin_requested = Signal(object, str)

    def __init__(
        self, theme: Theme, editing: MinutesEditing, asking: MeetingAsking, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._minutes: Minutes | None = None
        self._layout = AS_STANDARD
        self._waiting: tuple[Minutes, Layout] | None = None
        self.note_model = NoteItemModel(self)
        self.utterance_model = UtteranceItemModel(self)
        self.notes = TextList(tr("Minutes"), NoteDelegate(theme))
        self.notes.setModel(self.note_model)
        self.notes.setMouseTracking(True)
        triggers = QAbstractItemView.EditTrigger
        self.notes.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed)
        self.notes.row_chosen.connect(self._on_note_chosen)
        self.notes.row_opened.connect(self._on_note_opened)
        self.note_model.rewritten.connect(editing.rewrite)
        self.notes.itemDelegate().closeEditor.connect(
            self._on_editor_closed, Qt.ConnectionType.QueuedConnection
        )
        self.transcript = TextList(tr("Transcript"), UtteranceDelegate(theme))
        self.transcript.setModel(self.utterance_model)
        self.transcript.row_chosen.connect(self._on_utterance_chosen)
        self.menu = NoteMenu(self.notes, self.transcript, editing, self._names, self)
        self.menu.origin_requested.connect(self.origin_requested)
        self.ask = AskPanel(theme, asking)
        self.ask.place_chosen.connect(self.show_place)
        self.menu.ask.triggered.connect(self.ask.focus_field)
        self.suggestion = Banner(theme)
        self.suggestion.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        column.addLayout(self._build_head(theme))
        column.addWidget(self.notice)
        column.addWidget(self.suggestion)
        column.addSpacing(Space.S)
        column.addWidget(self._build_columns(), 1)

    def _build_head(self, theme: Theme) -> QVBoxLayout:
        self.title = ElidedLabel("", "title")
        self.people = ElidedLabel("", "muted")
        self.coverage = ElidedLabel("", "caption")
        self.notice = PlainLabel("", "caption", wrap=True)
        self.template_button = TemplateButton(theme)
        self.series_button = SeriesButton(theme)
        self.export = QuietButton(tr("Export"), theme, "upload")
        bind(self.export, "export_minutes")
        self.export.setToolTip(tr("Save or copy these minutes ({keys})", keys=keys("export_minutes")))
        menu = QMenu(self.export)
        for suffix, label in EXPORTS.items():
            action = QAction(f"{tr(label)}…", menu)
            action.setData(suffix)
            menu.addAction(action)
        menu.triggered.connect(self._on_export_chosen)
        menu.addSeparator()
        mail = QAction(tr("Copy as e-mail text"), menu)
        bind(mail, "mail_minutes")
        menu.addAction(mail)
        self.addAction(mail)
        mail.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.export.setMenu(menu)
        self.edit = QuietButton(tr("Edit"), theme, "edit")
        edit_menu = QMenu(self.edit)
        self.menu.fill(edit_menu)
        self.edit.setMenu(edit_menu)
        self.delete = IconButton(theme, "trash", tr("Delete these minutes"))
        bind(self.delete, "delete_minutes")
        self.delete.clicked.connect(self.delete_requested)
        verbs = QHBoxLayout()
        verbs.setSpacing(Space.XS)
        verbs.addStretch(1)
        for button in (self.template_button, self.series_button, self.edit, self.export, self.delete):
            verbs.addWidget(button)
        head = QVBoxLayout()
        head.setSpacing(0)
        head.addWidget(self.title)
        head.addWidget(self.people)
        self._under = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._under.setSpacing(0)
        self._under.addWidget(self.coverage, 1)
        self._under.addLayout(verbs)
        self._verbs = verbs
        head.addLayout(self._under)
        return head

    def _build_columns(self) -> QSplitter:
        self.columns = QSplitter(Qt.Orientation.Horizontal)
        self.columns.setChildrenCollapsible(False)
        for title, part in ((tr("Minutes"), self.notes), (tr("What was said"), self.transcript)):
            side = QWidget()
            column = QVBoxLayout(side)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(Space.XS)
            heading = PlainLabel(title, "strong")
            heading.setContentsMargins(Space.M, 0, 0, 0)
            column.addWidget(heading)
            column.addWidget(part, 3)
            if part is self.notes:
                column.addWidget(self.ask.card, 2)
                column.addWidget(self.ask)
            side.setMinimumWidth(200)
            self.columns.addWidget(side)
        self.columns.setStretchFactor(0, 5)
        self.columns.setStretchFactor(1, 6)
        return self.columns

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, what was read stands in a line of its own."""
        super().resizeEvent(event)
        self._fit_head()

    def _fit_head(self) -> None:
        side = self.coverage.sizeHint().width() + self._verbs.sizeHint().width() <= self.width()
        way = QBoxLayout.Direction
        self._under.setDirection(way.LeftToRight if side else way.TopToBottom)

    def show_minutes(self, minutes: Minutes, layout: Layout = AS_STANDARD) -> None:
        """Show another meeting, from the top, nothing highlighted."""
        self._minutes, self._layout, self._waiting = minutes, layout, None
        self.title.setText(minutes.transcript.title)
        facts = (date_text(minutes.transcript.date), people_text(minutes))
        self.people.setText(" · ".join(part for part in facts if part))
        checked = (coverage_text(minutes), dropped_text(minutes))
        self.coverage.setText(" · ".join(part for part in checked if part))
        self._fit_head()
        self.coverage.setToolTip(plain_tool_tip(dropped_details(minutes)) if minutes.dropped else "")
        notice = notice_of(minutes)
        self.notice.setText(notice)
        self.notice.setVisible(bool(notice))
        self.note_model.set_minutes(minutes, layout)
        self.note_model.fold(folded=True)
        self.utterance_model.set_transcript(minutes.transcript)

    def update_minutes(self, minutes: Minutes, layout: Layout = AS_STANDARD) -> None:
        """Show the same meeting after a change; what is chosen, marked and in view stays so.

        While a line is being written in, the change waits until that is over.
        """
        if self.notes.writing():
            self._waiting = minutes, layout
            return
        self._minutes, self._layout, self._waiting = minutes, layout, None
        chosen = {row.id or row.origin for row in self.menu.chosen(carried=True)}
        bar = self.notes.verticalScrollBar()
        place = bar.value()
        self.note_model.set_minutes(minutes, layout)
        self._select(self.note_model.rows_where(lambda row: (row.id or row.origin) in chosen - {None}))
        self.notes.doItemsLayout()
        bar.setValue(place)

    @Slot()
    def _on_editor_closed(self) -> None:
        if self._waiting is not None:
            self.update_minutes(*self._waiting)

    @Slot(object)
    def show_place(self, utterances: Sequence[int]) -> None:
        """Mark what was said, and bring it into view."""
        first = self.utterance_model.highlight(utterances)
        if first.isValid():
            self.transcript.scrollTo(first, QAbstractItemView.ScrollHint.PositionAtCenter)

    def show_meeting(self, meeting_id: MeetingId | None) -> None:
        """Which meeting is asked."""
        self.ask.show_meeting(meeting_id)

    def choose_line(self, line_id: str) -> None:
        """Choose a line of the minutes and bring it into view; nothing happens when it is not there."""
        self.note_model.bring_out(lambda row: row.id == line_id)
        indexes = self.note_model.rows_where(lambda row: row.id == line_id)
        self._select(indexes)
        if indexes:
            self.notes.scrollTo(indexes[0])

    def _select(self, indexes: Sequence[QModelIndex]) -> None:
        model, flag = self.notes.selectionModel(), QItemSelectionModel.SelectionFlag
        model.clear()
        if indexes:
            model.setCurrentIndex(indexes[0], flag.NoUpdate)
        for index in indexes:
            model.select(index, flag.Select)

    def _names(self) -> list[str]:
        """Those who speak and those who own something, each once."""
        if self._minutes is None:
            return []
        owners = (action.owner for action in self._minutes.actions if action.owner)
        speakers = (person.name for person in self._minutes.participants)
        return list(dict.fromkeys([*speakers, *owners]))

    @Slot(QModelIndex)
    def _on_utterance_chosen(self, index: QModelIndex) -> None:
        """The way back: the lines that rest on what was said; topics only where no line does."""
        said: Utterance = index.data(UtteranceRole.RECORD)
        self.note_model.bring_out(lambda row: said.id in row.utterances)
        resting = self.note_model.rows_where(lambda row: said.id in row.utterances)
        lines = [index for index in resting if index.data(NoteRole.RECORD).id]
        self._select(lines or resting)
        self.utterance_model.highlight({said.id} if resting else ())
        if lines or resting:
            self.notes.scrollTo((lines or resting)[0])

    @Slot(QModelIndex)
    def _on_note_chosen(self, index: QModelIndex) -> None:
        row: NoteRow = index.data(NoteRole.RECORD)
        if row.title or row.hint:
            return
        first = self.utterance_model.highlight(row.utterances)
        if first.isValid():
            long = len(row.utterances) > 6
            hint = QAbstractItemView.ScrollHint
            self.transcript.scrollTo(first, hint.PositionAtTop if long else hint.PositionAtCenter)

    @Slot(QModelIndex)
    def _on_note_opened(self, index: QModelIndex) -> None:
        """A title that can be folded: show or hide what stands under it, and stay there."""
        row: NoteRow = index.data(NoteRole.RECORD)
        if row.folded is not None:
            place = index.row()
            self.note_model.fold(folded=not row.folded)
            if row.folded:
                lines = self.note_model.rows_where(lambda other: other.perhaps)
                self.notes.scrollTo(lines[-1])
            self.notes.setCurrentIndex(self.note_model.index(place))

    @Slot(QAction)
    def _on_export_chosen(self, action: QAction) -> None:
        suffix = action.data()
        if suffix is None:
            self.mail_requested.emit()
        else:
            self.export_requested.emit(suffix)
