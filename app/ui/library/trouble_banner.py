"""What keeps the library from being up to date by itself, and what to do: one sentence above the list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app import wording
from app.domain.errors import ErrorInfo
from app.i18n import N_, tr
from app.ui.widgets import Banner

if TYPE_CHECKING:
    from app.ui.bridge.context import UiContext

READING_STOPPED = N_("Reading stopped: {reason}")
LOOK_FAILED = N_("The last look for changes failed: {reason}")
_EVERY_DAY = frozenset({"remote_drive"})
"""Reasons that hold for good and cost nothing but minutes; the list of folders says them."""


class TroubleBanner(Banner):
    """Hidden while all is well. Signal: ``look_requested`` (for changes, once more).

    What was dismissed stays away until something else is the matter.
    """

    look_requested = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context.theme, parent=parent)
        self._services = context.services
        self._shown: ErrorInfo | None = None
        self._dismissed: ErrorInfo | None = None
        self.action_requested.connect(self._on_again)
        self.closed.connect(self._on_closed)
        context.events.watching_changed.connect(self._look)
        self._look()

    @Slot()
    def _look(self) -> None:
        state = self._services.watching.state
        self.show_troubles(
            self._services.background.problem, state.problem, [f.reason for f in state.folders]
        )

    @Slot()
    def _on_again(self) -> None:
        """Whoever was in trouble tries again, so that the trouble is over for him, too, when it is over."""
        self._services.watching.reconcile()
        self._services.background.wake()
        self.look_requested.emit()

    def show_troubles(
        self, reading: ErrorInfo | None, looking: ErrorInfo | None, folders: Iterable[ErrorInfo | None]
    ) -> None:
        """Why reading ended early, why the last look failed, why folders are not followed: the first counts."""
        told = [reason for reason in folders if reason is not None and reason.code not in _EVERY_DAY]
        found = next((reason for reason in (reading, looking, *told) if reason is not None), None)
        self._shown = found
        if found is None:
            self._dismissed = None
        elif found != self._dismissed:
            self._tell(found, READING_STOPPED if reading else LOOK_FAILED if looking else "")
        self.setVisible(found is not None and found != self._dismissed)

    def _tell(self, reason: ErrorInfo, words: str) -> None:
        message, hint = wording.describe(reason)
        if words:
            self.say("warning", tr(words, reason=message), hint, tr("Try again"))
        else:
            self.say("info", message, hint, tr("Look again"))

    @Slot()
    def _on_closed(self) -> None:
        self._dismissed = self._shown
        self.hide()
