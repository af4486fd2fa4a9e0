"""The window. It puts the parts together and does nothing else; it can be shown before there are any services."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QSplitter, QVBoxLayout, QWidget

from app import APP_NAME
from app.i18n import N_, tr
from app.ui.actions import fill_menu_bar, make_actions
from app.ui.area_stack import AreaStack
from app.ui.bridge.operation import OperationRunner
from app.ui.notifications import Notifications
from app.ui.rail import Rail
from app.ui.status_line import StatusLine
from app.ui.theme import Theme
from app.ui.window_commands import WindowCommands
from app.ui.window_state import WindowState

if TYPE_CHECKING:
    from app.bootstrap import Services
    from app.domain.documents import Span
    from app.domain.ids import DocumentId
    from app.domain.retrieval import Evidence
    from app.ui.bridge.context import UiContext
    from app.ui.desk.desk import Desk
    from app.ui.drops.target import Drops
    from app.ui.palette.panel import PalettePanel

_DESK_SHARE = 0.42
_SMALLEST = (880, 560)


class MainWindow(QMainWindow):
    """Rail, areas, desk, notifications, status line. Signal: ``closing`` once, when the person closes it."""

    closing = Signal()

    def __init__(self, theme: Theme, state: WindowState | None = None) -> None:
        super().__init__()
        self.state = state or WindowState(None)
        self._palette: PalettePanel | None = None
        self._drop_target: Drops | None = None
        self.theme = theme
        self.context: UiContext | None = None
        self.desk: Desk | None = None
        self._desk_area = ""  # where it was opened: it waits there while the person is elsewhere
        self.setWindowTitle(APP_NAME)
        self.setAcceptDrops(True)
        self.setMinimumSize(*_SMALLEST)
        self.notifications = Notifications(theme)
        self.operations = OperationRunner(self.notifications.error)
        self.rail = Rail(theme)
        self.rail.chosen.connect(self.show_area)
        self.areas = AreaStack(QWidget())
        self.status = StatusLine(theme)
        self.status.find_requested.connect(self._find_anything)
        self._lay_out()
        self.commands = WindowCommands(self)
        self.actions_by_id = make_actions(self, self.commands.handlers())
        if sys.platform == "darwin":  # elsewhere the rail is the menu
            fill_menu_bar(self.menuBar(), self.actions_by_id)
        self.state.restore(self)

    def _lay_out(self) -> None:
        self.splitter = QSplitter()
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.areas)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.splitter, 1)
        right.addWidget(self.notifications)
        top = QHBoxLayout()
        top.setSpacing(0)
        top.addWidget(self.rail)
        top.addLayout(right, 1)
        page = QWidget()
        whole = QVBoxLayout(page)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(top, 1)
        whole.addWidget(self.status)
        self.setCentralWidget(page)

    def attach(self, services: Services) -> None:
        """The services are there: bring the window to life."""
        from app.ui.bridge.context import UiContext
        from app.ui.bridge.event_bridge import EventBridge
        from app.ui.bridge.jobs import JobBoard
        from app.ui.hotkeys.window import ask_key_of

        self.context = UiContext(
            services=services,
            events=EventBridge(services.bus, self),
            notifications=self.notifications,
            theme=self.theme,
            operations=self.operations,
            open_citation=self.open_citation,
            open_area=self.open_area,
            add_paths=self.add_paths,
            ask_in=self.ask_in,
            jobs=JobBoard(self),
            run_command=self.commands.run,
            write_with=self.write_with,
            put_in_chat=self.put_in_chat,
            ask_about=self.ask_about,
            ask_key=ask_key_of(self, services.settings),
        )
        self.areas.attach(self.context)
        self._follow_jobs(self.context)
        self.status.attach(self.context)
        chats = self.areas.chats()
        chats.evidence_requested.connect(self.open_evidence)
        chats.answered.connect(self.status.show_answer)
        chats.dismissed.connect(self.close_desk)
        self.rail.show_area("chats")
        self.show_area("chats")
        chats.focus_composer()
        self.operations.run(self, _get_ready_to_show_answers).start()

    def _follow_jobs(self, context: UiContext) -> None:
        """What takes its time is listed, counted at the rail, and told of when it ends."""
        from app.ui.jobs.following import DownloadJobs, ReadingJob
        from app.ui.jobs.news import JobNews
        from app.ui.tray import TrayKeeper

        ReadingJob(context, lambda: self.areas.library().intake, self)
        if hasattr(context.services, "downloads"):
            DownloadJobs(context, self)
        self.tray = TrayKeeper(context, self)
        JobNews(context, self, self.rail.area, self.tray.current)
        for signal in (context.jobs.added, context.jobs.changed, context.jobs.removed):
            signal.connect(self._count_jobs)

    @Slot()
    def _count_jobs(self) -> None:
        if self.context is not None:
            self.rail.show_running(len(self.context.jobs.under_way()))

    def show_refusal(self, page: QWidget) -> None:
        """The services could not be built: the page says why, in the middle of the window."""
        self.areas.setCurrentIndex(self.areas.addWidget(page))
        self.status.model.setText(tr(getattr(page, "STATUS", N_("Not started"))))

    # What the areas may ask for (UiContext)

    @Slot(str)
    def open_area(self, area: str) -> None:
        """Go to an area."""
        self.rail.show_area(area)

    @Slot(str)
    def show_area(self, area: str) -> None:
        """The rail was pressed."""
        self.areas.show_area(area)
        if self.desk is not None:
            self.desk.setVisible(area == self._desk_area)

    def open_citation(self, document_id: DocumentId, page: int | None, span: Span | None) -> None:
        """Show a place in a document on the desk."""
        self._open_desk().open_place(document_id, page, span)

    @Slot(object, int)
    def open_evidence(self, passages: Sequence[tuple[Evidence, tuple[str, str]]], n: int) -> None:
        """Show an answer's passages on the desk, number ``n`` open."""
        self._open_desk().show_evidence(passages, n)

    def add_paths(self, paths: list[Path]) -> None:
        """Add files and folders to the library and read them."""
        if self.context is not None and paths:
            self.areas.library().intake.add(paths)

    def show_setting(self, key: str) -> None:
        """Go to one of the settings."""
        self.open_area("settings")
        self.areas.settings().show_option(key)

    def catch_up(self) -> None:
        """Have the library look at its folders again and go on with what is queued; it does so when it is made."""
        self.areas.library()

    def ask_in(self, paths: list[Path]) -> None:
        """A new chat about these documents."""
        self.open_area("chats")
        self.areas.chats().ask_in(paths)

    def write_with(self, text: str, task_id: str = "") -> None:
        """Go to the tasks with this text; an empty one leaves what is there."""
        self.open_area("write")
        self.areas.write().write_with(text, task_id)

    def put_in_chat(self, text: str) -> None:
        """Put a text where questions are written."""
        self.open_area("chats")
        self.areas.chats().insert(text)

    def ask_about(self, text: str, path: Path) -> None:
        """A question about this passage of a document; the desk stays open beside it."""
        self.open_area("chats")
        self.areas.chats().ask_about(text, path)

    # The desk

    def _open_desk(self) -> Desk:
        if self.desk is None:
            from app.ui.desk.desk import Desk

            if self.context is None:
                raise RuntimeError("no services yet")
            self.desk = Desk(self.context)
            self.desk.closed.connect(self.close_desk)
            self.desk.hide()
            self.splitter.addWidget(self.desk)
            self.splitter.setStretchFactor(0, 1)
        self._desk_area = self.rail.area()
        if self.desk.isHidden():
            self.desk.show()
            width = self.splitter.width()
            desk = int(width * _DESK_SHARE)
            self.splitter.setSizes([width - desk, desk])
        return self.desk

    @Slot()
    def close_desk(self) -> None:
        """Put it away."""
        if self.desk is not None and not self.desk.isHidden():
            self.desk.hide()
            if self._desk_area == "chats":
                self.areas.chats().focus_composer()
            self._desk_area = ""

    @Slot()
    def _find_anything(self) -> None:
        self.commands.find_anything()

    def palette_panel(self) -> PalettePanel:
        """The command palette, made when it is first opened."""
        if self._palette is None:
            from app.ui.palette.panel import PalettePanel
            from app.ui.palette.sources import WindowSources

            self._palette = PalettePanel(self.theme, WindowSources(self), self.state, self)
        return self._palette

    # Dropped files, closing

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files that lie on this computer, and say what will become of them."""
        if self.context is not None:
            self._drops().enter(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """They stay where they lie, so the cursor says "copy"."""
        self._drops().move(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Put the words away."""
        self._drops().leave()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Documents into the library, transcripts to the meetings, models to the models."""
        self._drops().drop(event)

    def _drops(self) -> Drops:
        if self._drop_target is None:
            from app.ui.drops.target import Drops

            self._drop_target = Drops(self)
        return self._drop_target

    @Slot()
    def close_window(self) -> None:
        """Close, as the window's own cross does."""
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep the geometry, let the areas finish; the application closes the services after that."""
        self.state.keep(self)
        if self.context is not None:
            self.areas.chats().finish()
        self.hide()
        QTimer.singleShot(0, self.closing.emit)
        event.accept()


def _get_ready_to_show_answers(_job: object) -> None:
    """The library that lays out answers, loaded while nobody waits for it: a third of opening the first chat."""
    from app.ui.chat.answer_markup import markdown_html

    markdown_html("")
