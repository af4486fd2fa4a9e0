"""Changes of documents, gathered into batches, so that fast indexing does not drown the window in repaints."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

from app.domain.documents import Document
from app.domain.events import DocumentChanged, DocumentRemoved
from app.domain.ids import DocumentId
from app.ui.bridge.event_bridge import EventBridge

Changes = dict[DocumentId, Document | None]
"""What documents are now; None: gone."""

FLUSH_MS = 150
"""Batches come at most this often."""
REST = 4
"""For each millisecond that showing a batch takes, so many go by before the next: a flood must not take the window."""


class DocumentFeed(QObject):
    """``show`` is called with each batch.

    While the whole list is read anew (from :meth:`begin_loading` to :meth:`missed`), what changes is remembered as
    well: the list may have been read before it, and arrive after it.
    """

    def __init__(self, events: EventBridge, show: Callable[[Changes], None], parent: QObject) -> None:
        super().__init__(parent)
        self._show = show
        self._changed: Changes = {}
        self._missed: Changes = {}
        self._loading = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(FLUSH_MS)
        self._timer.timeout.connect(self._flush)
        events.document_changed.connect(self._on_changed)
        events.document_removed.connect(self._on_removed)

    def begin_loading(self) -> None:
        """The list is being read anew."""
        self._loading, self._missed = True, {}

    def missed(self) -> Changes:
        """The list is there: what it may not know yet."""
        missed, self._missed = self._missed, {}
        self._loading = False
        return missed

    @Slot(object)
    def _on_changed(self, event: DocumentChanged) -> None:
        self._note(event.document.id, event.document)

    @Slot(object)
    def _on_removed(self, event: DocumentRemoved) -> None:
        self._note(event.document_id, None)

    def _note(self, document_id: DocumentId, document: Document | None) -> None:
        self._changed[document_id] = document
        if self._loading:
            self._missed[document_id] = document
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _flush(self) -> None:
        started = time.monotonic()
        changed, self._changed = self._changed, {}
        self._show(changed)
        took = int((time.monotonic() - started) * 1000)
        self._timer.setInterval(max(FLUSH_MS, took * REST))
