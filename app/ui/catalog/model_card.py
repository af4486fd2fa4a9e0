"""One model on this computer: what is known about it, and what can be done with it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.catalogue import ModelKind
from app.domain.language_models import ModelFile
from app.i18n import N_, tr
from app.ui.catalog.choices import Fit, ModelFacts
from app.ui.catalog.rows import FactRows
from app.ui.catalog.searching import PUTS_IN_ORDER, SEARCHES
from app.ui.catalog.words import STARTER_CAN, fit_text, note_rows
from app.ui.phrases import duration
from app.ui.theme import Space, Theme
from app.ui.widgets import Card, PlainLabel, PrimaryButton, QuietButton, set_kind

IN_PLACE = "in place"
STOP_USING = N_("Stop using it")
_USE = {
    ModelKind.GENERATOR: N_("Use this model"),
    ModelKind.EMBEDDER: N_("Search with this model…"),
    ModelKind.RERANKER: N_("Put passages in order with it"),
}
_ABOUT = {ModelKind.EMBEDDER: SEARCHES, ModelKind.RERANKER: PUTS_IN_ORDER}


class ModelCard(Card):
    """Shows; the area acts on the buttons."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("card-soft", Space.M, parent)
        self.about = PlainLabel("", wrap=True)
        self.fit = PlainLabel("", "muted", wrap=True)
        self.rows = FactRows()
        self.use_button = PrimaryButton(tr(_USE[ModelKind.GENERATOR]))
        self.check_button = QuietButton(tr("Check the file"), theme, "shield")
        self.remove_button = QuietButton("", theme, "trash")
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        for button in (self.use_button, self.check_button, self.remove_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        for part in (self.about, self.fit, self.rows):
            self.body.addWidget(part)
        self.body.addLayout(buttons)
        self.hide()

    def show_file(self, file: ModelFile, *, in_use: bool, busy: bool, chosen: bool = False) -> None:
        """What is known at once; the rest comes with :meth:`show_facts`. ``chosen``: it will answer, but is not in
        memory yet.
        """
        waits = chosen and file.kind is ModelKind.GENERATOR
        self.use_button.setToolTip(tr("It is loaded by itself with the next question") if waits else "")
        set_kind(self.use_button, "framed" if waits else "primary")
        about = STARTER_CAN if file.starter else _ABOUT.get(file.kind, "")
        self.about.setText(tr(about) if about else "")
        self.about.setVisible(bool(about))
        self.fit.hide()
        ranks = file.kind is ModelKind.RERANKER
        usable = not in_use or ranks
        use = tr("Load it now") if waits else tr(_USE[file.kind])
        self.use_button.setText(tr(STOP_USING) if ranks and in_use else use)
        self.use_button.setVisible(usable)
        self.use_button.setEnabled(usable and not busy)
        self.check_button.setEnabled(not busy)
        removable = not file.starter and file.owner in {"", IN_PLACE}
        self.remove_button.setText(tr("Forget…") if file.owner == IN_PLACE else tr("Delete…"))
        self.remove_button.setVisible(removable)
        self.remove_button.setEnabled(not busy and not in_use)

    def show_facts(self, facts: ModelFacts) -> None:
        """Licence, speed, last use, hash."""
        self.rows.show_rows(note_rows(facts))

    def show_fit(self, fit: Fit, *, in_use: bool) -> None:
        """Memory; of a model in use it is said in the list."""
        said = "" if in_use else fit_text(fit.needed, fit.free, fit.fits)
        if fit.seconds:
            said = (
                f"{said} {tr('It takes about {time} for each question.', time=duration(fit.seconds))}".strip()
            )
        self.fit.setText(said)
        self.fit.setVisible(bool(said))
