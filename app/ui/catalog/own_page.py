"""The models on this computer: Carrel's own, those used in place, and those of other programs when that is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.domain.language_models import ModelFile
from app.i18n import tr
from app.services.settings import LOOK_FOR_MODELS
from app.ui.catalog.model_card import ModelCard
from app.ui.catalog.model_file_item_model import ModelFileItemModel, ModelFileRole
from app.ui.catalog.model_list import ModelList
from app.ui.catalog.searching import SearchLine
from app.ui.theme import Space
from app.ui.widgets import Banner, EmptyState, PrimaryButton
from app.ui.widgets.check_box import CheckBox

if TYPE_CHECKING:
    from app.ui.bridge.context import UiContext

LEAST_HEIGHT = 96
"""The list may shrink to this (device-independent pixels), so that what stands below it is never cut off."""
NO_LIMIT = 16_777_215
"""Qt's QWIDGETSIZE_MAX."""


class OwnPage(QWidget):
    """``look_changed``: models of other programs are to be looked for, or not any more."""

    look_changed = Signal()
    catalogue_requested = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.model = ModelFileItemModel(self)
        self._build()

    def _build(self) -> None:
        theme = self._context.theme
        self.broken = Banner(theme, closable=False)
        self.broken.hide()
        self.list = ModelList(theme, self.model, tr("Models on this computer"))
        get_one = PrimaryButton(tr("See what can be had"))
        get_one.clicked.connect(self.catalogue_requested)
        self.empty = EmptyState(
            theme,
            "models",
            tr("No model on this computer"),
            tr(
                "Without a model Carrel still finds and quotes passages. Get one, or import a GGUF file, to have "
                "answers phrased."
            ),
            (get_one,),
        )
        self.pages = QStackedWidget()
        self.pages.addWidget(self.empty)
        self.pages.addWidget(self.list)
        self.pages.setMinimumSize(1, LEAST_HEIGHT)
        self.card = ModelCard(theme)
        self.search_line = SearchLine()
        self.look = CheckBox(theme, tr("Also use models that other programs keep here"))
        self.look.setToolTip(tr(LOOK_FOR_MODELS.help))
        self.look.setChecked(bool(self._context.services.settings.get(LOOK_FOR_MODELS)))
        self.look.toggled.connect(self._on_look)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addWidget(self.broken)
        column.addWidget(self.pages, 1000)  # as high as the models are, see fit_list
        column.addWidget(self.search_line)
        column.addWidget(self.look)
        column.addWidget(self.card)
        column.addStretch(1)
        theme.changed.connect(self._on_theme_changed)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.list.doItemsLayout()  # rows are as high as their text
        self.fit_list()

    def fit_list(self) -> None:
        """What is said about a model stands right under the list, not at the other end of the window."""
        rows = sum(self.list.sizeHintForRow(row) for row in range(self.model.rowCount()))
        wanted = rows + 2 * self.list.frameWidth() + Space.S if rows else NO_LIMIT
        self.pages.setMinimumHeight(min(wanted, LEAST_HEIGHT))
        self.pages.setMaximumHeight(wanted)

    def chosen(self) -> ModelFile | None:
        """The file of the current row."""
        file: ModelFile | None = self.list.currentIndex().data(ModelFileRole.RECORD)
        return file

    @property
    def is_chosen(self) -> bool:
        """Whether the current row's model answers, once it is loaded."""
        return bool(self.list.currentIndex().data(ModelFileRole.STATUS) == "chosen")

    @property
    def in_use(self) -> bool:
        """Whether the current row's model is in memory."""
        return bool(self.list.currentIndex().data(ModelFileRole.STATUS) == tr("in use"))

    @Slot(bool)
    def _on_look(self, wanted: bool) -> None:  # noqa: FBT001 - Qt's own signature
        settings = self._context.services.settings
        operation = self._context.operations.run(self, lambda _job: settings.set(LOOK_FOR_MODELS, wanted))
        operation.on_success(lambda _none: self.look_changed.emit()).start()
