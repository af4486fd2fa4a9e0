"""Models: which are on this computer, which one answers, and how to get or bring in another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from app import wording
from app.domain.catalogue import ModelKind
from app.domain.downloads import Download
from app.domain.errors import ErrorInfo
from app.domain.events import ModelLoaded
from app.domain.language_models import LoadedModel, ModelFile
from app.i18n import tr, tr_n
from app.ui.actions import bind
from app.ui.catalog import choices
from app.ui.catalog.catalogue_page import CataloguePage
from app.ui.catalog.choices import Fit, ModelFacts, ModelsOnDisk
from app.ui.catalog.download_rows import DownloadRows
from app.ui.catalog.own_page import OwnPage
from app.ui.catalog.scrolled import scrolled
from app.ui.catalog.searching import SearchChoice
from app.ui.catalog.words import broken_text, removal_words, verified_words
from app.ui.catalog.work import ModelWork
from app.ui.theme import Space
from app.ui.widgets import QuietButton, SectionHeader
from app.ui.widgets.confirmation import confirm
from app.ui.widgets.drop_area import DropArea
from app.ui.widgets.room import keep_together

if TYPE_CHECKING:
    from app.ui.bridge.context import UiContext

HERE, TO_GET = 0, 1


class ModelsArea(DropArea):
    """One per window. At most one thing, loading, copying or checking, is under way; downloads go on beside it."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context.theme, tr("Drop GGUF model files or a folder to bring them in"), parent)
        self._context = context
        self._waiting: list[Path] = []
        self._looked = False
        self._build()
        self._connect()
        self.model.set_loaded(context.services.generator.loaded)
        self.refresh()

    def _build(self) -> None:
        context = self._context
        self.header = SectionHeader(tr("Models"), "", large=True)
        self.place_button = QuietButton(tr("Use a file where it is…"), context.theme, "folder")
        self.place_button.setToolTip(tr("Use model files where they lie, without a copy"))
        self.import_button = QuietButton(tr("Import a model…"), context.theme, "download")
        bind(self.place_button, "place_model")
        bind(self.import_button, "import_model")
        self.header.add_widget(self.place_button)
        self.header.add_widget(self.import_button)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(tr("Models on this computer, or models to get"))
        self.tabs.setExpanding(False)
        for label in (tr("On this computer"), tr("Get a model")):
            self.tabs.addTab(label)
        self.work = ModelWork(context, self)
        self.progress = self.work.progress
        self.searching = SearchChoice(context, self.work, self)
        self.downloads = DownloadRows(context)
        self.own = OwnPage(context)
        self.catalogue = CataloguePage(context)
        self.stack = QStackedWidget()
        self.stack.addWidget(scrolled(self.own))
        self.stack.addWidget(self.catalogue)
        self.model, self.list, self.detail = self.own.model, self.own.list, self.own.card
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        for widget in (self.header, self.tabs, self.progress, self.downloads):
            column.addWidget(widget)
        column.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self.paths_dropped.connect(self.import_files)
        self.import_button.clicked.connect(self.choose_file)
        self.place_button.clicked.connect(self.choose_in_place)
        self.tabs.currentChanged.connect(self._on_tab)
        self.progress.cancel_requested.connect(self.cancel)
        self.detail.use_button.clicked.connect(self.use_chosen)
        self.detail.check_button.clicked.connect(self.check_chosen)
        self.detail.remove_button.clicked.connect(self.remove_chosen)
        self.list.activated.connect(self.use_chosen)
        self.list.selectionModel().currentChanged.connect(self._show_detail)
        self.own.look_changed.connect(self.refresh)
        self.own.catalogue_requested.connect(self.show_catalogue)
        self.own.search_line.back_requested.connect(self.searching.back)
        self.searching.changed.connect(self.refresh)
        self.catalogue.show_requested.connect(self._show_entry)
        self.downloads.changed.connect(self._on_downloads)
        self.downloads.finished.connect(self._on_fetched)
        self.work.changed.connect(self._show_detail)
        self.work.ended.connect(self._on_work_ended)
        self._context.events.model_loaded.connect(self._on_model_loaded)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What a model is called and what is done with it stand within one look, on a large screen too."""
        super().resizeEvent(event)
        keep_together(self._column, self.width())

    def panes(self) -> list[QWidget]:
        """Where F6 goes."""
        return [self.list if self.tabs.currentIndex() == HERE else self.catalogue.list]

    @Slot()
    def refresh(self) -> None:
        """Look at the disk anew."""
        services = self._context.services
        operation = self._context.operations.run(self, lambda _job: choices.look(services))
        operation.on_success(self._on_looked).start()
        if self.tabs.currentIndex() == TO_GET:
            self.catalogue.refresh()

    @Slot()
    def show_catalogue(self) -> None:
        """Go to what can be had."""
        self.tabs.setCurrentIndex(TO_GET)

    @Slot()
    def use_chosen(self) -> None:
        """Load the model of the chosen row in place of the present one."""
        file = self.own.chosen()
        if file is None or self.work.busy or not self.detail.use_button.isEnabled():
            return
        if file.kind is ModelKind.EMBEDDER:
            self.searching.ask(file)
        elif file.kind is ModelKind.RERANKER:
            self.searching.put_in_order(None if self.own.in_use else file)
        else:
            self._use(file)

    def _use(self, file: ModelFile, *, anyway: bool = False) -> None:
        services = self._context.services
        self.work.run(
            tr("Loading {name}", name=file.name),
            lambda job: choices.use(services, file, job, anyway=anyway),
            self._on_used,
            lambda error: self._on_not_used(file, error),
        )

    @Slot()
    def check_chosen(self) -> None:
        """Compute the hash of the chosen row's file and compare it."""
        file, services = self.own.chosen(), self._context.services
        if file is None or self.work.busy:
            return

        def done(verified: Any) -> None:
            self._context.notifications.success(*verified_words(file, verified))
            self._show_detail()

        checks = services.model_checks
        self.work.run(
            tr("Checking {name}", name=file.name),
            lambda job: checks.verify(file, job.report, job.cancel),
            done,
            in_bytes=True,
        )

    @Slot()
    def remove_chosen(self) -> None:
        """Delete or forget the chosen row's model, after a question."""
        file, services = self.own.chosen(), self._context.services
        if file is None or self.work.busy:
            return

        def remove() -> None:
            operation = self._context.operations.run(self, lambda _job: services.catalog.remove(file))
            operation.on_success(lambda _deleted: self.refresh()).start()

        question, detail, verb = removal_words(file)
        confirm(self, question, detail, verb, remove)

    @Slot(list)
    def import_files(self, paths: Sequence[Path]) -> None:
        """Copy model files, or those in folders, into the models folder, one after the other."""
        services = self._context.services

        def queue(found: list[Path]) -> None:
            self._waiting.extend(found)
            self._import_next()

        operation = self._context.operations.run(self, lambda _job: choices.to_import(services, paths))
        operation.on_success(queue).start()

    @Slot()
    def choose_file(self) -> None:
        """Let the person choose model files to copy."""
        self._choose(tr("Import a model"), self.import_files)

    @Slot()
    def choose_in_place(self) -> None:
        """Let the person choose model files to use where they lie."""
        self._choose(tr("Use models where they lie"), self.use_in_place)

    @Slot(list)
    def use_in_place(self, paths: Sequence[Path]) -> None:
        """Remember model files without copying them."""
        services = self._context.services

        def done(files: list[ModelFile]) -> None:
            self._offer(files[-1], tr("{name} is used where it lies.", name=files[-1].name), "")
            self.refresh()

        operation = self._context.operations.run(self, lambda _job: choices.use_in_place(services, paths))
        operation.on_success(done).start()

    @Slot()
    def cancel(self) -> None:
        """Stop loading, copying or checking; a half-made copy is removed."""
        self._waiting.clear()
        self.work.cancel()

    def _choose(self, title: str, then: Callable[[list[Path]], None]) -> None:
        dialog = QFileDialog(self, title)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([tr("GGUF models") + f" (*{choices.SUFFIX})", tr("All files") + " (*)"])
        dialog.filesSelected.connect(lambda files: then([Path(file) for file in files]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _import_next(self) -> None:
        if self.work.busy or not self._waiting:
            return
        path, services = self._waiting.pop(0), self._context.services
        self.work.run(
            tr("Copying {name}", name=path.name),
            lambda job: choices.bring_in(services, path, job),
            self._on_imported,
            in_bytes=True,
        )

    @Slot()
    def _on_work_ended(self) -> None:
        self._show_detail()
        self._import_next()

    def _on_looked(self, found: ModelsOnDisk) -> None:
        chosen = self.own.chosen() or found.chosen
        self.model.set_files(found.files, found.chosen, (found.searching, found.ordering))
        self.own.search_line.show_name(
            found.searches_with, own=found.searching is None, unfinished=found.unfinished
        )
        self.header.set_text(
            tr("{models} on this computer", models=tr_n("{count} model", "{count} models", len(found.files)))
        )
        self.own.pages.setCurrentWidget(self.list if found.files else self.own.empty)
        self.own.fit_list()
        self.list.setCurrentIndex(self.model.index(max(0, self.model.row_of(chosen.path) if chosen else 0)))
        self.own.broken.setVisible(bool(found.broken))
        self.own.broken.say("warning", *broken_text(found.broken))
        self._show_detail()
        first, self._looked = not self._looked, True
        unasked = self.window().focusWidget() is self.place_button  # Qt's choice, before there was a list
        if first and unasked:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_used(self, loaded: LoadedModel) -> None:
        self.model.set_loaded(loaded)
        self.refresh()
        self._context.notifications.success(tr("{name} answers from now on.", name=loaded.name))

    def _on_not_used(self, file: ModelFile, error: ErrorInfo) -> None:
        if error.code != "model_too_large":
            self._context.notifications.error(error)
            return
        message, hint = wording.describe(error)

        def load_anyway() -> None:
            if not self.work.busy:
                self._use(file, anyway=True)

        self._context.notifications.offer(message, hint, tr("Load anyway"), load_anyway)

    def _on_imported(self, file: ModelFile) -> None:
        self._offer(file, tr("{name} is on this computer now.", name=file.name), "")
        self.refresh()

    @Slot(object)
    def _on_fetched(self, download: Download) -> None:
        services = self._context.services

        def done(found: ModelsOnDisk) -> None:
            self._on_looked(found)
            entry = services.model_catalogue.find(download.entry)
            file = services.model_catalogue.here(found.files).get(download.entry)
            kept = (
                ""
                if entry.verified
                else tr("SHA-256 {hashes}, computed here and kept.", hashes=", ".join(download.sha256))
            )
            if file is not None:
                self._offer(file, tr("{name} is on this computer now.", name=download.name), kept)

        self._context.operations.run(self, lambda _job: choices.look(services)).on_success(done).start()
        self.catalogue.refresh()

    def _offer(self, file: ModelFile, message: str, hint: str) -> None:
        """Say that it is here, and that it can be used at once."""
        self._context.notifications.offer(message, hint, tr("Use it"), self._user_of(file))

    def _user_of(self, file: ModelFile) -> Callable[[], None]:
        def use() -> None:
            self.tabs.setCurrentIndex(HERE)
            self.list.setCurrentIndex(self.model.index(self.model.row_of(file.path)))
            self.use_chosen()

        return use

    @Slot(object)
    def _on_model_loaded(self, event: ModelLoaded) -> None:
        self.model.set_loaded(event.model)
        self._show_detail()

    @Slot()
    def _on_downloads(self) -> None:
        self.catalogue.set_moving(self.downloads.entries)

    @Slot(int)
    def _on_tab(self, tab: int) -> None:
        self.stack.setCurrentIndex(tab)
        if tab == TO_GET:
            self.catalogue.refresh()

    @Slot(str)
    def _show_entry(self, entry: str) -> None:
        """Go to the file of an entry that is here."""
        services = self._context.services

        def show(here: dict[str, ModelFile]) -> None:
            if entry in here:
                self.tabs.setCurrentIndex(HERE)
                self.list.setCurrentIndex(self.model.index(max(0, self.model.row_of(here[entry].path))))

        look = self._context.operations.run(
            self, lambda _job: services.model_catalogue.here(services.catalog.models())
        )
        look.on_success(show).start()

    @Slot()
    def _show_detail(self) -> None:
        file, services = self.own.chosen(), self._context.services
        self.detail.setVisible(file is not None)
        if file is None:
            return
        in_use = self.own.in_use
        chosen = not in_use and self.own.is_chosen
        self.detail.show_file(file, in_use=in_use, busy=self.work.busy, chosen=chosen)

        def show(facts: ModelFacts) -> None:
            if self.own.chosen() == file:
                self.detail.show_facts(facts)

        def show_fit(fit: Fit) -> None:
            if self.own.chosen() == file:
                self.detail.show_fit(fit, in_use=self.own.in_use)

        run = self._context.operations.run
        run(self, lambda _job: choices.facts(services, file)).on_success(show).start()
        run(self, lambda _job: choices.fit(services, file)).on_success(show_fit).start()
