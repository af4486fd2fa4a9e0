"""What can be done with the chosen documents: one QAction per verb, shared by the context menu and the buttons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QWidget

from app.domain.documents import Document, DocumentState
from app.ui.bridge.context import UiContext
from app.ui.library.intake import Intake
from app.ui.phrases import count
from app.ui.widgets.confirmation import confirm

READABLE = frozenset({DocumentState.INDEXED, DocumentState.PARTIAL})
AGAIN = frozenset({DocumentState.FAILED, DocumentState.PARTIAL})


class DocumentVerbs(QObject):
    """``selected`` is asked anew each time; :meth:`update` after the selection or a document changed."""

    def __init__(
        self,
        context: UiContext,
        intake: Intake,
        selected: Callable[[], list[Document]],
        changed: Callable[[], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._intake = intake
        self._selected = selected
        self._changed = changed
        self._window = parent
        self.open = self._action("Open", self.open_on_desk)
        self.ask = self._action("Ask about this", self.ask_about)
        self.again = self._action("Try again", self.try_again)
        self.reveal = self._action("Show in folder", self.show_in_folder)
        self.remove = self._action("Remove", self.ask_to_remove)

    def with_icons(self) -> list[tuple[QAction, str]]:
        """The actions in the order of the buttons, each with the name of its icon."""
        return [
            (self.open, "document"),
            (self.ask, "chats"),
            (self.again, "refresh"),
            (self.reveal, "folder"),
            (self.remove, "trash"),
        ]

    def update(self, documents: Sequence[Document]) -> None:
        """Offer only what makes sense for these documents."""
        one = len(documents) == 1
        self.open.setVisible(one and documents[0].state in READABLE)
        self.ask.setVisible(any(document.state in READABLE for document in documents))
        self.ask.setText("Ask about this" if one else "Ask about these")
        self.again.setVisible(any(document.state in AGAIN for document in documents))
        self.reveal.setVisible(one)
        self.remove.setVisible(bool(documents))

    @Slot()
    def open_on_desk(self) -> None:
        """Show the one chosen document; a document that was not read is left to its reason."""
        documents = self._selected()
        if len(documents) == 1 and documents[0].state in READABLE:
            self._context.open_citation(documents[0].id, 1 if documents[0].pages else None, None)

    @Slot()
    def ask_about(self) -> None:
        """Start a chat that looks into the chosen documents only."""
        paths = [document.path for document in self._selected() if document.state in READABLE]
        if paths:
            self._context.ask_in(paths)

    @Slot()
    def try_again(self) -> None:
        """Read the chosen documents again."""
        self._intake.retry([document.path for document in self._selected() if document.state in AGAIN])

    @Slot()
    def show_in_folder(self) -> None:
        """Open the folder in the system's file manager."""
        documents = self._selected()
        if documents:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(documents[0].path.parent)))

    @Slot()
    def ask_to_remove(self) -> None:
        """Ask first, then remove; the files themselves are never touched."""
        documents = self._selected()
        if not documents:
            return
        paths = [document.path for document in documents]
        name = f"“{paths[0].name}”" if len(paths) == 1 else count(len(paths), "document")
        files = "The file itself stays" if len(paths) == 1 else "The files themselves stay"
        detail = f"{files} on the disk. Answers will not use {'it' if len(paths) == 1 else 'them'} any more."
        confirm(self._window, f"Remove {name} from the library?", detail, "Remove", self._remover(paths))

    def remove_paths(self, paths: Sequence[Path]) -> None:
        """Remove without asking; can be undone for a few seconds."""
        chosen, library = tuple(paths), self._context.services.library
        operation = self._context.operations.run(self, lambda _job: library.remove(chosen))
        operation.on_success(self._on_removed(chosen)).start()

    def _remover(self, paths: Sequence[Path]) -> Callable[[], None]:
        def remove() -> None:
            self.remove_paths(paths)

        return remove

    def _on_removed(self, paths: Sequence[Path]) -> Callable[[int], None]:
        def undo() -> None:
            self._intake.add(paths)

        def tell(number: int) -> None:
            self._changed()
            self._context.notifications.undo(f"{count(number, 'document')} removed from the library", undo)

        return tell

    def _action(self, text: str, slot: Callable[[], None]) -> QAction:
        action = QAction(text, self)
        action.triggered.connect(slot)
        return action
