"""What can be done with an added folder: its menu in the tree, and the dialog of all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, Signal, Slot
from PySide6.QtWidgets import QMenu, QWidget

from app.i18n import tr
from app.ui.library.add_dialogs import ask_where_folder_is
from app.ui.library.added_folders import FOLDER, AddedFolder, added_folders
from app.ui.library.folders_dialog import FoldersDialog
from app.ui.library.intake import Intake
from app.ui.library.verbs import DocumentVerbs, reveal

if TYPE_CHECKING:
    from app.ui.bridge.context import UiContext


class FolderVerbs(QObject):
    """Signal: ``sources_changed`` (paths of the added folders)."""

    sources_changed = Signal(object)

    def __init__(
        self,
        context: UiContext,
        intake: Intake,
        verbs: DocumentVerbs,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._context = context
        context.events.sources_changed.connect(self.refresh)
        context.events.watching_changed.connect(self.refresh)
        self._intake = intake
        self._verbs = verbs
        self._window = parent
        self.dialog: FoldersDialog | None = None

    @Slot()
    def refresh(self) -> None:
        """Read the sources anew."""
        services = self._context.services
        operation = self._context.operations.run(
            self, lambda _job: added_folders(services.library.sources(), services.watching.state)
        )
        operation.on_success(self._on_sources).start()

    def show_dialog(self, add_folder: Callable[[], None]) -> None:
        """Open the dialog; ``add_folder`` lets the person choose one more."""
        dialog = FoldersDialog(self._context.theme, self._window)
        dialog.watch_requested.connect(self._on_watch)
        dialog.patterns_requested.connect(self._on_patterns)
        dialog.remove_requested.connect(self.ask_to_remove)
        dialog.bring_back_requested.connect(self._on_bring_back)
        dialog.locate_requested.connect(self._on_locate)
        dialog.folder_requested.connect(add_folder)
        dialog.finished.connect(self._on_closed)
        dialog.finished.connect(dialog.deleteLater)
        self.dialog = dialog
        self.refresh()
        dialog.open()

    def show_menu(self, folder: Path, documents: int, at: QPoint) -> None:
        """The context menu of a folder in the tree."""
        menu = QMenu(self._window)
        menu.addAction(tr("Ask about this folder"), self._caller(self._context.ask_in, [folder]))
        menu.addAction(tr("Show in folder"), self._caller(reveal, folder))
        menu.addAction(tr("Remove"), self._caller(self._verbs.ask_to_remove_folder, folder, documents))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    @Slot(object)
    def ask_to_remove(self, folder: Path) -> None:
        """Ask first; the files stay."""
        library = self._context.services.library
        operation = self._context.operations.run(self, lambda _job: len(library.documents([folder])))

        def ask(number: int) -> None:
            self._verbs.ask_to_remove_folder(folder, number)

        operation.on_success(ask).start()

    def _on_sources(self, sources: Sequence[AddedFolder]) -> None:
        if self.dialog is not None:
            self.dialog.show_sources(sources)
        self.sources_changed.emit([source.path for source in sources if source.kind == FOLDER])

    @Slot()
    def _on_closed(self) -> None:
        self.dialog = None

    @Slot(object, bool)
    def _on_watch(self, folder: Path, watched: bool) -> None:
        library = self._context.services.library
        self._then_rescan(lambda: library.set_watched(folder, watched))

    @Slot(object, list)
    def _on_patterns(self, folder: Path, patterns: list[str]) -> None:
        library = self._context.services.library
        self._then_rescan(lambda: library.set_patterns(folder, patterns))

    @Slot(object)
    def _on_bring_back(self, folder: Path) -> None:
        self._intake.add([folder])

    @Slot(object)
    def _on_locate(self, folder: Path) -> None:
        library = self._context.services.library

        def there(chosen: list[Path]) -> None:
            self._then_rescan(lambda: library.relocate(folder, chosen[0]))

        ask_where_folder_is(self.dialog or self._window, folder, there)

    def _then_rescan(self, change: Callable[[], Any]) -> None:
        def done(_result: object) -> None:
            self.refresh()
            self._intake.rescan()

        self._context.operations.run(self, lambda _job: change()).on_success(done).start()

    def _caller(self, call: Callable[..., object], *arguments: object) -> Callable[[], None]:
        def on_triggered() -> None:
            call(*arguments)

        return on_triggered
