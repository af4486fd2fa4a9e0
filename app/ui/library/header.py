"""The top of the library: what is in it, how far reading is, and the ways to add and to find."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.documents import DocumentState
from app.domain.jobs import Progress
from app.ui.library.document_item_model import DocumentItemModel
from app.ui.library.intake import Intake
from app.ui.library.words import status_text
from app.ui.phrases import count
from app.ui.theme import Space, Theme
from app.ui.widgets import Banner, PrimaryButton, ProgressRow, QuietButton, SearchField, SectionHeader
from app.ui.widgets.check_box import CheckBox
from app.ui.widgets.flow_layout import FlowLayout

_TROUBLE = (DocumentState.FAILED, DocumentState.PARTIAL, DocumentState.SKIPPED)


class LibraryHeader(QWidget):
    """Title and status, buttons, progress, search.

    Signals: ``files_requested``, ``folder_requested``, ``retry_requested``, ``forget_requested``,
    ``searched`` (text), ``troubled_only_changed`` (bool).
    """

    files_requested = Signal()
    folder_requested = Signal()
    retry_requested = Signal()
    forget_requested = Signal()
    searched = Signal(str)
    troubled_only_changed = Signal(bool)

    def __init__(self, theme: Theme, intake: Intake, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._intake = intake
        self.title = SectionHeader("Library", "", large=True)
        self.add_files = PrimaryButton("Add files…")
        self.add_files.clicked.connect(self.files_requested)
        self.add_folder = QuietButton("Add folder…", theme, "folder")
        self.add_folder.clicked.connect(self.folder_requested)
        self._build_progress(theme)
        self._build_tools(theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.add_folder)
        top.addWidget(self.add_files)
        column.addLayout(top)
        column.addWidget(self.progress)
        column.addWidget(self.waiting)
        column.addWidget(self.tools)

    def _build_progress(self, theme: Theme) -> None:
        self.progress = ProgressRow(theme)
        self.progress.stop_button.set_name("Pause reading")
        self.progress.stop_button.show_icon("pause")
        self.progress.cancel_requested.connect(self._intake.pause)
        self.progress.hide()
        self.waiting = Banner(theme, closable=False)
        self.waiting.action_requested.connect(self._intake.read)
        self.forget = QuietButton("Remove from the library")
        self.forget.clicked.connect(self.forget_requested)
        row = self.waiting.layout()
        if isinstance(row, QHBoxLayout):
            row.insertWidget(2, self.forget)
        self.waiting.hide()

    def _build_tools(self, theme: Theme) -> None:
        self.tools = QWidget()
        self.search = SearchField(theme, "Search the library")
        self.search.setMinimumWidth(self.fontMetrics().averageCharWidth() * 30)
        self.search.searched.connect(self.searched)
        self.only_troubled = CheckBox(theme, "Only what needs attention")
        self.only_troubled.toggled.connect(self.troubled_only_changed)
        self.retry = QuietButton("Try all that failed again", theme, "refresh")
        self.retry.clicked.connect(self.retry_requested)
        row = FlowLayout(self.tools)
        for widget in (self.search, self.only_troubled, self.retry):
            row.addWidget(widget)

    def show_progress(self, progress: Progress) -> None:
        """Name what is being done, how far it is and how long it takes."""
        verb = "Looking at" if self._intake.adding and not self._intake.reading else "Reading"
        label = f"{verb} {progress.label}" if progress.label else f"{verb} documents"
        self.progress.show_progress(label, progress.done, progress.total, progress.seconds_left)

    def show_state(self, documents: DocumentItemModel, running: bool) -> None:
        """Bring every part up to date."""
        counts = documents.counts()
        total, waiting = sum(counts.values()), counts[DocumentState.QUEUED]
        busy = running or self._intake.reading or self._intake.adding
        self.title.set_text(status_text(counts))
        self.progress.setVisible(busy and not self._intake.paused)
        self._show_waiting(0 if busy and not self._intake.paused else waiting)
        for widget in (self.tools, self.add_files, self.add_folder):
            widget.setVisible(total > 0)
        troubled = sum(counts[state] for state in _TROUBLE)
        self.only_troubled.setVisible(troubled > 0 or self.only_troubled.isChecked())
        self.retry.setVisible(counts[DocumentState.FAILED] > 0)

    def _show_waiting(self, waiting: int) -> None:
        self.waiting.setVisible(waiting > 0)
        if waiting:
            head = "Reading is paused" if self._intake.paused else "Not everything was read yet"
            are = "is" if waiting == 1 else "are"
            self.waiting.say("info", head, f"{count(waiting, 'document')} {are} waiting.", "Continue")

    def minimumSizeHint(self) -> QSize:
        """Narrow windows are handled by wrapping, so the width may shrink."""
        return QSize(0, super().minimumSizeHint().height())
