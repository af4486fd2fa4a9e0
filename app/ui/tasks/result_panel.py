"""The result of a task: the text (and what changed, or a table), where it comes from, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import ErrorInfo
from app.domain.jobs import Progress
from app.domain.writing import Row
from app.i18n import figure, tr
from app.services.text_changes import Change
from app.ui.tasks.result_text import ResultText
from app.ui.tasks.running import Done
from app.ui.tasks.words import doubts_words, figures_words, origin_words
from app.ui.theme import Space, Theme
from app.ui.widgets import Banner, EmptyState, PlainLabel, PrimaryButton, ProgressRow, QuietButton
from app.ui.widgets.flow_layout import FlowLayout
from app.wording import describe

_TOO_SMALL = ("model_too_small", "model_needed", "text_too_long_for_model", "nothing_written")


class ResultPanel(QWidget):
    """Signals: ``stop_requested``, ``models_requested``, ``anyway_requested`` (let the model write all the same),
    ``insert_requested(text)`` (into the chat), ``save_requested(text)``.
    """

    stop_requested = Signal()
    models_requested = Signal()
    anyway_requested = Signal()
    insert_requested = Signal(str)
    save_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self.text = ResultText(theme, tr("Result"))
        self.changes = ResultText(theme, tr("What changed"))
        self.table = _table()
        self.tabs = QTabWidget()
        self.tabs.addTab(self.text, tr("Result"))
        self.tabs.addTab(self.changes, tr("Changes"))
        self.tabs.addTab(self.table, tr("Table"))
        self.empty = EmptyState(theme, "edit", tr("The result appears here"), "")
        self.models_button = PrimaryButton(tr("See bigger models"))
        self.models_button.clicked.connect(self.models_requested)
        self.anyway_button = QuietButton(tr("Try it anyway"))
        self.anyway_button.setToolTip(tr("Let the model write although it failed the test; check every word"))
        self.anyway_button.clicked.connect(self.anyway_requested)
        self.trouble = EmptyState(theme, "models", "", "", (self.models_button, self.anyway_button))
        self.stack = QStackedWidget()
        for page in (self.empty, self.trouble, self.tabs):
            self.stack.addWidget(page)
        self.progress = ProgressRow(theme)
        self.progress.stop_button.set_name(tr("Stop writing (Esc)"))
        self.progress.cancel_requested.connect(self.stop_requested)
        self.progress.hide()
        self.warning = Banner(theme, closable=False)
        self.warning.hide()
        self.origin = PlainLabel("", "caption", wrap=True)
        self.copy_button = QuietButton(tr("Copy"), theme, "copy")
        self.copy_button.clicked.connect(self._on_copy)
        self.insert_button = QuietButton(tr("Put into chat"), theme, "chats")
        self.insert_button.clicked.connect(self._on_insert)
        self.save_button = QuietButton(tr("Save…"), theme, "download")
        self.save_button.clicked.connect(self._on_save)
        self._lay_out()
        self.clear()

    def _lay_out(self) -> None:
        self._tools = QWidget()
        rows = QVBoxLayout(self._tools)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(Space.XS)
        rows.addWidget(self.origin)
        row = FlowLayout(spacing=Space.XS)
        for button in (self.copy_button, self.insert_button, self.save_button):
            row.addWidget(button)
        rows.addLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self.progress)
        column.addWidget(self.warning)
        column.addWidget(self.stack, 1)
        column.addWidget(self._tools)

    def clear(self, about: str = "") -> None:
        """Nothing yet; ``about`` says what will come."""
        self._text = ""
        self.empty.set_words(tr("The result appears here"), about)
        self._show(self.empty)

    def begin(self) -> None:
        """A run begins."""
        self.clear()
        self.text.show_text("")
        self.progress.show_progress(tr("Working…"), 0, 0)
        self.progress.show()

    def show_progress(self, progress: Progress) -> None:
        """How far it is."""
        label = (
            tr("Testing whether the model can do this…") if progress.label == "examining" else progress.label
        )
        self.progress.show_progress(label, progress.done, progress.total or 0)

    @Slot(str)
    def add_text(self, text: str) -> None:
        """What is just being written."""
        if self.stack.currentWidget() is not self.tabs:
            self._tabs(compared=False, table=False)
            self._show(self.tabs)
            self.progress.show()
        self.text.add_text(text)

    def show_result(self, done: Done) -> None:
        """It is done."""
        result, compared = done.result, done.changed
        output = result.output
        self._text = output.text
        self.text.show_text(output.text, result.doubts)
        self.changes.show_changes(compared)
        self._fill(output.rows)
        differs = any(piece.change is not Change.SAME for piece in compared)
        self._tabs(compared=differs, table=bool(output.rows))
        self.tabs.setCurrentWidget(self.table if output.rows else self.changes if differs else self.text)
        self._show(self.tabs)
        self.origin.setText(f"{origin_words(result)} · {figures_words(result)}")
        self._tools.show()
        words = doubts_words(result.doubts)
        if not result.complete:
            self._warn(tr("It stopped before the end."), words)
        elif words:
            self._warn(words, tr("Numbers, dates and names that a model adds are often wrong. Check them."))

    def show_failure(self, error: ErrorInfo) -> None:
        """Why there is none, and the way to one that can."""
        self.trouble.set_words(*describe(error))
        self.models_button.setVisible(error.code in _TOO_SMALL)
        self.anyway_button.setVisible(error.code == "model_too_small")
        self._show(self.trouble)

    def show_stopped(self) -> None:
        """The person stopped it before anything came of it."""
        self.clear(tr("Stopped."))

    def _show(self, page: QWidget) -> None:
        self.progress.hide()
        self.warning.hide()
        self._tools.hide()
        self.stack.setCurrentWidget(page)

    def _warn(self, message: str, hint: str) -> None:
        self.warning.say("warning", message, hint)
        self.warning.show()

    def _tabs(self, *, compared: bool, table: bool) -> None:
        self.tabs.setTabVisible(1, compared)
        self.tabs.setTabVisible(2, table)
        self.tabs.tabBar().setVisible(compared or table)

    def _fill(self, rows: Sequence[Row]) -> None:
        self.table.setRowCount(len(rows))
        shared = any(row.share is not None and not row.value.endswith("%") for row in rows)
        self.table.setColumnHidden(1, not shared)
        for number, row in enumerate(rows):
            share = "" if row.share is None else tr("{percent} %", percent=figure(row.share * 100))
            for column, text in enumerate((tr(row.name), share, row.value or tr("not in the text"))):
                self.table.setItem(number, column, QTableWidgetItem(text))
        self.table.resizeRowsToContents()

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)

    @Slot()
    def _on_insert(self) -> None:
        self.insert_requested.emit(self._text)

    @Slot()
    def _on_save(self) -> None:
        self.save_requested.emit(self._text)


def _table() -> QTableWidget:
    table = QTableWidget(0, 3)
    table.setAccessibleName(tr("Result as a table"))
    table.setHorizontalHeaderLabels([tr("Field"), tr("Likely"), tr("Value")])
    table.verticalHeader().hide()
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setTabKeyNavigation(False)
    table.setWordWrap(True)
    table.setShowGrid(False)
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setStretchLastSection(True)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return table
