"""The library: every document with its state, and the ways to add, read again, open, ask about and remove them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from app import wording
from app.domain.documents import Document, DocumentState
from app.domain.events import DocumentChanged, DocumentRemoved, IngestionProgressed
from app.domain.ids import DocumentId
from app.domain.jobs import Progress
from app.ui.library.detail_bar import DetailBar
from app.ui.library.document_filter import DocumentFilter
from app.ui.library.document_item_model import DocumentItemModel
from app.ui.library.document_table import DocumentTable
from app.ui.library.header import LibraryHeader
from app.ui.library.intake import Added, Intake
from app.ui.library.verbs import DocumentVerbs
from app.ui.phrases import count
from app.ui.theme import Space
from app.ui.widgets import EmptyState, PrimaryButton, QuietButton
from app.ui.widgets.drop_area import DropArea

if TYPE_CHECKING:
    from app.ui.bridge.context import UiContext

FLUSH_MS = 100
"""Changes of documents are shown this often, so that fast indexing does not drown the window in repaints."""
LEAST_HEIGHT = 140
"""The list may shrink to this (device-independent pixels), so that what stands below it is never cut off."""
RELOAD_FROM = 300
"""From so many changes at once on, reading the list anew is cheaper than changing rows one by one."""


class LibraryArea(DropArea):
    """One per window. ``intake`` adds and reads; other areas reach it through ``UiContext.add_paths``."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context.theme, "Drop files and folders to add them", parent)
        self._context = context
        services = context.services
        self.intake = Intake(services.library, services.ingestion, context.operations, self)
        self.documents = DocumentItemModel(self)
        self.filter = DocumentFilter(self)
        self.filter.setSourceModel(self.documents)
        self._running = False
        self._loaded = False
        self._changed: dict[DocumentId, Document | None] = {}
        self._flush_timer = QTimer(self)
        self._flush_timer.setSingleShot(True)
        self._flush_timer.setInterval(FLUSH_MS)
        self._flush_timer.timeout.connect(self._flush)
        self._build()
        self._connect()
        self._show_state()
        self.refresh()

    def _build(self) -> None:
        theme = self._context.theme
        self.header = LibraryHeader(theme, self.intake)
        self.table = DocumentTable(theme, self.filter)
        self.verbs = DocumentVerbs(
            self._context, self.intake, self.table.selected_documents, self.refresh, self
        )
        self.table.set_menu_actions([action for action, _icon in self.verbs.with_icons()])
        self.detail = DetailBar(theme, self.verbs.with_icons())
        self.load_sample_button = QuietButton("Load the sample library", theme, "library")
        first_files, first_folder = PrimaryButton("Add files…"), QuietButton("Add folder…", theme, "folder")
        first_files.clicked.connect(self.choose_files)
        first_folder.clicked.connect(self.choose_folder)
        self.empty = EmptyState(
            theme,
            "library",
            "No documents yet",
            "Drop files or folders here, or add them with the buttons. Carrel reads PDF, Word, web pages, Markdown "
            "and plain text. The files stay where they are, and nothing leaves this computer.",
            [first_files, first_folder, self.load_sample_button],
        )
        self.no_match = EmptyState(theme, "search", "No document matches", "Try fewer or other words.", [])
        self.pages = QStackedWidget()
        for page in (self.empty, self.table, self.no_match):
            self.pages.addWidget(page)
        self.pages.setMinimumSize(1, LEAST_HEIGHT)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(self.header)
        column.addWidget(self.pages, 1)
        column.addWidget(self.detail)

    def _connect(self) -> None:
        events, header = self._context.events, self.header
        events.document_changed.connect(self._on_document_changed)
        events.document_removed.connect(self._on_document_removed)
        events.ingestion_progressed.connect(self._on_ingestion_progressed)
        self.intake.state_changed.connect(self._show_state)
        self.intake.progressed.connect(header.show_progress)
        self.intake.added.connect(self._on_added)
        self.intake.nothing_added.connect(self._on_nothing_added)
        self.paths_dropped.connect(self.add_paths)
        header.files_requested.connect(self.choose_files)
        header.folder_requested.connect(self.choose_folder)
        header.retry_requested.connect(self.retry_failed)
        header.forget_requested.connect(self.forget_waiting)
        header.searched.connect(self._on_searched)
        header.troubled_only_changed.connect(self._on_troubled_only)
        self.load_sample_button.clicked.connect(self.load_sample)
        self.table.open_requested.connect(self.verbs.open_on_desk)
        self.table.remove_requested.connect(self.verbs.ask_to_remove)
        self.table.selection_changed.connect(self._show_selection)

    @Slot(list)
    def add_paths(self, paths: Sequence[Path]) -> None:
        """Add files and folders and read them; returns at once."""
        self.intake.add(paths)

    @Slot()
    def load_sample(self) -> None:
        """Add the sample library that comes with Carrel."""
        self.add_paths([self._context.services.paths.sample_library])

    @Slot()
    def choose_files(self) -> None:
        """Let the person choose files."""
        dialog = QFileDialog(self, "Add files")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        self._open_dialog(dialog)

    @Slot()
    def choose_folder(self) -> None:
        """Let the person choose a folder."""
        dialog = QFileDialog(self, "Add folder")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        self._open_dialog(dialog)

    @Slot()
    def retry_failed(self) -> None:
        """Read everything again that failed."""
        self.intake.retry(None)

    @Slot()
    def forget_waiting(self) -> None:
        """Take the documents that were not read yet out of the library."""
        waiting = [row.path for row in self.documents.documents() if row.state == DocumentState.QUEUED]
        self.intake.pause()
        self.verbs.remove_paths(waiting)

    @Slot()
    def refresh(self) -> None:
        """Read the list anew."""
        library = self._context.services.library
        operation = self._context.operations.run(self, lambda _job: library.documents())
        operation.on_success(self._on_loaded).start()

    def _open_dialog(self, dialog: QFileDialog) -> None:
        dialog.filesSelected.connect(self._on_files_selected)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(list)
    def _on_files_selected(self, files: list[str]) -> None:
        self.add_paths([Path(file) for file in files])

    def _on_loaded(self, documents: list[Document]) -> None:
        self.documents.set_documents(documents)
        first, self._loaded = not self._loaded, True
        if first and documents:
            self.intake.rescan()  # what changed on the disk, and what an earlier run left unfinished
        self._show_state()

    def _on_added(self, added: Added) -> None:
        if not added.rejected:
            return
        message, hint = wording.describe(added.rejected[0][1])
        number = len(added.rejected)
        head = f"“{added.rejected[0][0].name}”" if number == 1 else count(number, "file")
        self._context.notifications.warning(f"{head} could not be added: {message}", hint)

    @Slot()
    def _on_nothing_added(self) -> None:
        """Whoever waits for the reading is told that there is none."""
        self._context.services.bus.publish(IngestionProgressed(Progress(0, 0), running=False))

    @Slot(object)
    def _on_document_changed(self, event: DocumentChanged) -> None:
        self._note_change(event.document.id, event.document)

    @Slot(object)
    def _on_document_removed(self, event: DocumentRemoved) -> None:
        self._note_change(event.document_id, None)

    def _note_change(self, document_id: DocumentId, document: Document | None) -> None:
        self._changed[document_id] = document
        if not self._flush_timer.isActive():
            self._flush_timer.start()

    @Slot()
    def _flush(self) -> None:
        changed, self._changed = self._changed, {}
        if len(changed) >= RELOAD_FROM:
            self.refresh()
            return
        for document_id, document in changed.items():
            if document is None:
                self.documents.discard(document_id)
            else:
                self.documents.put(document)
        self._show_state()

    @Slot(object)
    def _on_ingestion_progressed(self, event: IngestionProgressed) -> None:
        self._running = event.running
        if event.running:
            self.header.show_progress(event.progress)
        self._show_state()

    @Slot(str)
    def _on_searched(self, text: str) -> None:
        self.filter.set_text(text)
        self._show_state()

    @Slot(bool)
    def _on_troubled_only(self, only: bool) -> None:
        self.filter.set_only_troubled(only)
        self._show_state()

    @Slot()
    def _show_state(self) -> None:
        self.header.show_state(self.documents, self._running)
        if not self.documents.rowCount():
            page: QWidget = self.empty
        else:
            page = self.table if self.filter.rowCount() else self.no_match
        self.pages.setCurrentWidget(page)
        self._show_selection()

    @Slot()
    def _show_selection(self) -> None:
        documents = self.table.selected_documents() if self.pages.currentWidget() is self.table else []
        self.verbs.update(documents)
        self.detail.show_documents(documents)
