"""Write: choose a task, give it a text or documents, see what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import ErrorInfo
from app.domain.jobs import Progress
from app.domain.writing import TextInput
from app.i18n import tr
from app.services.task_list import declared_tasks
from app.services.text_file import write_text
from app.ui.actions import bind, keys
from app.ui.bridge.context import UiContext
from app.ui.library.verbs import reveal
from app.ui.tasks.options_form import OptionsForm
from app.ui.tasks.result_panel import ResultPanel
from app.ui.tasks.running import Done, TaskRun
from app.ui.tasks.source_panel import SourcePanel
from app.ui.theme import READING_WIDTH, Space
from app.ui.widgets import PlainLabel, PrimaryButton, SectionHeader, set_kind
from app.ui.widgets.room import keep_together

_SIDE_BY_SIDE = 140
"""Characters across that two panels need beside each other."""
_ROOM_FOR_LIST = 560


class WriteArea(QWidget):
    """One run at a time. The list of tasks is made from the registry; each keeps its last result while the window
    is open.
    """

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._run: TaskRun | None = None
        self._made: dict[str, Done] = {}
        self._tasks = declared_tasks()
        theme = context.theme
        self.list = QListWidget()
        set_kind(self.list, "rows")
        self.list.setAccessibleName(tr("Kinds of work"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        height = self.list.fontMetrics().height() + Space.L
        for task in self._tasks:
            item = QListWidgetItem(tr(task.label), self.list)
            item.setSizeHint(QSize(0, height))
        theme.changed.connect(self._fit_list)
        self.header = SectionHeader("", " ")
        self.source = SourcePanel(context)
        self.form = OptionsForm(theme)
        self.run_button = PrimaryButton("")
        self.result = ResultPanel(theme)
        self._lay_out()
        self._connect()
        self.list.setCurrentRow(0)
        self._on_source()
        self._fit_list()

    def _lay_out(self) -> None:
        self._given = given = QWidget()
        column = QVBoxLayout(given)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addWidget(self.source, 1)
        column.addWidget(self.form)
        row = QHBoxLayout()
        row.addWidget(self.run_button)
        row.addStretch(1)
        column.addLayout(row)
        self.both = QSplitter(Qt.Orientation.Vertical)
        self.both.setHandleWidth(1)
        self.both.setChildrenCollapsible(False)
        self.both.addWidget(given)
        self.both.addWidget(self.result)
        self.both.setSizes([400, 400])
        main = self._main = QWidget()
        page = self._page = QVBoxLayout(main)
        page.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        page.setSpacing(Space.M)
        page.addWidget(self.header)
        page.addWidget(self.both, 1)
        self.splitter = QSplitter()
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self._panel = QFrame()
        set_kind(self._panel, "panel")
        side = QVBoxLayout(self._panel)
        side.setContentsMargins(Space.M, Space.L, Space.M, Space.S)
        side.setSpacing(Space.M)
        side.addWidget(PlainLabel(tr("Write"), "title"))
        side.addWidget(self.list, 1)
        self.splitter.addWidget(self._panel)
        self.splitter.addWidget(main)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([190, 900])
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.splitter)

    def _connect(self) -> None:
        self.list.currentRowChanged.connect(self._on_task)
        self.source.changed.connect(self._on_source)
        self.form.submitted.connect(self.start)
        self.run_button.clicked.connect(self.start)
        self.result.stop_requested.connect(self.stop)
        self.result.models_requested.connect(self._on_models)
        self.result.anyway_requested.connect(self._on_anyway)
        self.result.insert_requested.connect(self._context.put_in_chat)
        self.result.save_requested.connect(self._on_save)
        shortcut = QShortcut(self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        bind(shortcut, "run_task")
        shortcut.activated.connect(self.start)

    @Slot()
    def _fit_list(self) -> None:
        """No name of a task is cut."""
        metrics = self.list.fontMetrics()
        longest = max(metrics.horizontalAdvance(tr(task.label)) for task in self._tasks)
        self.list.setMinimumWidth(max(150, longest + Space.XXXL))

    def panes(self) -> list[QWidget]:
        """Where F6 goes, in order."""
        return [self.list, self.source.text, self.run_button, self.result.tabs.currentWidget()]

    def write_with(self, text: str, task_id: str = "", paths: Sequence[Path] = ()) -> None:
        """Begin with this text (and these documents), at that task; nothing runs yet."""
        ids = [task.id for task in self._tasks]
        if task_id in ids:
            self.list.setCurrentRow(ids.index(task_id))
        if text:
            self.source.set_text(text)
        if paths:
            self.source.set_paths(paths)
        (self.run_button if text or paths else self.source.text).setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def running(self) -> bool:
        """Whether a task is under way."""
        return self._run is not None

    @Slot()
    def start(self) -> None:
        """Do it."""
        self._start(anyway=False)

    @Slot()
    def stop(self) -> None:
        """End what is under way."""
        if self._run is not None:
            self._run.stop()

    def event(self, event: QEvent) -> bool:
        """Esc is the window's, except while something runs here."""
        stops = self._run is not None and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if stops and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt override."""
        if event.key() == Qt.Key.Key_Escape and self._run is not None:
            self.stop()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Text and result stand side by side where there is room."""
        super().resizeEvent(event)
        keep_together(self._page, self._main.width(), 2 * READING_WIDTH)
        beside = self.width() >= _SIDE_BY_SIDE * self.fontMetrics().averageCharWidth()
        self.both.setOrientation(Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical)
        given, made = (
            ((0, 0, Space.L, 0), (Space.L, 0, 0, 0)) if beside else ((0, 0, 0, Space.M), (0, Space.M, 0, 0))
        )
        for panel, margins in ((self._given, given), (self.result, made)):
            layout = panel.layout()
            if layout is not None:
                layout.setContentsMargins(*margins)
        self._panel.setVisible(self.width() >= _ROOM_FOR_LIST)

    def _start(self, *, anyway: bool) -> None:
        if self._run is not None or self.source.empty():
            return
        what = TextInput(self.source.text.toPlainText(), self.form.chosen())
        declared, paths = self._declared, self.source.paths()
        run = TaskRun(
            self._context, declared.id, what, paths, self, anyway=anyway, compares=declared.compares
        )
        run.text_added.connect(self.result.add_text)
        run.progressed.connect(self._on_progress)
        run.done.connect(self._on_done)
        run.failed.connect(self._on_failed)
        run.stopped.connect(self._on_stopped)
        self._run = run
        self.run_button.setEnabled(False)
        self.list.setEnabled(False)
        self.result.begin()
        run.start(tr(declared.label))

    def _end(self) -> None:
        if self._run is not None:
            self._run.deleteLater()
        self._run = None
        self.list.setEnabled(True)
        self._on_source()

    @Slot(int)
    def _on_task(self, row: int) -> None:
        self._declared = self._tasks[max(row, 0)]
        self.header.title.setText(tr(self._declared.label))
        self.header.set_text(tr(self._declared.about))
        self.run_button.setText(tr(self._declared.label))
        self.run_button.setToolTip(
            tr("{task} ({keys})", task=tr(self._declared.label), keys=keys("run_task"))
        )
        self.source.set_name(tr(self._declared.given))
        self.form.show_task(self._declared)
        made = self._made.get(self._declared.id)
        if made is None:
            self.result.clear(
                tr("Give it a text or documents, then press “{task}”.", task=tr(self._declared.label))
            )
        else:
            self.result.show_result(made)

    @Slot()
    def _on_source(self) -> None:
        self.run_button.setEnabled(self._run is None and not self.source.empty())

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        self.result.show_progress(progress)

    @Slot(object)
    def _on_done(self, done: Done) -> None:
        self._end()
        self._made[self._declared.id] = done
        self.result.show_result(done)
        self.result.tabs.currentWidget().setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _on_failed(self, error: ErrorInfo) -> None:
        self._end()
        self.result.show_failure(error)

    @Slot()
    def _on_stopped(self) -> None:
        self._end()
        self.result.show_stopped()

    @Slot()
    def _on_models(self) -> None:
        self._context.open_area("models")

    @Slot()
    def _on_anyway(self) -> None:
        self._start(anyway=True)

    @Slot(str)
    def _on_save(self, text: str) -> None:
        name = f"{tr(self._declared.label)}.txt"
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Save the result"), name, tr("Text (*.txt *.md)"))
        if chosen:
            target = Path(chosen)
            self._context.operations.run(self, lambda _job: write_text(target, text + "\n")).on_success(
                lambda _none: self._context.notifications.success(
                    tr("Saved as {name}", name=target.name),
                    "",
                    tr("Show in folder"),
                    lambda: reveal(target.parent),
                )
            ).start()
