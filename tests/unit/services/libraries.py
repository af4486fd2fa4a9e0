"""A library with the shipped fakes around it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.documents import Document, DocumentState
from app.domain.events import DocumentChanged, DocumentRemoved, Event, IngestionProgressed
from app.domain.ids import DocumentId
from app.domain.jobs import CancelToken, no_progress
from app.processes.fakes import FakeEmbedder, FakeParser, FakeRecognizer
from app.retrieval.chunking import chunk_documents, chunk_header
from app.services.event_bus import EventBus
from app.services.ingestion import BATCH_FILES, IngestionReport, IngestionService
from app.services.library import AddResult, LibraryService
from app.store.store import Store


def media_type_for(path: Path) -> str | None:
    return {".txt": "text/plain", ".md": "text/markdown"}.get(path.suffix)


@dataclass
class Library:
    """``folder`` is where the files are; ``events`` everything that was told."""

    store: Store
    folder: Path
    parser: FakeParser = field(default_factory=FakeParser)
    embedder: FakeEmbedder = field(default_factory=FakeEmbedder)
    recognizer: FakeRecognizer | None = field(default_factory=FakeRecognizer)
    events: list[Event] = field(default_factory=list)
    index_version: int = 1
    readers: int = 1
    batch_files: int = BATCH_FILES

    def __post_init__(self) -> None:
        self.bus = EventBus()
        for kind in (DocumentChanged, DocumentRemoved, IngestionProgressed):
            self.bus.subscribe(kind, self.events.append)
        self.wire()

    def wire(self) -> None:
        """The services anew, after an engine or the version was changed."""
        self.service = LibraryService(self.store, self.bus, media_type_for, self.index_version)
        self.ingestion = IngestionService(
            self.store,
            self.parser,
            self.embedder,
            self.bus,
            chunk=chunk_documents,
            header=chunk_header,
            recognizer=self.recognizer,
            index_version=self.index_version,
            readers=self.readers,
            batch_files=self.batch_files,
        )

    def write(self, name: str, text: str) -> Path:
        """Every writing is a moment later than the one before, whatever the clock's grain."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.stat().st_mtime_ns if path.exists() else 0
        path.write_text(text, encoding="utf-8")
        if path.stat().st_mtime_ns <= before:
            os.utime(path, ns=(before + 1, before + 1))
        return path

    def unplug(self) -> Path:
        """The folder goes as a drive does: not to where its neighbours are. Returns where it is meanwhile."""
        shelf = self.folder.with_name("shelf")
        shelf.mkdir(exist_ok=True)
        return self.folder.rename(shelf / "drive")

    def add(self, *paths: Path) -> AddResult:
        return self.service.add(paths or (self.folder,), CancelToken())

    def one_by_one(self) -> None:
        """Have documents taken in by themselves."""
        self.batch_files = 1
        self.wire()

    def run(self, cancel: CancelToken | None = None) -> IngestionReport:
        return self.ingestion.run(cancel or CancelToken(), no_progress)

    def read(self, *paths: Path) -> None:
        self.add(*paths)
        self.run()

    def states(self) -> dict[str, DocumentState]:
        return {
            d.path.relative_to(self.folder.resolve()).as_posix(): d.state for d in self.service.documents()
        }

    def document(self, name: str) -> Document:
        return self.service.find(self.folder / name)

    def found(self, word: str) -> list[str]:
        hits = self.store.fulltext.search([word], 50, None)
        return [chunk.path.name for chunk in self.store.chunks.get([hit.chunk_id for hit in hits])]

    def changed(self, document_id: DocumentId) -> Sequence[DocumentState]:
        return [
            event.document.state
            for event in self.events
            if isinstance(event, DocumentChanged) and event.document.id == document_id
        ]
