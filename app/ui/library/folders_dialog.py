"""The added folders: which are followed as they change, what is left out of each, and how to remove one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.i18n import N_, tr
from app.ui.library.added_folders import EXCLUDED, FOLDER, AddedFolder
from app.ui.library.source_item_model import SourceColumn, SourceItemModel, SourceRole
from app.ui.theme import Space, Theme
from app.ui.widgets import EmptyState, PlainLabel, PrimaryButton, QuietButton
from app.ui.widgets.room import roomy
from app.ui.widgets.tick_delegate import TickDelegate

SIZE = (720, 460)
_FOLLOWED = N_(
    "With a tick, what is added, changed or deleted in a folder is taken over as it happens; without one, the folder "
    "is looked at every few minutes."
)
_PATTERNS = N_(
    "Names or patterns with semicolons between them, such as *.tmp; drafts/; 20??-archive. They come on top of those "
    "in the settings."
)


class FoldersDialog(QDialog):
    """Shows what it is given; everything else is asked for.

    Signals: ``watch_requested`` (path, bool), ``patterns_requested`` (path, list of str), ``remove_requested`` (path),
    ``bring_back_requested`` (path), ``locate_requested`` (path), ``folder_requested``.
    """

    watch_requested = Signal(object, bool)
    patterns_requested = Signal(object, list)
    remove_requested = Signal(object)
    bring_back_requested = Signal(object)
    locate_requested = Signal(object)
    folder_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Added folders"))
        self.resize(roomy(self, *SIZE))
        self.sources = SourceItemModel(self)
        self.sources.watch_requested.connect(self.watch_requested)
        self._build_table(theme)
        self._build_details(theme)
        self.empty = EmptyState(
            theme,
            "folder",
            tr("No folder was added yet"),
            tr(
                "Files that were added one by one stand in the library. A folder that is added is followed: what comes "
                "into it later is read by itself."
            ),
        )
        self.pages = QStackedWidget()
        self.pages.addWidget(self.empty)
        self.pages.addWidget(self.table)
        self.add_folder = QuietButton(tr("Add folder…"), theme, "folder")
        self.add_folder.clicked.connect(self.folder_requested)
        self.done_button = PrimaryButton(tr("Done"))
        self.done_button.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addWidget(self.add_folder)
        buttons.addStretch(1)
        buttons.addWidget(self.done_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(PlainLabel(tr("Added folders"), "title"))
        column.addWidget(PlainLabel(tr(_FOLLOWED), "muted", wrap=True))
        column.addWidget(self.pages, 1)
        column.addWidget(self.details)
        column.addLayout(buttons)
        self._show_current()

    def show_sources(self, sources: Sequence[AddedFolder]) -> None:
        """Replace the list; the chosen folder stays chosen."""
        before = self.chosen()
        self.sources.set_sources(sources)
        row = self.sources.row_of(before.path if before else None)
        if self.sources.rowCount():
            self.table.setCurrentIndex(self.sources.index(row or 0, 0))
        self.pages.setCurrentWidget(self.table if self.sources.rowCount() else self.empty)
        self._show_current()

    def chosen(self) -> AddedFolder | None:
        """The record of the current row."""
        index = self.table.currentIndex()
        return index.data(SourceRole.RECORD) if index.isValid() else None

    def _build_table(self, theme: Theme) -> None:
        self.table = QTableView()
        self.table.setModel(self.sources)
        self.table.setItemDelegateForColumn(SourceColumn.FOLDER, TickDelegate(theme, self.table))
        self.table.setAccessibleName(tr("Added folders"))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 2 * Space.M)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setSectionResizeMode(SourceColumn.FOLDER, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(SourceColumn.STATE, QHeaderView.ResizeMode.ResizeToContents)
        self.table.selectionModel().currentChanged.connect(self._on_current_changed)

    def _build_details(self, theme: Theme) -> None:
        self.details = QWidget()
        self.patterns = QLineEdit()
        self.patterns.setAccessibleName(tr("Left out of this folder"))
        self.patterns.setAccessibleDescription(tr(_PATTERNS))
        self.patterns.setPlaceholderText(tr("Nothing is left out"))
        self.patterns.editingFinished.connect(self._on_patterns)
        self.patterns_label = PlainLabel(tr("Left out of this folder"))
        self.patterns_label.setBuddy(self.patterns)
        self.remove = QuietButton(tr("Remove from the library…"), theme, "trash")
        self.remove.clicked.connect(self._asker(self.remove_requested.emit))
        self.bring_back = QuietButton(tr("Read it after all"), theme, "plus")
        self.bring_back.clicked.connect(self._asker(self.bring_back_requested.emit))
        self.locate = QuietButton(tr("Locate folder…"), theme, "search")
        self.locate.clicked.connect(self._asker(self.locate_requested.emit))
        self.hint = PlainLabel(tr(_PATTERNS), "caption", wrap=True)
        row = QHBoxLayout()
        row.addWidget(self.patterns, 1)
        row.addWidget(self.locate)
        row.addWidget(self.remove)
        row.addWidget(self.bring_back)
        column = QVBoxLayout(self.details)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        column.addWidget(self.patterns_label)
        column.addLayout(row)
        column.addWidget(self.hint)

    def _asker(self, ask: Callable[[Path], None]) -> Callable[[], None]:
        def on_clicked() -> None:
            source = self.chosen()
            if source is not None:
                ask(source.path)

        return on_clicked

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self) -> None:
        self._show_current()

    def _show_current(self) -> None:
        source = self.chosen()
        self.details.setVisible(source is not None)
        if source is None:
            return
        folder = source.kind == FOLDER
        for widget in (self.patterns, self.patterns_label, self.hint, self.remove):
            widget.setVisible(folder)
        self.locate.setVisible(source.away)
        self.bring_back.setVisible(source.kind == EXCLUDED)
        if not self.patterns.hasFocus():
            self.patterns.setText("; ".join(source.patterns))

    @Slot()
    def _on_patterns(self) -> None:
        source = self.chosen()
        if source is None or source.kind != FOLDER:
            return
        found = [part.strip() for part in self.patterns.text().split(";")]
        patterns = [part for part in found if part]
        if patterns != list(source.patterns):
            self.patterns_requested.emit(source.path, patterns)
