"""Our own bugs: one dialog with a report that holds no words of the person's documents, questions or file names."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, qVersion
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMessageBox

from app import APP_NAME, __version__
from app.i18n import tr

log = logging.getLogger(__name__)


def redacted_report(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Versions, the kind of error and where in the code it happened; never its message, which may quote a document."""
    import platform
    import traceback  # only needed when something went wrong

    lines = [
        f"{APP_NAME} {__version__}, Python {platform.python_version()}, Qt {qVersion()}, {platform.system()}",
        f"{kind.__module__}.{kind.__qualname__}",
    ]
    for frame in traceback.extract_tb(trace):
        path = Path(frame.filename)
        lines.append(f"  {path.parent.name}/{path.name}:{frame.lineno} in {frame.name}")
    return "\n".join(lines)


class BugDialog(QObject):
    """Takes the place of ``sys.excepthook``. Shows the first bug; later ones are logged until it is closed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.box: QMessageBox | None = None

    def install(self) -> None:
        """From now on, uncaught exceptions come here."""
        sys.excepthook = self.handle

    def handle(self, kind: type[BaseException], _error: BaseException, trace: TracebackType | None) -> None:
        """Log it, and say so."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        report = redacted_report(kind, trace)
        log.error("a bug:\n%s", report)
        if self.box is None:
            self._show(report)

    def _show(self, report: str) -> None:
        from PySide6.QtWidgets import QMessageBox  # PySide makes classes when they are named: not at start

        from app.ui.widgets.confirmation import align
        from app.ui.widgets.labels import make_plain

        self.box = QMessageBox(QApplication.activeWindow())
        self.box.setWindowTitle(APP_NAME)
        self.box.setText(tr("Something went wrong inside Carrel."))
        self.box.setInformativeText(
            tr(
                "This is a fault of the program, not of your documents, and nothing was lost. You can go on working. "
                "Its details hold no document text, questions or file names, and are not sent anywhere."
            )
        )
        self.box.setDetailedText(report)
        make_plain(self.box)
        align(self.box)
        self.box.setStandardButtons(QMessageBox.StandardButton.Close)
        self.box.setDefaultButton(QMessageBox.StandardButton.Close)
        self.box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.box.destroyed.connect(self._on_closed)
        self.box.open()

    def _on_closed(self) -> None:
        self.box = None
