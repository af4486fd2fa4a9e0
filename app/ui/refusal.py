"""The page in place of all others when Carrel cannot start: why, and where possible the way out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent

from app.domain.errors import ErrorInfo
from app.i18n import tr
from app.ui.bridge.operation import OperationRunner
from app.ui.theme import Theme
from app.ui.widgets import EmptyState, PrimaryButton
from app.wording import describe


class Refusal(EmptyState):
    """``database``: one that is damaged, which can be repaired here; then ``start`` is called again."""

    def __init__(
        self,
        theme: Theme,
        operations: OperationRunner,
        error: ErrorInfo,
        database: Path | None,
        start: Callable[[], None],
    ) -> None:
        self.repair_button = PrimaryButton(tr("Repair and open"))
        message, hint = describe(error)
        if database:
            hint = tr(
                "Carrel can put it aside, save what can be read of it, and read your documents again. "
                "If you have a backup, restoring it brings more back."
            )
        buttons = [self.repair_button] if database else ()
        super().__init__(theme, "warning", message, hint, buttons, tone="warning")
        self._operations = operations
        self._database = database
        self._start = start
        self.repair_button.clicked.connect(self.repair)

    def showEvent(self, event: QShowEvent) -> None:
        """Qt override: Enter does what can be done."""
        super().showEvent(event)
        self.repair_button.setFocus()

    @Slot()
    def repair(self) -> None:
        """The damaged database is kept; what can be read of it is saved, and the documents are read again."""
        from app.services.repair import repair

        database = self._database
        if database is None:
            return
        self.repair_button.setEnabled(False)
        self.set_words(tr("Repairing"), tr("What can be read is saved; the damaged database is kept."))

        def refused(error: ErrorInfo) -> None:
            self.set_words(*describe(error))
            self.repair_button.setEnabled(True)

        operation = self._operations.run(self, lambda _job: repair(database))
        operation.on_success(lambda _done: self._start()).on_failure(refused).start()
