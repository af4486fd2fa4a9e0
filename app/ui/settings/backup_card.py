"""Backing up into one file, and bringing a backup back."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMessageBox, QWidget

from app.domain.jobs import JobKind, Progress
from app.i18n import tr
from app.services.backup import back_up
from app.services.backup_file import SUFFIX
from app.services.restoring import want_restore
from app.ui.bridge.context import UiContext
from app.ui.bridge.operation import Operation
from app.ui.phrases import file_size
from app.ui.theme import Space
from app.ui.widgets import Card, PlainLabel, ProgressRow, QuietButton
from app.ui.widgets.confirmation import confirm


class BackupCard(Card):
    """A restore is noted and done at the next start, which follows at once."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._context = context
        self._operation: Operation[int] | None = None
        self.box: QMessageBox | None = None
        self.body.addWidget(PlainLabel(tr("Backup"), "title"))
        text = tr(
            "Chats, minutes, what was read of your documents, and settings, in one file: to keep, or to take to "
            "another computer. Your documents and models are not in it."
        )
        self.body.addWidget(PlainLabel(text, "muted", wrap=True))
        self.save_button = QuietButton(tr("Back up…"), context.theme, "download", framed=True)
        self.save_button.clicked.connect(self.choose_target)
        self.restore_button = QuietButton(tr("Restore a backup…"), context.theme, "upload", framed=True)
        self.restore_button.clicked.connect(self.choose_backup)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self.save_button)
        row.addWidget(self.restore_button)
        row.addStretch(1)
        self.body.addLayout(row)
        self.progress = ProgressRow(context.theme, tr("Backing up"))
        self.progress.cancel_requested.connect(self._cancel)
        self.progress.hide()
        self.body.addWidget(self.progress)

    @Slot()
    def choose_target(self) -> None:
        """Where to?"""
        name = Path.home() / f"Carrel {time.strftime('%Y-%m-%d')}{SUFFIX}"
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Back up to"), str(name), _kinds())
        if chosen:
            self.back_up_to(Path(chosen))

    def back_up_to(self, target: Path) -> None:
        """While everything else goes on."""
        target = target if target.name.endswith(SUFFIX) else target.with_name(target.name + SUFFIX)
        services = self._context.services
        self.save_button.setEnabled(False)
        self.progress.show()
        self._operation = self._context.operations.run(
            self, lambda job: back_up(services.store.database, services.paths, target, job.cancel, job.report)
        )
        job = self._context.jobs.begin(
            JobKind.EXPORT,
            tr("Backing up to “{name}”", name=target.name),
            retry=lambda: self.back_up_to(target),
        )
        self._operation.as_job(job).with_progress(self._show_progress).on_success(
            lambda size: self._context.notifications.success(
                tr("Backed up to {name} ({size})", name=target.name, size=file_size(size))
            )
        ).finally_do(self._ended).start()

    @Slot()
    def choose_backup(self) -> None:
        """Which?"""
        chosen, _ = QFileDialog.getOpenFileName(self, tr("Restore a backup"), str(Path.home()), _kinds())
        if chosen:
            self.ask_to_restore(Path(chosen))

    def ask_to_restore(self, backup: Path) -> None:
        """It replaces what is here, so it is asked first."""

        def go() -> None:
            want_restore(self._context.services.paths, backup)
            self.window().close()

        self.box = confirm(
            self,
            tr("Restore this backup?"),
            tr(
                "It takes the place of the library, chats, minutes and settings that are here now; those are kept in a "
                "folder beside it. Carrel closes and opens again."
            ),
            tr("Restore and open again"),
            go,
        )

    def _show_progress(self, progress: Progress) -> None:
        share = round(100 * progress.done / max(1, progress.total))
        self.progress.show_progress("", share, 100, progress.seconds_left)

    @Slot()
    def _cancel(self) -> None:
        if self._operation is not None:
            self._operation.cancel()

    def _ended(self) -> None:
        self._operation = None
        self.progress.hide()
        self.save_button.setEnabled(True)


def _kinds() -> str:
    return tr("Backups of Carrel") + f" (*{SUFFIX})"
