"""Encrypting or decrypting while nothing is open: a small window of its own with progress and cancel."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QProgressDialog

from app import APP_NAME
from app.domain.errors import Cancelled, CarrelError, UserError
from app.domain.jobs import CancelToken, Progress
from app.i18n import tr
from app.services.after_closing import ENCRYPT, AfterClosing
from app.services.encryption import decrypt, encrypt

if TYPE_CHECKING:
    from pathlib import Path

    from app.paths import AppPaths

_TICK_S = 0.05


def rewrite_library(paths: AppPaths, after: AfterClosing) -> None:
    """Do what was wanted; what went wrong is said in a box. Nothing is lost in any case."""
    from app.ui.application import make_application, show_refusal
    from app.wording import describe

    application = QApplication.instance() or make_application()
    work = _Work(paths, after)
    dialog = QProgressDialog()
    dialog.setWindowTitle(APP_NAME)
    dialog.setLabelText(
        tr("The library is being encrypted…")
        if after.wish == ENCRYPT
        else tr("The library is being decrypted…")
    )
    dialog.setWindowModality(Qt.WindowModality.ApplicationModal)
    dialog.setRange(0, 1000)
    dialog.canceled.connect(work.cancel.cancel)
    dialog.show()
    work.thread.start()
    while work.thread.is_alive():
        application.processEvents()
        dialog.setValue(min(work.done, 999))
        work.thread.join(_TICK_S)
    dialog.close()
    if isinstance(work.error, CarrelError) and not isinstance(work.error, Cancelled):
        said = describe(work.error)
        show_refusal(said.message, said.hint)
    elif work.copies:
        said = describe(UserError("readable_copies", folders="\n".join(map(str, work.copies))))
        show_refusal(said.message, said.hint)


class _Work:
    """The work in a thread; ``done`` in thousandths."""

    def __init__(self, paths: AppPaths, after: AfterClosing) -> None:
        self.cancel, self.done = CancelToken(), 0
        self.error: CarrelError | None = None
        self.copies: list[Path] = []
        self._paths, self._encrypting, self._passphrase = paths, after.wish == ENCRYPT, after.passphrase
        after.passphrase = ""
        self.thread = threading.Thread(target=self._run, name="rewriting", daemon=True)

    def _run(self) -> None:
        what = (self._paths, self._passphrase, self.cancel, self._on_progress)
        try:
            if self._encrypting:
                self.copies = encrypt(*what)
            else:
                decrypt(*what)
        except CarrelError as error:
            self.error = error
        except Exception as error:  # noqa: BLE001 - a bug must not look like success
            threading.excepthook(threading.ExceptHookArgs((type(error), error, error.__traceback__, None)))
            self.error = UserError("internal", report="")

    def _on_progress(self, progress: Progress) -> None:
        self.done = int(1000 * progress.done / max(progress.total, 1))
