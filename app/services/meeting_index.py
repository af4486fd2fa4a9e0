"""Meetings made searchable one by one, in a store of their own: a cache that may be deleted, and is made anew.

Each meeting is there once as a whole and, as soon as somebody asks what one person said, once more as that person's
words alone. A meeting is embedded when it is first asked, which takes a second per quarter of an hour of talk or so.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from app.domain.embeddings import Passage
from app.domain.ids import MeetingId
from app.domain.jobs import CancelToken, OnProgress, Progress
from app.domain.meetings import Transcript
from app.domain.ports import Embedder
from app.domain.spoken import MEDIA_TYPE, SpokenText, spoken_text
from app.retrieval.chunking import chunk_document, chunk_header
from app.store.contents import NewContent
from app.store.documents import FileSeen
from app.store.embeddings import Embedded, StoredVectors, packed, passage_hash
from app.store.endings import ReadAnew
from app.store.queue import FileFacts
from app.store.store import Store

_VERSION = 1
_SLICE = 32
"""Chunks embedded in one call; between two of them it can be stopped."""


class MeetingIndex:
    """``open_store`` is called at the first question. One question at a time, any thread."""

    def __init__(self, folder: Path, open_store: Callable[[Path], Store], embedder: Embedder) -> None:
        self._folder = folder
        self._open_store = open_store
        self._embedder = embedder
        self._store: Store | None = None
        self._lock = threading.Lock()

    @property
    def store(self) -> Store:
        """Raises the UserErrors of :class:`Store`."""
        with self._lock:
            if self._store is None:
                self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                self._store = self._open_store(self._folder / "meetings.db")
            return self._store

    def ready(
        self,
        meeting_id: MeetingId,
        transcript: Transcript,
        speaker: str | None,
        cancel: CancelToken,
        on_progress: OnProgress,
    ) -> tuple[Path, SpokenText]:
        """The meeting (or what ``speaker`` said in it) as a place to look in; progress counts pieces of it.

        Raises EngineError of the embedder, Cancelled (nothing half-made stays) and the store's UserErrors.
        """
        spoken = spoken_text(transcript, speaker)
        place = self._place(meeting_id, spoken)
        if self.store.chunks.document_count([place]) == 0:
            self._take_in(place, spoken, cancel, on_progress)
        return place, spoken

    def knows(self, meeting_id: MeetingId) -> bool:
        """Whether anything of a meeting is here."""
        if self._store is None and not (self._folder / "meetings.db").exists():
            return False
        return self.store.chunks.document_count([self._root(meeting_id)]) > 0

    def forget(self, meeting_id: MeetingId) -> None:
        """Nothing of a meeting stays."""
        known = self.store.documents.in_scope([self._root(meeting_id)])
        self.store.documents.remove([document.id for document in known])

    def close(self) -> None:
        """Nothing may be asked afterwards."""
        with self._lock:
            if self._store is not None:
                self._store.close()

    def _root(self, meeting_id: MeetingId) -> Path:
        return (self._folder / "meetings" / str(meeting_id)).resolve()

    def _place(self, meeting_id: MeetingId, spoken: SpokenText) -> Path:
        """Another embedder, or another text under the same number, has another place."""
        name = f"{self._embedder.space().name}|{_VERSION}|{spoken.parsed.title}|{spoken.parsed.text}"
        return self._root(meeting_id) / sha256(name.encode("utf-8", "replace")).hexdigest()[:16]

    def _take_in(self, place: Path, spoken: SpokenText, cancel: CancelToken, on_progress: OnProgress) -> None:
        parsed = spoken.parsed
        chunks = chunk_document(parsed, self._embedder.count_tokens)
        headers = tuple(chunk_header(parsed.title, "", chunk.heading_path) for chunk in chunks)
        content = NewContent(place.name, _VERSION, parsed, tuple(chunks), headers)
        passages = content.passages()
        vectors: list[StoredVectors] = []
        for start in range(0, len(passages), _SLICE):
            cancel.raise_if_cancelled()
            on_progress(Progress(start, len(passages), "embedding"))
            vectors += self._embedded(passages[start : start + _SLICE], cancel)
        hashes = [passage_hash(passage) for passage in passages]
        self.store.documents.save([FileSeen(place, len(parsed.text), 0, MEDIA_TYPE)])
        queued = next(q for q in self.store.queue.next(1000) if q.document.path == place)
        facts = FileFacts(len(parsed.text), 0, place.name, 0.0)
        embedded = Embedded(self._embedder.space(), hashes, vectors)
        self.store.settle([ReadAnew(queued, content, embedded, facts)])

    def _embedded(self, passages: list[Passage], cancel: CancelToken) -> list[StoredVectors]:
        return [packed(vectors) for vectors in self._embedder.embed_passages(passages, cancel)]
