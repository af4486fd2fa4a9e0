"""The card that leads to wiping everything."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from app.i18n import tr
from app.services.wiping import our_models, want_wipe
from app.ui.bridge.context import UiContext
from app.ui.settings.wipe_dialog import WipeDialog
from app.ui.widgets import Card, PlainLabel, QuietButton


class WipeCard(Card):
    """Writes the wish down and closes the window; the files go when nothing is open any more."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._context = context
        self.dialog: WipeDialog | None = None
        self.body.addWidget(PlainLabel(tr("Wipe everything"), "title"))
        text = tr("Removes all that Carrel wrote on this computer, and nothing else. Your documents stay.")
        self.body.addWidget(PlainLabel(text, "muted", wrap=True))
        self.button = QuietButton(tr("Wipe everything…"), context.theme, "trash", framed=True)
        self.button.clicked.connect(self.ask)
        self.body.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)

    @Slot()
    def ask(self) -> None:
        """Look which models are Carrel's, then ask."""
        services = self._context.services
        operation = self._context.operations.run(
            self, lambda _job: our_models(services.store.model_notes.list(), services.paths.models)
        )
        operation.on_success(self._show).start()

    def _show(self, models: list[Path]) -> None:
        def go(also_models: bool) -> None:  # noqa: FBT001
            want_wipe(self._context.services.paths, models if also_models else [])
            self.window().close()

        self.dialog = WipeDialog(self._context.theme, self.window(), len(models), go)
        self.dialog.open()
