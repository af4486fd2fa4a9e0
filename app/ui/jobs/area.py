"""The jobs: what runs and ran, how long it will still take, pause, go on, cancel, why it failed, try again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtGui import QAction, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QListView, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.domain.jobs import JobState
from app.i18n import tr, tr_n
from app.ui.actions import BY_ID, bind
from app.ui.bridge.jobs import JobVerbs
from app.ui.jobs.job_delegate import JobDelegate
from app.ui.jobs.job_item_model import JobItemModel
from app.ui.jobs.words import reason
from app.ui.theme import Space
from app.ui.widgets import Card, EmptyState, PlainLabel, PrimaryButton, QuietButton, SectionHeader
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.room import keep_together
from app.ui.widgets.rows_view import RowsView

if TYPE_CHECKING:
    from app.ui.bridge.context import UiContext
    from app.ui.bridge.jobs import JobRecord


class JobsArea(QWidget):
    """One per window."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._board = context.jobs
        self.model = JobItemModel(self._board, self)
        self._build()
        for command, slot in (
            ("pause_job", self.pause_or_resume),
            ("cancel_job", self.cancel_or_dismiss),
            ("retry_job", self.retry),
            ("open_job", self.show_job),
            ("clear_jobs", self.clear),
        ):
            self._action(command, slot)
        self.list.selectionModel().currentChanged.connect(self._show_current)
        self.list.activated.connect(self.show_job)
        for signal in (self._board.added, self._board.changed, self._board.removed):
            signal.connect(self._on_changed)
        self._on_changed()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt override: the keyboard comes to the list."""
        super().showEvent(event)
        (self.list if self.model.rowCount() else self.add_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A bar as wide as a large screen says no more."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        keep_together(self._column, self.width() if self.pages.currentWidget() is self.list else 0)

    def panes(self) -> list[QWidget]:
        """Where F6 goes."""
        shown = self.list if self.model.rowCount() else self.add_button
        return [shown, *([self.card] if self.card.isVisible() else [])]

    def _build(self) -> None:
        theme = self._context.theme
        self.header = SectionHeader(tr("Jobs"), "", large=True)
        self.clear_button = QuietButton(tr("Clear finished"), theme, "close")
        self.clear_button.clicked.connect(self.clear)
        self.header.add_widget(self.clear_button)
        self.list = RowsView()
        self.list.setAccessibleName(tr("Jobs, the newest first"))
        self.list.setModel(self.model)
        self.list.setItemDelegate(JobDelegate(theme))
        self.list.itemDelegate().setParent(self.list)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.add_button = PrimaryButton(tr("Add files…"))
        self.add_button.clicked.connect(lambda: self._context.run_command("add_files"))
        self.empty = EmptyState(
            theme,
            "jobs",
            tr("Nothing is running"),
            tr(
                "Whatever takes its time shows up here: reading documents, making minutes, getting models. "
                "You can pause it, stop it, see why something failed, and try again."
            ),
            [self.add_button],
        )
        self.pages = QStackedWidget()
        self.pages.addWidget(self.empty)
        self.pages.addWidget(self.list)
        self.card = self._build_card()
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(self.header)
        column.addWidget(self.pages, 1)
        column.addWidget(self.card)

    def _build_card(self) -> Card:
        theme = self._context.theme
        card = Card()
        self.reason = PlainLabel("", "strong", wrap=True)
        self.hint = PlainLabel("", "muted", wrap=True)
        self.pause_button = QuietButton(tr("Pause"), theme, "pause")
        self.resume_button = QuietButton(tr("Go on"), theme, "play")
        self.retry_button = QuietButton(tr("Try again"), theme, "refresh")
        self.show_button = QuietButton(tr("Show"), theme, "open-external")
        self.cancel_button = QuietButton(tr("Cancel"), theme, "stop")
        self.dismiss_button = QuietButton(tr("Remove from this list"), theme, "close")
        row = QWidget()
        flow = FlowLayout(row)
        slots = (
            (self.pause_button, self.pause_or_resume),
            (self.resume_button, self.pause_or_resume),
            (self.retry_button, self.retry),
            (self.show_button, self.show_job),
            (self.cancel_button, self.cancel_or_dismiss),
            (self.dismiss_button, self.cancel_or_dismiss),
        )
        for button, slot in slots:
            button.clicked.connect(slot)
            flow.addWidget(button)
        card.body.setSpacing(Space.S)
        for part in (self.reason, self.hint, row):
            card.body.addWidget(part)
        card.hide()
        return card

    def _action(self, command: str, slot: object) -> None:
        action = QAction(self)
        bind(action, command)
        owner = self.list if BY_ID[command].place == "jobs/list" else self
        if owner is self.list:
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(slot)
        owner.addAction(action)

    # What can be done with the current job

    @Slot()
    def pause_or_resume(self) -> None:
        """Stand still, or go on."""
        record, verbs = self._current()
        if record is not None and verbs is not None:
            verb = verbs.resume if record.state is JobState.PAUSED else verbs.pause
            if verb is not None and not record.state.ended:
                verb()

    @Slot()
    def cancel_or_dismiss(self) -> None:
        """Stop what runs; take what ended off the list."""
        record, verbs = self._current()
        if record is None or verbs is None:
            return
        if record.state.ended:
            self._board.remove(record.id)
        elif verbs.cancel is not None:
            verbs.cancel()

    @Slot()
    def retry(self) -> None:
        """Begin anew what failed or was cancelled."""
        record, verbs = self._current()
        if record is not None and verbs is not None and verbs.retry is not None and _again(record):
            verbs.retry()

    @Slot()
    def show_job(self) -> None:
        """Go to what it is about."""
        _record, verbs = self._current()
        if verbs is not None and verbs.show is not None:
            verbs.show()

    @Slot()
    def clear(self) -> None:
        """Forget what ended."""
        self._board.clear_ended()

    def _current(self) -> tuple[JobRecord | None, JobVerbs | None]:
        record = self.model.record(self.list.currentIndex())
        return record, self._board.verbs(record.id) if record is not None else None

    @Slot()
    def _on_changed(self) -> None:
        records = self._board.records()
        running = sum(not record.state.ended for record in records)
        under_way = (
            tr_n("{count} under way", "{count} under way", running) if running else tr("Nothing under way")
        )
        self.header.set_text(under_way if records else "")
        self.clear_button.setVisible(running < len(records))
        self.pages.setCurrentWidget(self.list if records else self.empty)
        self._fit()
        if records and not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self.model.index(0))
        self._show_current()

    @Slot(QModelIndex)
    def _show_current(self, _index: QModelIndex | None = None) -> None:
        record, verbs = self._current()
        self.card.setVisible(record is not None)
        if record is None or verbs is None:
            return
        failed = record.state is JobState.FAILED
        message, hint = reason(record) if failed else ("", "")
        for label, text in ((self.reason, message), (self.hint, hint)):
            label.setText(text)
            label.setVisible(bool(text))
        self._show_buttons(record, verbs)

    def _show_buttons(self, record: JobRecord, verbs: JobVerbs) -> None:
        ended, paused = record.state.ended, record.state is JobState.PAUSED
        shown: dict[QPushButton, bool] = {
            self.pause_button: not ended and not paused and verbs.pause is not None,
            self.resume_button: paused and verbs.resume is not None,
            self.retry_button: verbs.retry is not None and _again(record),
            self.show_button: verbs.show is not None,
            self.cancel_button: not ended and verbs.cancel is not None,
            self.dismiss_button: ended,
        }
        for button, visible in shown.items():
            button.setVisible(visible)


def _again(record: JobRecord) -> bool:
    return record.state in (JobState.FAILED, JobState.CANCELLED)
