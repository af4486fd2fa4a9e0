"""The library: every document with its state, and the ways to add, read again, open, ask about and remove them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QResizeEvent, QShortcut
from PySide6.QtWidgets import QFileDialog, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app import wording
from app.domain.documents import Document, DocumentPart, DocumentState
from app.domain.events import IngestionProgressed
from app.domain.ids import DocumentId
from app.domain.jobs import Progress
from app.i18n import tr, tr_n
from app.ui.library.add_dialogs import ask_for_files, ask_for_folder, ask_where
from app.ui.library.detail_bar import DetailBar
from app.ui.library.document_feed import Changes, DocumentFeed
from app.ui.library.document_item_model import RESET_FROM, DocumentItemModel
from app.ui.library.document_order import Wanted, folder_start
from app.ui.library.document_table import DocumentTable
from app.ui.library.empty_page import EmptyLibrary
from app.ui.library.export import export_list
from app.ui.library.folder_item_model import FolderItemModel
from app.ui.library.folder_panel import FolderPanel
from app.ui.library.folder_verbs import FolderVerbs
from app.ui.library.groups import Group
from app.ui.library.header import FilterRow, LibraryHeader
from app.ui.library.intake import Added, Intake
from app.ui.library.trouble_banner import TroubleBanner
from app.ui.library.verbs import DocumentVerbs
from app.ui.theme import Space
from app.ui.widgets import EmptyState, QuietButton
from app.ui.widgets.drop_area import DropArea

if TYPE_CHECKING:
    from app.services.library import LibraryService
from app.ui.actions import bind
from app.ui.bridge.context import UiContext

LEAST_HEIGHT = 110
"""The list may shrink to this (device-independent pixels), so that what stands below it is never cut off."""
LEAST_WIDTH = 640
"""Below this the folders give their room to the list."""
ROOMY_HEIGHT = 640
"""Below this the details of a document are kept short."""


class LibraryArea(DropArea):
    """One per window. ``intake`` adds and reads; other areas reach it through ``UiContext.add_paths``."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context.theme, tr("Drop files and folders to add them"), parent)
        self._context = context
        services = context.services
        self.intake = Intake(services.library, services.ingestion, context.operations, self)
        self.documents = DocumentItemModel(self)
        self.folders = FolderItemModel(self, {context.services.paths.meetings: tr("Meetings")})
        self._running, self._why = False, ""
        self._loaded = False
        self._words: tuple[str, ...] = ()
        self._tops: list[Path] = []
        self.feed = DocumentFeed(context.events, self._on_changes, self)
        self._build()
        self._connect()
        self._show_state()
        self.refresh()

    def _build(self) -> None:
        theme = self._context.theme
        self.header = LibraryHeader(theme, self.intake)
        self.trouble = TroubleBanner(self._context)
        self.filters = FilterRow(theme)
        self.panel = FolderPanel(theme, self.folders)
        self.table = DocumentTable(theme, self.documents)
        self.verbs = DocumentVerbs(
            self._context, self.intake, self.table.selected_documents, self.refresh, self
        )
        self.folder_verbs = FolderVerbs(self._context, self.intake, self.verbs, self)
        self.table.set_menu_actions([action for action, _icon in self.verbs.with_icons()])
        self.detail = DetailBar(theme, self.verbs.with_icons())
        self.show_all = QuietButton(tr("Show all documents"), framed=True)
        self.no_match = EmptyState(
            theme, "search", tr("No document matches"), tr("Try fewer or other words."), [self.show_all]
        )
        self.list_pages = QStackedWidget()
        for page in (self.table, self.no_match):
            self.list_pages.addWidget(page)
        self.list_pages.setMinimumSize(1, LEAST_HEIGHT)
        self.empty = EmptyLibrary(theme)
        self.splitter = QSplitter()
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        for part in (self.panel, self._make_right()):
            self.splitter.addWidget(part)
        self.splitter.setStretchFactor(1, 1)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.empty)
        self.pages.addWidget(self.splitter)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(self.header)
        column.addWidget(self.trouble)
        column.addWidget(self.pages, 1)

    def _make_right(self) -> QWidget:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(Space.M, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self.filters)
        column.addWidget(self.list_pages, 1)
        column.addWidget(self.detail)
        return right

    def _connect(self) -> None:
        events, header = self._context.events, self.header
        events.ingestion_progressed.connect(self._on_ingestion_progressed)
        self.trouble.look_requested.connect(self.intake.rescan)
        self.intake.state_changed.connect(self._show_state)
        self.intake.progressed.connect(header.reading.show_progress)
        self.intake.added.connect(self._on_added)
        self.intake.nothing_added.connect(self._on_nothing_added)
        self.paths_dropped.connect(self.add_paths)
        self.empty.add_files.clicked.connect(self.choose_files)
        self.empty.add_folder.clicked.connect(self.choose_folder)
        self.empty.load_sample.clicked.connect(self.load_sample)
        header.files_requested.connect(self.choose_files)
        header.folder_requested.connect(self.choose_folder)
        header.retry_requested.connect(self.retry_failed)
        header.rescan_requested.connect(self.intake.rescan)
        header.watched_requested.connect(self.show_folders)
        header.export_requested.connect(self.export)
        header.forget_requested.connect(self.forget_waiting)
        self.filters.searched.connect(self._on_searched)
        self.filters.chips.chosen.connect(self._filter)
        self.show_all.clicked.connect(self._on_show_all)
        self.panel.chosen.connect(self._on_folder_chosen)
        self.panel.watched_requested.connect(self.show_folders)
        self.panel.menu_requested.connect(self._on_folder_menu)
        self.table.open_requested.connect(self.verbs.open_on_desk)
        self.table.selection_changed.connect(self._show_selection)
        self.detail.part_opened.connect(self._on_part_opened)
        self.folder_verbs.sources_changed.connect(self._on_tops)
        find = QShortcut(self)
        bind(find, "find_documents")
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)  # the desk finds in its own document
        find.activated.connect(self.filters.search.begin)

    def panes(self) -> list[QWidget]:
        """Where F6 goes, one after the other."""
        return [self.panel.tree, self.filters.search, self.table, self.header.add_files]

    @Slot(list)
    def add_paths(self, paths: Sequence[Path]) -> None:
        """Add files and folders and read them; returns at once."""
        self.intake.add(paths)

    @Slot()
    def load_sample(self) -> None:
        """Add the sample library that comes with Carrel."""
        self.intake.add([self._context.services.paths.sample_library])

    @Slot()
    def choose_files(self) -> None:
        """Let the person choose files."""
        ask_for_files(self, self.add_paths)

    @Slot()
    def choose_folder(self) -> None:
        """Let the person choose a folder."""
        ask_for_folder(self, self.add_paths)

    @Slot()
    def export(self) -> QFileDialog:
        """Write the state of every file to a table."""
        return ask_where(
            self, "carrel-library.csv", lambda chosen: export_list(self._context, self, chosen[0])
        )

    @Slot()
    def retry_failed(self) -> None:
        """Read everything again that failed."""
        self.intake.retry([row.id for row in self._in_state(DocumentState.FAILED)])

    @Slot()
    def forget_waiting(self) -> None:
        """Take the documents that were not read yet out of the library."""
        waiting = [row.path for row in self._in_state(DocumentState.QUEUED)]
        self.intake.stop()
        self.verbs.remove_paths(waiting)

    def _in_state(self, state: DocumentState) -> list[Document]:
        return [row for row in self.documents.documents() if row.state is state]

    @Slot()
    def show_folders(self) -> None:
        """The dialog of the added folders."""
        self.folder_verbs.show_dialog(self.choose_folder)

    @Slot()
    def refresh(self) -> None:
        """Read the list anew."""
        library = self._context.services.library
        self.feed.begin_loading()
        operation = self._context.operations.run(self, lambda _job: (library.documents(), _tops(library)))
        operation.on_success(self._on_loaded).start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt override."""
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        """Folders are shown where there is room; one that is looked at stays in sight."""
        self.panel.setVisible(self.width() >= LEAST_WIDTH or self.panel.tree.chosen() is not None)
        self.detail.set_compact(self.height() < ROOMY_HEIGHT)

    def _on_loaded(self, loaded: tuple[list[Document], list[Path]]) -> None:
        documents, self._tops = loaded
        self.documents.set_documents(documents)
        self.documents.apply(self.feed.missed())
        self.folders.set_documents(self.documents.documents(), self._tops)
        first, self._loaded = not self._loaded, True
        if first and documents:
            self.intake.rescan()  # what changed on the disk, and what an earlier run left unfinished
        self._show_state()
        if first and self.header.isAncestorOf(self.window().focusWidget() or self):
            self.table.setFocus()  # a button of the header was Qt's choice, before there was a list

    @Slot(object)
    def _on_tops(self, tops: list[Path]) -> None:
        if set(tops) != set(self._tops):
            self._tops = tops
            self.folders.set_documents(self.documents.documents(), tops)

    def _on_added(self, added: Added) -> None:
        if not added.rejected:
            return
        (path, error), number = added.rejected[0], len(added.rejected)
        message, hint = wording.describe(error)
        head = f"“{path.name}”" if number == 1 else tr_n("{count} file", "{count} files", number)
        self._context.notifications.warning(
            tr("{files} could not be added: {reason}", files=head, reason=message), hint
        )

    @Slot()
    def _on_nothing_added(self) -> None:  # whoever waits for the reading is told that there is none
        self._context.services.bus.publish(IngestionProgressed(Progress(0, 0), running=False))

    def _on_changes(self, changed: Changes) -> None:
        done = self.documents.apply(changed)
        if len(done) < RESET_FROM:
            self.folders.apply(done)
        else:
            self.folders.set_documents(self.documents.documents())
        self._show_state()

    @Slot(object)
    def _on_ingestion_progressed(self, event: IngestionProgressed) -> None:
        self._running, self._why = event.running, event.waiting
        if event.running:
            self.header.reading.show_progress(event.progress)
        self._show_state()

    @Slot(str)
    def _on_searched(self, text: str) -> None:
        self._words = tuple(text.casefold().split())
        self._filter()

    @Slot()
    def _on_show_all(self) -> None:
        """Nothing narrows the list any more; the keyboard goes to it."""
        self.filters.search.clear()
        self.filters.chips.choose(Group.ALL)
        self.panel.tree.choose(None)
        self._on_searched("")
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _on_folder_chosen(self, folder: Path | None) -> None:
        if folder is not None:
            self.intake.prioritize(folder)
        self._filter()

    @Slot(object)
    def _on_folder_menu(self, at: QPoint) -> None:
        folder = self.panel.tree.chosen()
        if folder is not None:
            start = folder_start(folder)
            number = sum(str(row.path).startswith(start) for row in self.documents.documents())
            self.folder_verbs.show_menu(folder, number, at)

    @Slot(object, object)
    def _on_part_opened(self, document_id: DocumentId, part: DocumentPart) -> None:
        self._context.open_citation(document_id, None, part.span)

    @Slot()
    def _filter(self) -> None:
        self.documents.show_only(Wanted(self._words, self.filters.chips.group(), self.panel.tree.chosen()))
        self._show_state()

    @Slot()
    def _show_state(self) -> None:
        totals = self.documents.totals
        self.header.show_state(totals, running=self._running, why=self._why)
        self.filters.chips.show_totals(totals)
        self._show_page(self.empty if totals.is_empty() else self.splitter)
        self.list_pages.setCurrentWidget(self.table if self.documents.rowCount() else self.no_match)
        self.table.share_room()
        self._show_selection()

    def _show_page(self, page: QWidget) -> None:
        """The keyboard goes along: what had it is not to be seen any more."""
        before = self.pages.currentWidget()
        if page is before:
            return
        here = before is not None and before.isAncestorOf(self.window().focusWidget() or self)
        self.pages.setCurrentWidget(page)
        if here and self.isVisible():
            (self.table if page is self.splitter else self.empty.add_files).setFocus()

    @Slot()
    def _show_selection(self) -> None:
        documents = self.table.selected_documents()
        self.verbs.update(documents)
        self.detail.show_documents(documents, self._also_at(documents))

    def _also_at(self, chosen: Sequence[Document]) -> list[Path]:
        """Where else the content of the one chosen document lies."""
        if len(chosen) != 1 or chosen[0].content_id is None:
            return []
        one = chosen[0]
        same = (row for row in self.documents.documents() if row.content_id == one.content_id)
        return sorted(row.path for row in same if row.id != one.id)


def _tops(library: LibraryService) -> list[Path]:
    """The folders that were added."""
    return [source.path for source in library.sources() if source.kind == "folder"]
