"""What getting a model means, said before a byte is fetched: from where, how much, where to, under which licence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.i18n import tr
from app.ui.catalog.rows import FactRows
from app.ui.catalog.words import consent_rows, network_words
from app.ui.theme import Space, Theme
from app.ui.widgets import Card, IconLabel, PlainLabel, PrimaryButton, QuietButton
from app.ui.widgets.check_box import CheckBox

if TYPE_CHECKING:
    from app.services.model_catalogue import Offer


class ConsentCard(Card):
    """Signals: ``agreed`` carries the entry's id, ``declined``."""

    agreed = Signal(str)
    declined = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("card-accent", Space.M, parent)
        self._entry = ""
        self._needs_licence = False
        self.title = PlainLabel("", "strong", wrap=True)
        self.rows = FactRows()
        self.network = PlainLabel("", wrap=True)
        shield = QHBoxLayout()
        shield.setSpacing(Space.S)
        shield.addWidget(IconLabel(theme, "shield", "accent", 20), 0, Qt.AlignmentFlag.AlignTop)
        shield.addWidget(self.network, 1)
        self.licence = CheckBox(theme, "")
        self.licence.toggled.connect(self._on_licence)
        self.get_button = PrimaryButton(tr("Get it"))
        self.get_button.clicked.connect(self._on_agreed)
        self.not_now_button = QuietButton(tr("Not now"))
        self.not_now_button.clicked.connect(self.declined)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        buttons.addWidget(self.get_button)
        buttons.addWidget(self.not_now_button)
        buttons.addStretch(1)
        for part in (self.title, self.rows):
            self.body.addWidget(part)
        self.body.addLayout(shield)
        self.body.addWidget(self.licence)
        self.body.addLayout(buttons)

    def show_offer(self, offer: Offer) -> None:
        """Ask anew; nothing is agreed to yet."""
        entry = offer.entry
        self._entry, self._needs_licence = entry.id, entry.licence.accept
        self.title.setText(tr("Get {name}?", name=entry.name))
        self.rows.show_rows(consent_rows(offer))
        self.network.setText(network_words(entry))
        self.licence.setText(tr("I have read the {name} and accept it", name=entry.licence.name))
        self.licence.setChecked(False)
        self.licence.setVisible(self._needs_licence)
        self._on_licence(False)
        (self.licence if self._needs_licence else self.get_button).setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(bool)
    def _on_licence(self, accepted: bool) -> None:  # noqa: FBT001 - Qt's own signature
        self.get_button.setEnabled(accepted or not self._needs_licence)

    @Slot()
    def _on_agreed(self) -> None:
        self.agreed.emit(self._entry)
