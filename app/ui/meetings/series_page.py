"""Everything that is to be done in a series of meetings: filtered by who and until when, marked as done here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.domain.ids import MeetingId
from app.domain.minutes_templates import CarriedAction
from app.i18n import figure, tr
from app.ui.actions import bind
from app.ui.meetings.note_delegate import NoteDelegate
from app.ui.meetings.note_item_model import NoteItemModel, NoteRole, NoteRow, carried_row
from app.ui.meetings.series_filter import DUE_CHOICES, EVERYBODY, NOBODY, owners_of, wanted
from app.ui.meetings.text_list import TextList
from app.ui.meetings.words import action_detail, meeting_text
from app.ui.theme import Space, Theme
from app.ui.widgets import ElidedLabel, PlainLabel, QuietButton
from app.ui.widgets.check_box import CheckBox
from app.ui.widgets.combo_box import ComboBox


class SeriesPage(QWidget):
    """Signals: ``requested`` (series id: show it), ``closed``, ``marked`` (list of (meeting, line), done),
    ``opened`` (meeting, line).
    """

    requested = Signal(object)
    closed = Signal()
    marked = Signal(list, bool)
    opened = Signal(object, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions: Sequence[CarriedAction] = ()
        self.back = QuietButton(tr("Back to the meeting"), theme, "chevron-left")
        self.back.clicked.connect(self.closed)
        self.title = ElidedLabel("", "title")
        self.summary = ElidedLabel("", "muted")
        self.owner = ComboBox(theme, 24)
        self.owner.setAccessibleName(tr("Whose actions"))
        self.owner.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.due = ComboBox(theme, 24)
        self.due.setAccessibleName(tr("Due when"))
        for key, label in DUE_CHOICES.items():
            self.due.addItem(tr(label), key)
        self.done = CheckBox(theme, tr("Show what is done"))
        self.model = NoteItemModel(self)
        self.list = TextList(tr("Actions of the series"), NoteDelegate(theme))
        self.list.setModel(self.model)
        self.list.setMouseTracking(True)
        self.list.activated.connect(self._on_activated)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._on_menu)
        self.nothing = PlainLabel("", "muted", wrap=True)
        self._make_actions()
        self._lay_out()
        self.owner.currentIndexChanged.connect(self._show)
        self.due.currentIndexChanged.connect(self._show)
        self.done.toggled.connect(self._show)

    def _make_actions(self) -> None:
        self.mark = QAction(tr("Mark as done, or not"), self)
        bind(self.mark, "series_done")
        self.open = QAction(tr("Go to where it was said"), self)
        bind(self.open, "series_origin")
        for action, handler in ((self.mark, self._on_mark), (self.open, self._on_open)):
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(lambda _checked=False, handler=handler: handler())
            self.addAction(action)

    def escape(self) -> bool:
        """Esc inside goes back to the meeting."""
        self.closed.emit()
        return True

    def _lay_out(self) -> None:
        filters = QHBoxLayout()
        filters.setSpacing(Space.S)
        filters.addWidget(self.owner)
        filters.addWidget(self.due)
        filters.addWidget(self.done)
        filters.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.title)
        column.addWidget(self.summary)
        column.addLayout(filters)
        column.addWidget(self.nothing)
        column.addWidget(self.list, 1)

    def show_series(self, name: str, actions: Sequence[CarriedAction]) -> None:
        """All actions of a series, oldest meeting first; the filters stay as they are where they can."""
        self._actions = actions
        self.title.setText(name)
        chosen = self.owner.currentData()
        self.owner.blockSignals(True)  # shown once, at the end
        self.owner.clear()
        self.owner.addItem(tr("Everybody"), EVERYBODY)
        for owner in owners_of(actions):
            self.owner.addItem(owner, owner)
        if any(action.item.owner is None for action in actions):
            self.owner.addItem(tr("Nobody named"), NOBODY)
        self.owner.setCurrentIndex(max(self.owner.findData(chosen), 0))
        self.owner.blockSignals(False)
        self._show()

    @Slot()
    def _show(self) -> None:
        today = date.today().isoformat()  # noqa: DTZ011 - the person's own day
        owner, due = self.owner.currentData(), self.due.currentData()
        shown = [a for a in self._actions if wanted(a, owner, due, today, done=self.done.isChecked())]
        still_open = sum(action.item.done_on is None for action in self._actions)
        self.summary.setText(
            tr(
                "{number} open, {done} done",
                number=figure(still_open),
                done=figure(len(self._actions) - still_open),
            )
        )
        ids = {row.origin for row in self._chosen()}
        self.model.set_rows(_rows(shown))
        self.list.setVisible(bool(shown))
        self.nothing.setVisible(not shown)
        self.nothing.setText(
            tr("Nothing here matches these filters.") if self._actions
            else tr("No actions were found in these meetings. Add one with “Add action…” in the minutes.")
        )  # fmt: skip
        self._choose(ids)

    def _choose(self, ids: set[tuple[MeetingId, str] | None]) -> None:
        for index in self.model.rows_where(lambda row: row.origin in ids):
            self.list.setCurrentIndex(index)

    def _chosen(self) -> list[NoteRow]:
        indexes = sorted(self.list.selectionModel().selectedIndexes(), key=lambda index: index.row())
        return [index.data(NoteRole.RECORD) for index in indexes]

    def _on_mark(self) -> None:
        rows = [row for row in self._chosen() if row.origin]
        if rows:
            self.marked.emit([row.origin for row in rows], not all(row.done for row in rows))

    def _on_open(self) -> None:
        if rows := [row for row in self._chosen() if row.origin]:
            self.opened.emit(*(rows[0].origin or ()))

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        row: NoteRow = index.data(NoteRole.RECORD)
        if row.origin:
            self.opened.emit(*row.origin)

    @Slot(QPoint)
    def _on_menu(self, place: QPoint) -> None:
        rows = self._chosen()
        if not rows:
            return
        menu = QMenu(self.list)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.mark.setText(tr("Not done after all") if all(row.done for row in rows) else tr("Mark as done"))
        menu.addActions([self.mark, self.open])
        menu.popup(self.list.viewport().mapToGlobal(self.list.menu_place(place)))


def _rows(actions: Sequence[CarriedAction]) -> list[NoteRow]:
    """Under the meeting each was said in."""
    rows: list[NoteRow] = []
    meeting = None
    for action in actions:
        if action.meeting != meeting:
            meeting = action.meeting
            rows.append(NoteRow(meeting_text(action), title=True))
        rows.append(carried_row(action, action_detail(action.item)))
    return rows
