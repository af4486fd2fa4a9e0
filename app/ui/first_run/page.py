"""The first thing a newcomer sees: what Carrel is, and two ways to a first cited answer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.domain.events import IngestionProgressed
from app.i18n import tr
from app.ui.first_run import words
from app.ui.first_run.parts import ReadyPart, starter_card
from app.ui.first_run.readiness import Readiness, look
from app.ui.library.add_dialogs import ask_for_files, ask_for_folder
from app.ui.theme import Space
from app.ui.widgets import IconLabel, PlainLabel, PrimaryButton, ProgressRow, QuietButton
from app.ui.widgets.drop_area import DropArea
from app.ui.widgets.flow_layout import FlowLayout

if TYPE_CHECKING:
    from app.ui.bridge.context import UiContext

PAGE_CHARACTERS = 92


class FirstRunPage(DropArea):
    """Shown while the library is empty and there is no chat (:func:`app.ui.first_run.readiness.is_first_run`).

    Signals: ``question_asked`` (text) when an example was chosen, ``left`` when the person wants to go on alone.
    """

    question_asked = Signal(str)
    left = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context.theme, tr("Drop files and folders to add them"), parent)
        self._context = context
        self._build()
        self.show_step(self.choices)
        self.paths_dropped.connect(self.add_paths)
        self.load_sample_button.clicked.connect(self.load_sample)
        self.add_files_button.clicked.connect(self.choose_files)
        self.add_folder_button.clicked.connect(self.choose_folder)
        self.ready.question_asked.connect(self.question_asked)
        self.ready.own_question_requested.connect(self.left)
        self.ready.library_requested.connect(self._on_library_requested)
        context.events.ingestion_progressed.connect(self._on_ingestion_progressed)

    def _build(self) -> None:
        theme = self._context.theme
        self.progress = ProgressRow(theme, tr("Reading documents"), cancellable=False)
        self.progress.setAccessibleName(tr("Reading documents"))
        self.progress.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the button that was pressed goes away
        self.ready = ReadyPart(theme)
        self._steps = (self._build_choices(), self.progress, self.ready)
        column = QVBoxLayout()
        column.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.XL)
        column.setSpacing(Space.L)
        column.addStretch(2)
        lamp = QHBoxLayout()
        lamp.addSpacing(-Space.S)  # its picture is narrower than its square
        lamp.addWidget(IconLabel(theme, "lamp", "accent", 48))
        lamp.addStretch(1)
        column.addLayout(lamp)
        column.addWidget(PlainLabel(tr(words.TITLE), "headline", wrap=True))
        column.addWidget(PlainLabel(tr(words.PROMISE), "reading", wrap=True))
        for step in self._steps:
            column.addWidget(step)
        column.addWidget(starter_card(theme))
        column.addStretch(3)
        self._scroll(column)

    def _build_choices(self) -> QWidget:
        theme = self._context.theme
        self.load_sample_button = PrimaryButton(tr("Load the sample library"))
        self.add_files_button = QuietButton(tr("Add my documents…"), theme, "document")
        self.add_folder_button = QuietButton(tr("Add a folder…"), theme, "folder")
        self.choices = QWidget()
        row = FlowLayout(self.choices)
        for button in (self.load_sample_button, self.add_files_button, self.add_folder_button):
            row.addWidget(button)
        return self.choices

    def _scroll(self, column: QVBoxLayout) -> None:
        middle = QWidget()
        middle.setLayout(column)
        middle.setMaximumWidth(self.fontMetrics().averageCharWidth() * PAGE_CHARACTERS)
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(middle, 1000)
        row.addStretch(1)
        area = QScrollArea()
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def show_step(self, step: QWidget) -> None:
        """Show what can be chosen, how far reading is, or the questions; hide the others."""
        for other in self._steps:
            other.setVisible(other is step)

    def focus_first(self) -> None:
        """The keyboard goes to the one thing to do."""
        self.load_sample_button.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def load_sample(self) -> None:
        """Add the documents that come with Carrel."""
        self.add_paths([self._context.services.paths.sample_library])

    @Slot(list)
    def add_paths(self, paths: Sequence[Path]) -> None:
        """Add files and folders; the page then follows the reading."""
        self._context.add_paths(list(paths))
        self.progress.show_progress(tr("Looking at the files"), 0, 0)
        self.show_step(self.progress)
        self.progress.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def choose_files(self) -> None:
        """Let the person choose files."""
        ask_for_files(self, self.add_paths)

    @Slot()
    def choose_folder(self) -> None:
        """Let the person choose a folder."""
        ask_for_folder(self, self.add_paths)

    @Slot(object)
    def _on_ingestion_progressed(self, event: IngestionProgressed) -> None:
        progress = event.progress
        if event.running:
            label = tr("Reading {label}", label=progress.label) if progress.label else tr("Reading documents")
            self.progress.show_progress(label, progress.done, progress.total, progress.seconds_left)
            self.show_step(self.progress)
            return
        services = self._context.services
        operation = self._context.operations.run(self, lambda _job: look(services))
        operation.on_success(self._show_readiness).start()

    def _show_readiness(self, readiness: Readiness) -> None:
        if not readiness.anything:
            self.show_step(self.choices)
            return
        self.ready.show_readiness(readiness)
        here = self.isAncestorOf(self.window().focusWidget() or self)
        self.show_step(self.ready)
        if here:  # who has begun to write a question meanwhile goes on writing
            self.ready.focus_first()

    @Slot()
    def _on_library_requested(self) -> None:
        self._context.open_area("library")
