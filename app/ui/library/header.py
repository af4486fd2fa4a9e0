"""The top of the library: what is in it, how far reading is, and the ways to add and to find."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Signal, Slot
from PySide6.QtGui import QAction, QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import tr
from app.ui.library.group_chips import GroupChips
from app.ui.library.groups import Group, Totals
from app.ui.library.intake import Intake
from app.ui.library.reading_row import ReadingRow
from app.ui.library.words import status_text
from app.ui.theme import Space, Theme
from app.ui.widgets import IconButton, PrimaryButton, QuietButton, SearchField, SectionHeader
from app.ui.widgets.flow_layout import FlowLayout


class LibraryHeader(QWidget):
    """Title and status, buttons, what is being read.

    Signals: ``files_requested``, ``folder_requested``, ``retry_requested``, ``rescan_requested``,
    ``watched_requested``, ``export_requested``, ``forget_requested``.
    """

    files_requested = Signal()
    folder_requested = Signal()
    retry_requested = Signal()
    rescan_requested = Signal()
    watched_requested = Signal()
    export_requested = Signal()
    forget_requested = Signal()

    def __init__(self, theme: Theme, intake: Intake, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = SectionHeader(tr("Library"), "", large=True)
        self.add_files = PrimaryButton(tr("Add files…"))
        self.add_files.clicked.connect(self.files_requested)
        self.add_folder = QuietButton(tr("Add folder…"), theme, "folder")
        self.add_folder.clicked.connect(self.folder_requested)
        self.more = IconButton(theme, "more", tr("More about the library"))
        self.more.clicked.connect(self._on_more)
        self.reading = ReadingRow(theme, intake)
        self.reading.forget_requested.connect(self.forget_requested)
        self.retry = self._action(tr("Try all that failed again"), self.retry_requested)
        self.rescan = self._action(tr("Look for changes now"), self.rescan_requested)
        self.watched = self._action(tr("Manage folders…"), self.watched_requested)
        self.export = self._action(tr("Export the list (CSV)…"), self.export_requested)
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        for widget in (self.more, self.add_folder, self.add_files):
            top.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addLayout(top)
        column.addWidget(self.reading)

    def show_state(self, totals: Totals, *, running: bool, why: str) -> None:
        """Bring every part up to date; ``why`` reading stands still, empty while it does not."""
        self.title.set_text(status_text(totals.states))
        self.reading.show_state(running=running, why=why, queued=totals.groups[Group.WAITING])
        filled = not totals.is_empty()
        for widget in (self.add_files, self.add_folder, self.more):
            widget.setVisible(filled)
        self.retry.setEnabled(totals.groups[Group.FAILED] > 0)

    def menu_actions(self) -> list[QAction]:
        """What the menu offers."""
        return [self.rescan, self.retry, self.watched, self.export]

    def _action(self, text: str, signal: object) -> QAction:
        action = QAction(text, self)
        action.triggered.connect(signal)
        return action

    @Slot()
    def _on_more(self) -> None:
        menu = QMenu(self)
        menu.addActions(self.menu_actions())
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    def minimumSizeHint(self) -> QSize:
        """Narrow windows are handled by wrapping, so the width may shrink."""
        return QSize(0, super().minimumSizeHint().height())


class FilterRow(QWidget):
    """Search and states. Signal: ``searched`` (text), and those of ``chips``."""

    searched = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = SearchField(theme, tr("Search names and reasons"))
        self.search.searched.connect(self.searched)
        self._theme = theme
        self._fit_search()
        theme.changed.connect(self._fit_search)
        self.chips = GroupChips(theme, self)
        row = FlowLayout(self, spacing=Space.S)
        row.addWidget(self.search)
        for chip in self.chips.chips.values():
            row.addWidget(chip)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @Slot()
    def _fit_search(self) -> None:
        """As wide as its words, whose size may change."""
        self.search.setFixedWidth(QFontMetrics(self._theme.font()).averageCharWidth() * 34)

    def minimumSizeHint(self) -> QSize:
        """They wrap, so the width may shrink."""
        return QSize(0, super().minimumSizeHint().height())
