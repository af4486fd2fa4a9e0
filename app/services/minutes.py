"""Minutes from a transcript file: read it, find the lines, check them, keep them.

Works without a language model and even without the embedder; each makes the minutes better, none is needed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from app.domain.embeddings import Vectors
from app.domain.errors import EngineError, UserError
from app.domain.events import MeetingChanged
from app.domain.ids import MeetingId
from app.domain.jobs import CancelToken, OnProgress, Progress
from app.domain.language_models import LoadedModel
from app.domain.meetings import Minutes, Transcript
from app.domain.ports import DocumentParser, Embedder, Generator
from app.services.event_bus import EventBus
from app.services.minutes_ability import MinutesAbility
from app.services.minutes_edits import EditStore, MinutesEditor
from app.services.minutes_export import PaintPdf, export_minutes
from app.services.minutes_parts import MinutesParts, part_name
from app.services.minutes_writing import MinutesWriter
from app.tasks.minutes import extractive
from app.tasks.minutes.assembly import SECTIONS, assemble
from app.tasks.minutes.decision_head import FEWEST_STEMS, DecisionHead
from app.tasks.minutes.findings import Findings
from app.tasks.minutes.vectors import Vector, rows

_BATCH = 64
_NO_EMBEDDER = "embedder_unavailable"
_NO_MODEL = "model_failed"
_FROM_VECTORS = frozenset({"summary", "topics"})
_FLOAT_BYTES = 4

VectorRows = list[Vector | None]


class MeetingStore(EditStore, Protocol):
    """Where minutes are kept."""

    def add(self, minutes: Minutes, source_path: Path) -> MeetingId:
        """Keep the minutes of one file."""

    def list(self) -> Sequence[tuple[MeetingId, str, str | None, float]]:
        """(id, title, date, created_at in seconds since the epoch), newest first."""

    def delete(self, meeting_id: MeetingId) -> None:
        """Forget them; the transcript file stays."""


class MinutesService:
    """One per profile. Every method may be called from any thread, ``make`` and ``make_again`` by one at a time.

    ``editor`` changes minutes that were kept. ``cache`` is a folder for what is done of minutes that are being made,
    and for what models can do; with None nothing outlives a call, without ``keep_parts`` nothing that was said.
    ``head`` finds decisions where no model writes.
    """

    def __init__(
        self,
        parser: DocumentParser,
        embedder: Embedder,
        generator: Generator,
        ensure_model: Callable[[CancelToken], LoadedModel | None],
        meetings: MeetingStore,
        bus: EventBus | None = None,
        cache: Path | None = None,
        head: DecisionHead | None = None,
        *,
        keep_parts: bool = True,
    ) -> None:
        self._parser = parser
        self._embedder = embedder
        self._generator = generator
        self._ensure_model = ensure_model
        self._meetings = meetings
        self._bus = bus or EventBus()
        self._head = head
        self._parts = cache / "parts" if cache and keep_parts else None
        self._ability = MinutesAbility(generator, cache / "abilities.json" if cache else None)
        self.editor = MinutesEditor(meetings, self._bus)

    def make(
        self,
        path: Path,
        cancel: CancelToken,
        on_progress: OnProgress,
        sections: frozenset[str] | None = None,
    ) -> Minutes:
        """Minutes of one file; progress counts utterances. ``sections`` (of ``SECTIONS``): make these only, None: all.

        What is done is kept until the minutes are whole: a call after one that was cancelled goes on from there.

        Raises UserError (not_a_transcript, empty_document, file_missing ...), EngineError of the parser, Cancelled.
        A failing embedder or generator is a warning in the result: the lines that need neither are still true.
        """
        started = time.perf_counter()
        transcript = self._parser.read_transcript(path, cancel)
        return self._made(transcript, sections, cancel, on_progress, started)

    def make_again(
        self,
        minutes: Minutes,
        cancel: CancelToken,
        on_progress: OnProgress,
        sections: frozenset[str] | None = None,
    ) -> Minutes:
        """Minutes made anew from the transcript in ``minutes``, all of them or only these sections.

        The transcript file is not needed. Raises as :meth:`make` does.
        """
        return self._made(minutes.transcript, sections, cancel, on_progress, time.perf_counter())

    def keep(self, minutes: Minutes, path: Path) -> MeetingId:
        """Store minutes made from the file ``path``."""
        meeting_id = self._meetings.add(minutes, path)
        self._bus.publish(MeetingChanged(meeting_id))
        return meeting_id

    def list(self) -> Sequence[tuple[MeetingId, str, str | None, float]]:
        """(id, title, date, created_at) of the minutes kept."""
        return self._meetings.list()

    def get(self, meeting_id: MeetingId) -> Minutes:
        """Minutes that were kept, with all that was changed in them since; rejected lines are still there."""
        return self.editor.minutes(meeting_id)

    def delete(self, meeting_id: MeetingId) -> None:
        """Forget minutes that were kept."""
        self._meetings.delete(meeting_id)
        self._bus.publish(MeetingChanged(meeting_id))

    def export(self, minutes: Minutes, path: Path, paint_pdf: PaintPdf | None = None) -> None:
        """Write minutes to a file; its suffix says how. Raises UserError as :func:`export_minutes` does."""
        export_minutes(minutes, path, paint_pdf)

    def _made(
        self,
        transcript: Transcript,
        sections: frozenset[str] | None,
        cancel: CancelToken,
        on_progress: OnProgress,
        started: float,
    ) -> Minutes:
        wanted = SECTIONS if sections is None else sections
        if not wanted <= SECTIONS:
            raise UserError("invalid_input", detail=f"no such section: {min(wanted - SECTIONS)}")
        cancel.raise_if_cancelled()
        run = _Run(MinutesParts(self._parts, transcript), cancel, on_progress, [])
        meeting = extractive.read(transcript)
        written, model = self._written(meeting, run)
        taught = (
            written is None and "decisions" in wanted and meeting.spoken.main == extractive.TAUGHT_LANGUAGE
        )
        needed = bool(wanted & _FROM_VECTORS) or (taught and self._head is not None)
        vectors = self._vectors(meeting, run) if needed else [None] * len(meeting.pieces)
        findings = written or extractive.extract(meeting, vectors, self._head_for(vectors))
        minutes = assemble(meeting, findings, vectors, model, wanted)
        run.parts.forget()
        elapsed = (time.perf_counter() - started) * 1000
        return replace(minutes, total_ms=elapsed, warnings=tuple(run.warnings))

    def _written(self, meeting: extractive.Read, run: _Run) -> tuple[Findings | None, str | None]:
        """Lines by the model where it passed its examination in the language, else None."""
        language = meeting.spoken.main
        try:
            model = self._ensure_model(run.cancel)
            if model and language and self._ability.able(model, language, run.cancel, run.on_progress):
                writer = MinutesWriter(self._generator, model, run.parts, run.cancel, run.on_progress)
                return writer.write(meeting.transcript), model.name
        except (EngineError, UserError):
            run.warnings.append(_NO_MODEL)
        return None, None

    def _head_for(self, vectors: Sequence[Vector | None]) -> DecisionHead | None:
        """The head knows the vectors of one embedder only."""
        if self._head is None or all(vector is None for vector in vectors):
            return None
        return self._head if self._embedder.space().name == self._head.space else None

    def _vectors(self, meeting: extractive.Read, run: _Run) -> VectorRows:
        """One vector per sentence that says something; all None when the embedder fails.

        Shorter sentences are in no summary, and topics are as clear without them: two fifths of the vectors do.
        """
        found: VectorRows = [None] * len(meeting.pieces)
        places = [i for i, piece in enumerate(meeting.pieces) if len(piece.stems) >= FEWEST_STEMS]
        total = len(meeting.transcript.utterances)
        try:
            for start in range(0, len(places), _BATCH):
                run.cancel.raise_if_cancelled()
                batch = places[start : start + _BATCH]
                run.on_progress(Progress(meeting.pieces[batch[0]].at, total, "summarizing"))
                vectors = self._embedded([meeting.pieces[i].text for i in batch], run.parts)
                for place, vector in zip(batch, rows(vectors), strict=True):
                    found[place] = vector
        except EngineError:
            run.warnings.append(_NO_EMBEDDER)
            return [None] * len(meeting.pieces)
        run.on_progress(Progress(total, total, "summarizing"))
        return found

    def _embedded(self, texts: Sequence[str], parts: MinutesParts) -> Vectors:
        """The vectors of one batch, from the run before where it got so far."""
        space = self._embedder.space()
        name = part_name("vectors", space.name, *texts)
        kept = parts.get(name)
        if kept is not None and len(kept) == len(texts) * space.dims * _FLOAT_BYTES:
            return Vectors(space.dims, len(texts), kept)
        vectors = self._embedder.embed_queries(texts)
        parts.put(name, vectors.data)
        return vectors


@dataclass(frozen=True, slots=True)
class _Run:
    """One making of minutes."""

    parts: MinutesParts
    cancel: CancelToken
    on_progress: OnProgress
    warnings: list[str]
