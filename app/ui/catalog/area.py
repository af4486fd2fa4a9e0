"""Models: which are on this computer, which one answers, and how to bring in another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFileDialog, QListView, QStackedWidget, QVBoxLayout, QWidget

from app.domain.events import ModelLoaded
from app.domain.jobs import Progress
from app.domain.language_models import LoadedModel, ModelFile
from app.ui.bridge.operation import Operation, RunningJob
from app.ui.catalog import choices
from app.ui.catalog.choices import Fit, ModelsOnDisk
from app.ui.catalog.model_delegate import ModelDelegate
from app.ui.catalog.model_file_item_model import ModelFileItemModel, ModelFileRole
from app.ui.catalog.words import STARTER_CAN, broken_text, fit_text
from app.ui.phrases import count, file_size
from app.ui.theme import Space
from app.ui.widgets import (
    Banner,
    Card,
    EmptyState,
    PlainLabel,
    PrimaryButton,
    ProgressRow,
    QuietButton,
    SectionHeader,
)
from app.ui.widgets.drop_area import DropArea

if TYPE_CHECKING:
    from app.ui.bridge.context import UiContext

LEAST_HEIGHT = 120
"""The list may shrink to this (device-independent pixels), so that what stands below it is never cut off."""

_NO_LIMIT = 16_777_215
"""Qt's QWIDGETSIZE_MAX."""


class ModelsArea(DropArea):
    """One per window. At most one thing, loading or copying, is under way."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context.theme, "Drop a GGUF model file to bring it in", parent)
        self._context = context
        self._operation: Operation[Any] | None = None
        self._waiting: list[Path] = []
        self.model = ModelFileItemModel(self)
        self._build()
        self._connect()
        self.model.set_loaded(context.services.generator.loaded)
        self.refresh()

    def _build(self) -> None:
        theme = self._context.theme
        self.header = SectionHeader("Models", "", large=True)
        self.import_button = QuietButton("Import a model…", theme, "download")
        self.header.add_widget(self.import_button)
        self.progress = ProgressRow(theme)
        self.progress.hide()
        self.broken = Banner(theme, closable=False)
        self.broken.hide()
        self.list = QListView()
        self.list.setAccessibleName("Models on this computer")
        self.list.setModel(self.model)
        delegate = ModelDelegate(theme)
        delegate.setParent(self.list)
        self.list.setItemDelegate(delegate)
        self.list.setMouseTracking(True)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.empty = EmptyState(
            theme,
            "models",
            "No model on this computer",
            "Without a model Carrel still finds and quotes passages. Import a GGUF file to have answers phrased.",
        )
        self.pages = QStackedWidget()
        self.pages.addWidget(self.empty)
        self.pages.addWidget(self.list)
        self.pages.setMinimumSize(1, LEAST_HEIGHT)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        for widget in (self.header, self.progress, self.broken):
            column.addWidget(widget)
        column.addWidget(self.pages, 1000)  # as high as the models are, see _fit_list
        column.addWidget(self._build_detail())
        column.addStretch(1)

    def _build_detail(self) -> Card:
        self.detail = Card("card-soft", Space.M)
        self.about = PlainLabel("", wrap=True)
        self.fit = PlainLabel("", "muted", wrap=True)
        self.use_button = PrimaryButton("Use this model")
        for label in (self.about, self.fit):
            self.detail.body.addWidget(label)
        self.detail.body.addWidget(self.use_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.detail.hide()
        return self.detail

    def _connect(self) -> None:
        self.paths_dropped.connect(self.import_files)
        self.import_button.clicked.connect(self.choose_file)
        self.progress.cancel_requested.connect(self.cancel)
        self.use_button.clicked.connect(self.use_chosen)
        self.list.activated.connect(self.use_chosen)
        self.list.selectionModel().currentChanged.connect(self._show_detail)
        self._context.events.model_loaded.connect(self._on_model_loaded)

    def panes(self) -> list[QWidget]:
        """Where F6 goes."""
        return [self.list]

    @Slot()
    def refresh(self) -> None:
        """Look at the disk anew."""
        services = self._context.services
        operation = self._context.operations.run(self, lambda _job: choices.look(services))
        operation.on_success(self._on_looked).start()

    @Slot()
    def use_chosen(self) -> None:
        """Load the model of the chosen row in place of the present one."""
        file, services = self._chosen(), self._context.services
        if file is None or self._operation is not None or not self.use_button.isEnabled():
            return
        self._run(
            f"Loading {file.name}", lambda job: choices.use(services, file, job), self._on_used, is_copy=False
        )

    @Slot(list)
    def import_files(self, paths: Sequence[Path]) -> None:
        """Copy model files into the models folder, one after the other."""
        self._waiting.extend(paths)
        self._import_next()

    @Slot()
    def choose_file(self) -> None:
        """Let the person choose a model file."""
        dialog = QFileDialog(self, "Import a model")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([f"GGUF models (*{choices.SUFFIX})", "All files (*)"])
        dialog.filesSelected.connect(self._on_files_selected)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def cancel(self) -> None:
        """Stop loading or copying; a half-made copy is removed."""
        self._waiting.clear()
        if self._operation is not None:
            self._operation.cancel()

    def _import_next(self) -> None:
        if self._operation is not None or not self._waiting:
            return
        path, services = self._waiting.pop(0), self._context.services
        self._run(
            f"Copying {path.name}",
            lambda job: choices.bring_in(services, path, job),
            self._on_imported,
            is_copy=True,
        )

    def _run(
        self, label: str, call: Callable[[RunningJob], Any], done: Callable[[Any], None], *, is_copy: bool
    ) -> None:
        def show(progress: Progress) -> None:
            words = (
                f"{label}: {file_size(progress.done)} of {file_size(progress.total)}" if is_copy else label
            )
            self.progress.show_progress(words, progress.done, progress.total, progress.seconds_left)
            self.progress.left.setVisible(not is_copy)

        self.progress.show_progress(label, 0, 0)
        self.progress.show()
        operation = self._context.operations.run(self, call).with_progress(show).on_success(done)
        self._operation = operation.finally_do(self._on_ended)
        self._operation.start()
        self._show_detail()

    def _on_ended(self) -> None:
        self._operation = None
        self.progress.hide()
        self._show_detail()
        self._import_next()

    def _on_looked(self, found: ModelsOnDisk) -> None:
        chosen = self._chosen() or found.chosen
        self.model.set_files(found.files, found.chosen)
        self.header.set_text(f"{count(len(found.files), 'model')} on this computer")
        self.pages.setCurrentWidget(self.list if found.files else self.empty)
        self._fit_list()
        self.list.setCurrentIndex(self.model.index(max(0, self.model.row_of(chosen.path) if chosen else 0)))
        self.broken.setVisible(bool(found.broken))
        self.broken.say("warning", *broken_text(found.broken))
        self._show_detail()

    def _fit_list(self) -> None:
        """What is said about a model stands right under the list, not at the other end of the window."""
        rows = sum(self.list.sizeHintForRow(row) for row in range(self.model.rowCount()))
        wanted = rows + 2 * self.list.frameWidth() + Space.S if rows else _NO_LIMIT
        self.pages.setMinimumHeight(min(wanted, LEAST_HEIGHT))
        self.pages.setMaximumHeight(wanted)

    def _on_used(self, loaded: LoadedModel) -> None:
        self.model.set_loaded(loaded)
        self.refresh()
        self._context.notifications.success(f"{loaded.name} answers from now on.")

    def _on_imported(self, file: ModelFile) -> None:
        self._context.notifications.offer(
            f"{file.name} is on this computer now.", "", "Use it", self._user_of(file)
        )
        self.refresh()

    def _user_of(self, file: ModelFile) -> Callable[[], None]:
        def use() -> None:
            self.list.setCurrentIndex(self.model.index(self.model.row_of(file.path)))
            self.use_chosen()

        return use

    @Slot(object)
    def _on_model_loaded(self, event: ModelLoaded) -> None:
        self.model.set_loaded(event.model)
        self._show_detail()

    @Slot(list)
    def _on_files_selected(self, files: list[str]) -> None:
        self.import_files([Path(file) for file in files])

    def _chosen(self) -> ModelFile | None:
        file: ModelFile | None = self.list.currentIndex().data(ModelFileRole.RECORD)
        return file

    @Slot()
    def _show_detail(self) -> None:
        file, services = self._chosen(), self._context.services
        self.detail.setVisible(file is not None)
        if file is None:
            return
        self.about.setText(STARTER_CAN if file.starter else "")
        self.about.setVisible(file.starter)
        self.fit.setText("")
        in_use = self.list.currentIndex().data(ModelFileRole.STATUS) == "in use"
        self.use_button.setVisible(not in_use)
        self.use_button.setEnabled(not in_use and self._operation is None)

        def show(fits: Fit) -> None:
            if self._chosen() == file:
                self.fit.setText("" if in_use else fit_text(fits.needed, fits.free, fits.fits))
                self.fit.setVisible(not in_use)

        self._context.operations.run(self, lambda _job: choices.fit(services, file)).on_success(show).start()
