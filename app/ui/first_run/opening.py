"""Puts the first-run page where the chats' welcome would be, for as long as it is of use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.ui.first_run.page import FirstRunPage
from app.ui.first_run.readiness import is_first_run

if TYPE_CHECKING:
    from app.ui.bridge.context import UiContext
    from app.ui.chat.area import ChatArea


class Opening(QObject):
    """Ask once, at the start; the page goes away with the first question or when the person goes on alone."""

    def __init__(self, context: UiContext, chats: ChatArea) -> None:
        super().__init__(chats)
        self._context = context
        self._chats = chats
        self.page: FirstRunPage | None = None

    def start(self) -> None:
        """Look whether this is the first run, and show the page if it is."""
        services = self._context.services
        operation = self._context.operations.run(self, lambda _job: is_first_run(services))
        operation.on_success(self._on_known).start()

    def _on_known(self, first: bool) -> None:
        if not first or self._chats.pages.currentWidget() is not self._chats.welcome:
            return
        self.page = FirstRunPage(self._context)
        self.page.question_asked.connect(self._on_question_asked)
        self.page.left.connect(self._on_left)
        self._chats.pages.addWidget(self.page)
        self._chats.pages.setCurrentWidget(self.page)
        self._chats.pages.currentChanged.connect(self._on_page_changed)
        self.page.focus_first()

    @Slot(str)
    def _on_question_asked(self, question: str) -> None:
        self._chats.ask(question)

    @Slot()
    def _on_left(self) -> None:
        self._chats.pages.setCurrentWidget(self._chats.welcome)
        self._chats.new_chat()

    @Slot()
    def _on_page_changed(self) -> None:
        """Anything else that is shown in its place ends the first run."""
        page, self.page = self.page, None
        if page is not None:
            self._chats.pages.currentChanged.disconnect(self._on_page_changed)
            self._chats.pages.removeWidget(page)
            page.deleteLater()
