"""Models that can be had: what fits this computer, and the way to get one. Showing them fetches nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app import wording
from app.domain.errors import ErrorInfo
from app.i18n import N_, tr
from app.ui.catalog import choices
from app.ui.catalog.catalogue_item_model import HERE, ON_THE_WAY, CatalogueItemModel
from app.ui.catalog.choices import Offered
from app.ui.catalog.consent_card import ConsentCard
from app.ui.catalog.model_file_item_model import ModelFileRole
from app.ui.catalog.model_list import ModelList
from app.ui.catalog.scrolled import scrolled
from app.ui.theme import Space
from app.ui.widgets import Banner, Card, IconLabel, LinkButton, PlainLabel, PrimaryButton

if TYPE_CHECKING:
    from app.services.model_catalogue import Offer
    from app.services.recommending import Suggestion
    from app.ui.bridge.context import UiContext

ASKED_BY = "window"
QUIET = N_(
    "Nothing was fetched to show this list. Carrel uses the network for one thing only: a model that you get here."
)
OFF = N_("The network is switched off in the settings. Nothing can be fetched; model files can be imported.")


class CataloguePage(QWidget):
    """``show_requested`` carries the id of an entry that is here already."""

    show_requested = Signal(str)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._off = False
        self.model = CatalogueItemModel(self)
        self._build()
        self._connect()

    def _build(self) -> None:
        theme = self._context.theme
        self.network = PlainLabel(tr(QUIET), "muted", wrap=True)
        self.shield = IconLabel(theme, "shield", "good", 20)
        self.settings_link = LinkButton(tr("Settings"))
        line = QHBoxLayout()
        line.setSpacing(Space.S)
        line.addWidget(self.shield)
        line.addWidget(self.network, 1)
        line.addWidget(self.settings_link)
        self.broken = Banner(theme, closable=False)
        self.broken.hide()
        self.list = ModelList(theme, self.model, tr("Models that can be had"))
        self.list.setMinimumSize(1, 90)
        self.consent = ConsentCard(theme)
        self._build_choice()
        self.scroller = scrolled(self.consent, at_top=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addLayout(line)
        column.addWidget(self.broken)
        column.addWidget(self.list, 3)
        column.addWidget(self.choice)
        column.addWidget(self.scroller, 4)
        self.scroller.hide()

    def _build_choice(self) -> None:
        self.choice = Card("card-soft", Space.M)
        self.about = PlainLabel("", wrap=True)
        self.get_button = PrimaryButton(tr("Get this model…"))
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addWidget(self.about, 1)
        row.addWidget(self.get_button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.choice.body.addLayout(row)

    def _connect(self) -> None:
        self.list.selectionModel().currentChanged.connect(self._show_choice)
        self.list.activated.connect(self.ask)
        self.get_button.clicked.connect(self.ask)
        self.consent.agreed.connect(self._get)
        self.consent.declined.connect(self._close_consent)
        self.settings_link.clicked.connect(self._open_settings)

    def refresh(self) -> None:
        """Reckon anew what fits."""
        services = self._context.services
        operation = self._context.operations.run(self, lambda _job: choices.offered(services))
        operation.on_success(self._on_offered).on_failure(self._on_failed).start()

    def set_moving(self, entries: set[str]) -> None:
        """What is being fetched."""
        self.model.set_moving(entries)
        self._show_choice()

    @Slot()
    def ask(self) -> None:
        """Show what getting the chosen model means; nothing is fetched."""
        suggestion = self._chosen()
        if suggestion is None:
            return
        if self._status() == tr(HERE):
            self.show_requested.emit(suggestion.entry.id)
            return
        if self._off or self._status() == tr(ON_THE_WAY):
            return
        services, entry = self._context.services, suggestion.entry
        operation = self._context.operations.run(self, lambda _job: services.model_catalogue.offer(entry))
        operation.on_success(self._on_offer).start()

    def _on_offer(self, offer: Offer) -> None:
        self._show_consent(True)
        self.consent.show_offer(offer)

    @Slot(str)
    def _get(self, entry: str) -> None:
        services = self._context.services
        self._close_consent()
        # The button is enabled only once the licence, where there is one to accept, was accepted.
        operation = self._context.operations.run(
            self, lambda _job: services.downloads.begin(entry, ASKED_BY, licence_accepted=True)
        )
        operation.start()

    @Slot()
    def _close_consent(self) -> None:
        self._show_consent(False)
        self._show_choice()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_consent(self, wanted: bool) -> None:  # noqa: FBT001 - one thing or the other
        """In place of the list: what is to be agreed to is seen whole, and nothing else can be clicked."""
        self.scroller.setVisible(wanted)
        for widget in (self.list, self.choice, self.network, self.shield, self.settings_link):
            widget.setVisible(not wanted)

    def _on_offered(self, offered: Offered) -> None:
        before = self._chosen()
        self._off = offered.network_off
        self.network.setText(tr(OFF if self._off else QUIET))
        self.shield.show_icon("lock" if self._off else "shield", "warning" if self._off else "good")
        self.broken.hide()
        self.model.set_suggestions(offered.suggestions, offered.here)
        row = self.model.row_of(before.entry.id) if before is not None else -1
        self.list.setCurrentIndex(self.model.index(row if row >= 0 else self.model.best_row()))
        self._show_choice()

    def _on_failed(self, error: ErrorInfo) -> None:
        self.broken.say("danger", *wording.describe(error))
        self.broken.show()

    @Slot()
    def _show_choice(self) -> None:
        suggestion, status = self._chosen(), self._status()
        self.choice.setVisible(suggestion is not None and not self.scroller.isVisible())
        if suggestion is None:
            return
        if self.scroller.isVisible() and status == tr(ON_THE_WAY):
            self._close_consent()
        self.get_button.setText(tr("Show it") if status == tr(HERE) else tr("Get this model…"))
        self.get_button.setEnabled(status == tr(HERE) or (status != tr(ON_THE_WAY) and not self._off))
        self.about.setText(f"{suggestion.entry.name}: {tr(suggestion.entry.good_for)}")

    def _chosen(self) -> Suggestion | None:
        suggestion: Suggestion | None = self.list.currentIndex().data(ModelFileRole.RECORD)
        return suggestion

    def _status(self) -> str:
        return str(self.list.currentIndex().data(ModelFileRole.STATUS) or "")

    @Slot()
    def _open_settings(self) -> None:
        self._context.open_area("settings")
