"""What can be done with the chosen documents: one QAction per verb, shared by context menu, buttons and keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QWidget

from app.domain.documents import Document, DocumentState, OcrMode
from app.i18n import tr, tr_n
from app.ui.actions import bind
from app.ui.bridge.context import UiContext
from app.ui.library.groups import is_ignored
from app.ui.library.intake import Intake
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
        self.open = self._action(tr("Open"), self.open_on_desk, "open_document")
        self.ask = self._action(tr("Ask about this"), self.ask_about, "ask_document")
        self.again = self._action(tr("Try again"), self.try_again, "retry_document")
        self.recognize = self._action(tr("Recognize text again"), self.recognize_anew, "recognize_document")
        self.recognize.setToolTip(tr("Read every page from its picture (text recognition)"))
        self.reveal = self._action(tr("Show in folder"), self.show_in_folder, "reveal_document")
        self.ignore = self._action(tr("Ignore"), self.ignore_chosen, "ignore_document")
        self.ignore.setToolTip(tr("Leave it unread; it stays in the list"))
        self.unignore = self._action(tr("Read after all"), self.read_after_all, "unignore_document")
        self.remove = self._action(tr("Remove"), self.ask_to_remove, "remove_document")

    def with_icons(self) -> list[tuple[QAction, str]]:
        """The actions in the order of the buttons, each with the name of its icon."""
        return [
            (self.open, "document"),
            (self.ask, "chats"),
            (self.again, "refresh"),
            (self.recognize, "search"),
            (self.reveal, "folder"),
            (self.ignore, "close"),
            (self.unignore, "plus"),
            (self.remove, "trash"),
        ]

    def update(self, documents: Sequence[Document]) -> None:
        """Offer only what makes sense for these documents."""
        one = len(documents) == 1
        self.open.setVisible(one and _is_readable(documents[0]))
        self.ask.setVisible(any(map(_is_readable, documents)))
        self.ask.setText(tr("Ask about this") if one else tr("Ask about these"))
        self.again.setVisible(any(map(_may_try_again, documents)))
        self.recognize.setVisible(any(map(_has_pictures, documents)))
        self.reveal.setVisible(one)
        self.reveal.setEnabled(one and not documents[0].offline)
        self.ignore.setVisible(any(not is_ignored(document) for document in documents))
        self.unignore.setVisible(any(map(is_ignored, documents)))
        self.remove.setVisible(bool(documents))

    @Slot()
    def open_on_desk(self) -> None:
        """Show the one chosen document; a document that was not read is left to its reason."""
        documents = self._selected()
        if len(documents) == 1 and _is_readable(documents[0]):
            self._context.open_citation(documents[0].id, 1 if documents[0].pages else None, None)

    @Slot()
    def ask_about(self) -> None:
        """Start a chat that looks into the chosen documents only."""
        paths = [document.path for document in self._selected() if _is_readable(document)]
        if paths:
            self._context.ask_in(paths)

    @Slot()
    def try_again(self) -> None:
        """Read the chosen documents again."""
        self._intake.retry([document.id for document in self._selected() if _may_try_again(document)])

    @Slot()
    def recognize_anew(self) -> None:
        """Read the chosen documents again, every page from its picture."""
        ids = [document.id for document in self._selected() if _has_pictures(document)]
        self._intake.retry(ids, OcrMode.ALWAYS)

    @Slot()
    def show_in_folder(self) -> None:
        """Open the folder in the system's file manager."""
        documents = self._selected()
        if documents:
            reveal(documents[0].path.parent)

    @Slot()
    def ignore_chosen(self) -> None:
        """Leave the chosen documents unread from now on."""
        documents = [document for document in self._selected() if not is_ignored(document)]
        ids = [document.id for document in documents]

        def undo() -> None:
            self._intake.unignore(ids)

        if ids:
            self._intake.ignore(ids)
            words = tr_n(
                "“{name}” is ignored: it is not read and not searched",
                "{count} documents are ignored: they are not read and not searched",
                len(ids),
                name=documents[0].path.name,
            )
            self._context.notifications.undo(words, undo)

    @Slot()
    def read_after_all(self) -> None:
        """Read ignored documents."""
        self._intake.unignore([document.id for document in self._selected() if is_ignored(document)])

    @Slot()
    def ask_to_remove(self) -> None:
        """Ask first, then remove; the files themselves are never touched."""
        documents = self._selected()
        if not documents:
            return
        paths = [document.path for document in documents]
        question = tr_n(
            "Remove “{name}” from the library?",
            "Remove {count} documents from the library?",
            len(paths),
            name=paths[0].name,
        )
        detail = tr_n(
            "The file itself stays on the disk. Answers will not use it any more.",
            "The files themselves stay on the disk. Answers will not use them any more.",
            len(paths),
        )
        confirm(self._window, question, detail, tr("Remove"), self._remover(paths))

    def ask_to_remove_folder(self, folder: Path, documents: int) -> None:
        """Ask first, then take a whole folder out."""
        detail = tr_n(
            "{count} document will leave the library. The files themselves stay on the disk. "
            "The folder is not followed any more.",
            "{count} documents will leave the library. The files themselves stay on the disk. "
            "The folder is not followed any more.",
            documents,
        )
        confirm(
            self._window,
            tr("Remove the folder “{name}”?", name=folder.name),
            detail,
            tr("Remove"),
            self._remover([folder]),
        )

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
            words = tr_n(
                "{count} document removed from the library",
                "{count} documents removed from the library",
                number,
            )
            self._context.notifications.undo(words, undo)

        return tell

    def _action(self, text: str, slot: Callable[[], None], command: str) -> QAction:
        """The table looks at the shortcut; Qt must not, or the keys would work from anywhere."""
        action = QAction(text, self)
        bind(action, command)
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(slot)
        return action


def reveal(folder: Path) -> None:
    """Open a folder in the system's file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _is_readable(document: Document) -> bool:
    return document.state in READABLE


def _may_try_again(document: Document) -> bool:
    return document.state in AGAIN and not document.offline


def _has_pictures(document: Document) -> bool:
    """Whether text recognition could read it: pages of a PDF, or an image."""
    kind = document.media_type or ""
    pictures = kind == "application/pdf" or kind.startswith("image/")
    waiting = document.state in (DocumentState.QUEUED, DocumentState.SKIPPED)
    return pictures and not waiting and not document.offline
