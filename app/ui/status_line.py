"""The line at the bottom: the model, the library, and that nothing has left this computer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.i18n import N_, figure, tr
from app.ui.actions import keys
from app.ui.library.reading_words import waiting_words
from app.ui.phrases import documents_text, file_size, model_name, read_of, time_left
from app.ui.theme import Space, Theme
from app.ui.widgets import ElidedLabel, IconLabel, Line, LinkButton, PlainLabel, set_kind
from app.ui.widgets.labels import plain_tool_tip

if TYPE_CHECKING:  # records of the domain are not needed to paint the window
    from app.domain.documents import LibraryStatus
    from app.domain.events import DownloadChanged, EngineChanged, IngestionProgressed, ModelLoaded
    from app.domain.language_models import LoadedModel
    from app.domain.retrieval import Answer
    from app.ui.bridge.context import UiContext

_REFRESH_MS = 400
_AROUND = 140
"""What icons, line, gaps and margins take."""
NOTHING_LEFT = N_("Offline: nothing has left this computer")
FETCHING = N_("Fetching a model that you asked for")
NO_DOCUMENT_LEFT = N_("Offline: no document has left this computer")
"""Once the network was used for a model: its server was told which file was wanted."""


class StatusLine(QFrame):
    """Says "starting" until it is given the services. Signal: ``find_requested``."""

    find_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_kind(self, "status")
        self._context: UiContext | None = None
        self._model: LoadedModel | None = None
        self._rate = 0.0
        self._running = False
        self._words = ("", "")
        self.model = ElidedLabel(tr("Starting…"), "caption")
        self.library = PlainLabel("", "caption")
        self.shield = PlainLabel(tr(NOTHING_LEFT), "caption")
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, Space.S - 2, Space.L, Space.S - 2)
        row.setSpacing(Space.M)
        row.addWidget(IconLabel(theme, "models", "muted", 16))
        row.addWidget(self.model, 1)
        row.addWidget(self.library)
        self.find_button = LinkButton(tr("Find anything ({keys})", keys=keys("palette")))
        theme.keep_font(self.find_button, "caption")
        self.find_button.clicked.connect(self.find_requested)
        row.addWidget(self.find_button)
        row.addWidget(Line(Qt.Orientation.Vertical))
        row.addWidget(IconLabel(theme, "shield", "accent", 16))
        row.addWidget(self.shield)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self.refresh)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, what is going on comes first."""
        super().resizeEvent(event)
        self._fit()

    def _say_library(self, words: str, short: str = "") -> None:
        """``short`` is what is said where there is no room for all."""
        self._words = (words, short or words)
        self._fit()

    def _fit(self) -> None:
        """First the way to the palette gives way, then details of the library, the model's words last."""
        words, short = self._words
        room = self.width() - sum(map(_wanted, (self.model, self.shield))) - _AROUND
        self.find_button.setVisible(room >= _width(self.library, words) + _wanted(self.find_button) + Space.M)
        fits = room >= _width(self.library, words)
        self.library.setText(words if fits else short)
        self.library.setToolTip("" if fits else plain_tool_tip(words))

    def attach(self, context: UiContext) -> None:
        """Follow these services."""
        self._context = context
        self._show_model(context.services.generator.loaded)
        context.events.model_loaded.connect(self._on_model_loaded)
        context.events.engine_changed.connect(self._on_engine_changed)
        context.events.ingestion_progressed.connect(self._on_ingestion)
        context.events.document_changed.connect(self._on_documents_changed)
        context.events.document_removed.connect(self._on_documents_changed)
        context.events.download_changed.connect(self._on_download)
        ledger = context.services.store.ledger
        context.operations.run(self, lambda _job: bool(ledger.list())).on_success(self._show_network).start()
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Count the documents anew."""
        if self._context is not None:
            library = self._context.services.library
            self._context.operations.run(self, lambda _job: library.status()).on_success(
                self._show_library
            ).start()

    @Slot(object)
    def show_answer(self, answer: Answer) -> None:
        """An answer tells how fast the model writes."""
        first, tokens = answer.timings.first_token_ms, answer.usage.completion_tokens
        if answer.adapter is not None:  # the words of several readings, told all at once
            return
        if first is not None and tokens > 1 and answer.timings.total_ms > first:
            self._rate = (tokens - 1) / (answer.timings.total_ms - first) * 1000
        self._show_model(self._model)

    def _show_model(self, model: LoadedModel | None) -> None:
        self._model = model
        if model is None:
            self.model.setText(tr("No model in memory yet"))
            self._fit()
            return
        parts = [model_name(model.name), file_size(model.memory_bytes), model.device]
        if self._rate:
            parts.append(tr("{rate} tok/s", rate=figure(self._rate, 0)))
        self.model.setText(" · ".join(part for part in parts if part))
        self._fit()

    def _show_library(self, status: LibraryStatus) -> None:
        if self._running:
            return
        words, readable = library_words(status), status.indexed + status.partial
        total = readable + status.failed + status.queued
        self._say_library(words, read_of(readable, total) if readable < total else words)

    def _show_network(self, used: bool, *, now: bool = False) -> None:  # noqa: FBT001 - an operation's result
        self.shield.setText(tr(FETCHING if now else NO_DOCUMENT_LEFT if used else NOTHING_LEFT))
        self._fit()

    @Slot(object)
    def _on_download(self, event: DownloadChanged) -> None:
        self._show_network(True, now=event.download.state.value == "running" and not event.gone)

    @Slot(object)
    def _on_model_loaded(self, event: ModelLoaded) -> None:
        self._rate = 0.0
        self._show_model(event.model)

    @Slot(object)
    def _on_engine_changed(self, event: EngineChanged) -> None:
        if event.role != "generator":
            return
        if event.state == "starting":
            self.model.setText(tr("Loading the model…"))
        elif event.state == "failed":
            self.model.setText(
                event.detail or tr("The model stopped unexpectedly; it starts again when needed")
            )
        else:
            self._show_model(self._model)

    @Slot(object)
    def _on_ingestion(self, event: IngestionProgressed) -> None:
        self._running = event.running
        if not event.running:
            self.refresh()
            return
        self._say_library(reading_words(event))

    @Slot()
    def _on_documents_changed(self) -> None:
        if not self._timer.isActive():
            self._timer.start()


def _wanted(widget: QWidget) -> int:
    return widget.sizeHint().width()


def _width(label: QWidget, words: str) -> int:
    return label.fontMetrics().horizontalAdvance(words)


def reading_words(event: IngestionProgressed) -> str:
    """What is being read, in one line; or why nothing is just now."""
    progress = event.progress
    numbers = tr("{done} of {total}", done=figure(progress.done), total=figure(progress.total))
    if event.waiting and not progress.total:
        return waiting_words(event.waiting)
    if event.waiting:
        return tr("{why} · {numbers} documents read", why=waiting_words(event.waiting), numbers=numbers)
    rest = f" · {time_left(progress.seconds_left)}" if progress.seconds_left is not None else ""
    return tr("Reading documents: {numbers}{rest}", numbers=numbers, rest=rest)


def library_words(status: LibraryStatus) -> str:
    """The library in one line."""
    return documents_text(
        status.indexed,
        partial=status.partial,
        failed=status.failed,
        queued=status.queued,
        skipped=status.skipped,
    )
