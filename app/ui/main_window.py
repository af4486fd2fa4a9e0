"""The window. It puts the parts together and does nothing else; it can be shown before there are any services."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QSplitter, QVBoxLayout, QWidget

from app import APP_NAME
from app.ui.actions import AREAS, fill_menu_bar, make_actions
from app.ui.area_stack import AreaStack
from app.ui.bridge.operation import OperationRunner
from app.ui.notifications import Notifications
from app.ui.rail import Rail
from app.ui.status_line import StatusLine
from app.ui.theme import Theme
from app.ui.window_state import WindowState

if TYPE_CHECKING:
    from app.bootstrap import Services
    from app.domain.documents import Span
    from app.domain.errors import ErrorInfo
    from app.domain.ids import DocumentId
    from app.domain.retrieval import Evidence
    from app.ui.bridge.context import UiContext
    from app.ui.desk.desk import Desk

_DESK_SHARE = 0.42
_SMALLEST = (880, 560)


class MainWindow(QMainWindow):
    """Rail, areas, desk, notifications, status line. Signal: ``closing`` once, when the person closes it."""

    closing = Signal()

    def __init__(self, theme: Theme, state: WindowState | None = None) -> None:
        super().__init__()
        self._state = state or WindowState(None)
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
        self._lay_out()
        self.actions_by_id = make_actions(self, self._handlers())
        if sys.platform == "darwin":  # elsewhere the rail is the menu
            fill_menu_bar(self.menuBar(), self.actions_by_id)
        self._state.restore(self)

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

    def _handlers(self) -> dict[str, Callable[[], None]]:
        def to(area: str) -> Callable[[], None]:
            return lambda: self.open_area(area)

        return {
            "new_chat": self._on_new_chat,
            "add_files": self._on_add_files,
            "quit": self.close_window,
            **{f"area_{name}": to(name) for name in AREAS},
            "focus_composer": self._on_focus_composer,
            "next_pane": self._on_next_pane,
            "previous_pane": self._on_previous_pane,
            "escape": self._on_escape,
        }

    def attach(self, services: Services) -> None:
        """The services are there: bring the window to life."""
        from app.ui.bridge.context import UiContext
        from app.ui.bridge.event_bridge import EventBridge

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
        )
        self.areas.attach(self.context)
        self.status.attach(self.context)
        chats = self.areas.chats()
        chats.evidence_requested.connect(self.open_evidence)
        chats.answered.connect(self.status.show_answer)
        chats.dismissed.connect(self.close_desk)
        self.rail.show_area("chats")
        self.show_area("chats")
        chats.focus_composer()

    def show_refusal(self, error: ErrorInfo) -> None:
        """The services could not be built: say why, in the middle of the window."""
        from app.ui.widgets import EmptyState
        from app.wording import describe

        self.areas.setCurrentIndex(self.areas.addWidget(EmptyState(self.theme, "warning", *describe(error))))
        self.status.model.setText("Not started")

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

    def catch_up(self) -> None:
        """Have the library look at its folders again and go on with what is queued; it does so when it is made."""
        self.areas.library()

    def ask_in(self, paths: list[Path]) -> None:
        """A new chat about these documents."""
        self.open_area("chats")
        self.areas.chats().ask_in(paths)

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

    # Commands

    def _on_new_chat(self) -> None:
        if self.context is not None:
            self.open_area("chats")
            self.areas.chats().new_chat()

    def _on_focus_composer(self) -> None:
        if self.context is not None:
            self.open_area("chats")
            self.areas.chats().focus_composer()

    def _on_add_files(self) -> None:
        if self.context is not None:
            self.open_area("library")
            self.areas.library().choose_files()

    def _on_escape(self) -> None:
        if self.context is not None and self.areas.chats().running:
            self.areas.chats().stop()
        else:
            self.close_desk()

    def _on_next_pane(self) -> None:
        self._step_pane(1)

    def _on_previous_pane(self) -> None:
        self._step_pane(-1)

    def _step_pane(self, step: int) -> None:
        panes = [pane for pane in self._panes() if pane.isVisible()]
        focused = QApplication.focusWidget()
        inside = [i for i, pane in enumerate(panes) if focused is not None and _within(focused, pane)]
        start = inside[-1] if inside else -1 if step > 0 else 0
        panes[(start + step) % len(panes)].setFocus(Qt.FocusReason.OtherFocusReason)

    def _panes(self) -> list[QWidget]:
        current = self.areas.currentWidget()
        panes_of = getattr(current, "panes", None)
        inner = panes_of() if panes_of is not None else [current]
        desk = [self.desk.stack.currentWidget()] if self.desk is not None else []
        return [self.rail.current(), *inner, *desk]

    # Dropped files, closing

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files that lie on this computer."""
        if self.context is not None and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Wherever they are dropped, they go into the library."""
        urls = event.mimeData().urls()
        self.add_paths([Path(url.toLocalFile()) for url in urls if url.isLocalFile() and not url.host()])
        self.open_area("library")

    @Slot()
    def close_window(self) -> None:
        """Close, as the window's own cross does."""
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep the geometry, let the areas finish; the application closes the services after that."""
        self._state.keep(self)
        if self.context is not None:
            self.areas.chats().finish()
        self.hide()
        QTimer.singleShot(0, self.closing.emit)
        event.accept()


def _within(widget: QWidget, pane: QWidget) -> bool:
    return widget is pane or pane.isAncestorOf(widget)
