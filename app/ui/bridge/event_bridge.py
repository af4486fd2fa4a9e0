"""Turns events of the bus, published from any thread, into signals on the UI thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.domain.events import (
    DocumentChanged,
    DocumentRemoved,
    DownloadChanged,
    EngineChanged,
    Event,
    IngestionProgressed,
    MeetingChanged,
    ModelLoaded,
    SourcesChanged,
    TurnChanged,
    WatchingChanged,
)

if TYPE_CHECKING:
    from app.services.event_bus import EventBus


class EventBridge(QObject):
    """One signal per event type; each carries the event itself.

    Signals: document_changed, document_removed, sources_changed, watching_changed, ingestion_progressed,
    engine_changed, model_loaded, turn_changed, meeting_changed, download_changed.
    """

    document_changed = Signal(object)
    document_removed = Signal(object)
    sources_changed = Signal(object)
    watching_changed = Signal(object)
    ingestion_progressed = Signal(object)
    engine_changed = Signal(object)
    model_loaded = Signal(object)
    turn_changed = Signal(object)
    meeting_changed = Signal(object)
    download_changed = Signal(object)
    _posted = Signal(object)

    def __init__(self, bus: EventBus, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._signals = {
            DocumentChanged: self.document_changed,
            DocumentRemoved: self.document_removed,
            SourcesChanged: self.sources_changed,
            WatchingChanged: self.watching_changed,
            IngestionProgressed: self.ingestion_progressed,
            EngineChanged: self.engine_changed,
            ModelLoaded: self.model_loaded,
            TurnChanged: self.turn_changed,
            MeetingChanged: self.meeting_changed,
            DownloadChanged: self.download_changed,
        }
        self._posted.connect(self._on_posted, Qt.ConnectionType.QueuedConnection)
        self._unsubscribe: list[Callable[[], None]] = [
            bus.subscribe(event_type, self._post) for event_type in self._signals
        ]

    def close(self) -> None:
        """End the subscriptions; events already queued are still delivered."""
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        self._unsubscribe = []

    def _post(self, event: Event) -> None:
        if shiboken6.isValid(self):  # services may still tell something while the window is being closed
            self._posted.emit(event)

    @Slot(object)
    def _on_posted(self, event: Event) -> None:
        self._signals[type(event)].emit(event)
