"""Models on their way: how far, how fast, how long; pause, go on, throw away."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app import wording
from app.domain.downloads import Download, DownloadState
from app.domain.events import DownloadChanged
from app.i18n import tr
from app.ui.catalog.words import download_words
from app.ui.phrases import file_size
from app.ui.theme import Space, Theme
from app.ui.widgets import Card, IconButton, PlainLabel, ProgressRow
from app.ui.widgets.confirmation import confirm

if TYPE_CHECKING:
    from app.ui.bridge.context import UiContext

_STEPS = 1000
"""The bar's own units: bytes do not fit into Qt's integers."""


class DownloadRow(Card):
    """One download. Signals carry its number."""

    pause_requested = Signal(int)
    go_on_requested = Signal(int)
    cancel_requested = Signal(int)

    def __init__(self, theme: Theme, download: Download, parent: QWidget | None = None) -> None:
        super().__init__("card-soft", Space.M, parent)
        self._number = download.id
        self.progress = ProgressRow(theme)
        self.progress.stop_button.set_name(tr("Stop and throw away what came"))
        self.progress.cancel_requested.connect(self._on_cancel)
        self.pause_button = IconButton(theme, "pause", tr("Pause"), size=16)
        self.pause_button.clicked.connect(self._on_pause)
        self.reason = PlainLabel("", "danger-text", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self.progress, 1)
        row.addWidget(self.pause_button)
        self.body.addLayout(row)
        self.body.addWidget(self.reason)
        self.download = download
        self.show_download(download)

    def show_download(self, download: Download) -> None:
        """As it is now."""
        self.download = download
        name, far = download_words(download)
        total = download.total or 0
        done = int(download.received / total * _STEPS) if total else 0
        busy = download.state is DownloadState.RUNNING and not total
        self.progress.show_progress(tr("Getting {name}", name=name), done, 0 if busy else _STEPS)
        self.progress.left.setText(far)
        self.progress.bar.setAccessibleDescription(far)
        running = download.under_way
        self.pause_button.show_icon("pause" if running else "play")
        self.pause_button.set_name(tr("Pause") if running else tr("Go on"))
        error = wording.describe(download.error) if download.error is not None else None
        self.reason.setText(f"{error.message}. {error.hint}" if error else "")
        self.reason.setVisible(error is not None)

    @Slot()
    def _on_pause(self) -> None:
        wanted = self.pause_requested if self.download.under_way else self.go_on_requested
        wanted.emit(self._number)

    @Slot()
    def _on_cancel(self) -> None:
        self.cancel_requested.emit(self._number)


class DownloadRows(QWidget):
    """All downloads that are not done. ``finished`` carries a download that is whole and checked."""

    finished = Signal(object)
    changed = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.rows: dict[int, DownloadRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.S)
        self.hide()
        context.events.download_changed.connect(self._on_changed)
        services = context.services
        context.operations.run(self, lambda _job: services.downloads.all()).on_success(
            self._on_listed
        ).start()

    @property
    def entries(self) -> set[str]:
        """The catalogue's ids of what is on its way."""
        return {row.download.entry for row in self.rows.values()}

    def _on_listed(self, downloads: list[Download]) -> None:
        for download in downloads:
            self._show(download)

    @Slot(object)
    def _on_changed(self, event: DownloadChanged) -> None:
        if event.gone:
            self._remove(event.download.id)
        else:
            self._show(event.download)

    def _show(self, download: Download) -> None:
        if download.state is DownloadState.DONE:
            known = download.id in self.rows
            self._remove(download.id)
            self._run(
                lambda: self._context.services.downloads.cancel(download.id)
            )  # dismissed; the model stays
            if known:
                self.finished.emit(download)
            return
        row = self.rows.get(download.id)
        if row is not None:
            row.show_download(download)
            return
        row = self.rows[download.id] = DownloadRow(self._context.theme, download)
        row.pause_requested.connect(self._pause)
        row.go_on_requested.connect(self._go_on)
        row.cancel_requested.connect(self._cancel)
        self._column.addWidget(row)
        self.show()
        self.changed.emit()

    def _remove(self, number: int) -> None:
        row = self.rows.pop(number, None)
        if row is not None:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
            self.setVisible(bool(self.rows))
            self.changed.emit()

    @Slot(int)
    def _pause(self, number: int) -> None:
        self._run(lambda: self._context.services.downloads.pause(number))

    @Slot(int)
    def _go_on(self, number: int) -> None:
        self._run(lambda: self._context.services.downloads.go_on(number))

    @Slot(int)
    def _cancel(self, number: int) -> None:
        throw_away(self, self.rows[number].download, self._cancel_now)

    def _cancel_now(self, number: int) -> None:
        self._run(lambda: self._context.services.downloads.cancel(number))

    def _run(self, call: object) -> None:
        self._context.operations.run(self, lambda _job: call()).start()  # type: ignore[operator]


def throw_away(parent: QWidget, download: Download, then: Callable[[int], None]) -> None:
    """Ask before what has come of a model is deleted; nothing is asked when nothing has."""
    if not download.received or download.state is DownloadState.DONE:
        then(download.id)
        return
    detail = tr(
        "{size} have come so far and will be deleted. Pausing keeps them.", size=file_size(download.received)
    )
    question = tr("Stop getting “{model}”?", model=download.name)
    confirm(parent, question, detail, tr("Stop and delete"), lambda: then(download.id))
