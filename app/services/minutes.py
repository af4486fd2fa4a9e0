"""Minutes from a transcript file: read it, find the lines, check them, keep them.

Works without a language model and even without the embedder; each makes the minutes better, none is needed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from app.domain.errors import EngineError, UserError
from app.domain.events import MeetingChanged
from app.domain.ids import MeetingId
from app.domain.jobs import CancelToken, OnProgress, Progress
from app.domain.language_models import LoadedModel, TokenDelta
from app.domain.meetings import Minutes, Transcript
from app.domain.ports import DocumentParser, Embedder, Generator
from app.services.event_bus import EventBus
from app.services.minutes_edits import EditStore, MinutesEditor
from app.services.minutes_export import PaintPdf, export_minutes
from app.tasks.minutes import extractive, written
from app.tasks.minutes.assembly import assemble
from app.tasks.minutes.findings import Findings
from app.tasks.minutes.vectors import Vector, rows
from app.tasks.minutes.verification import Checker
from app.tasks.minutes.windows import Window, cut_windows

_BATCH = 64
_NO_EMBEDDER = "embedder_unavailable"
_NO_MODEL = "model_failed"


Warnings = list[str]
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
    """One per profile. Every method may be called from any thread, ``make`` by one at a time.

    ``editor`` changes minutes that were kept.
    """

    def __init__(
        self,
        parser: DocumentParser,
        embedder: Embedder,
        generator: Generator,
        ensure_model: Callable[[CancelToken], LoadedModel | None],
        meetings: MeetingStore,
        bus: EventBus | None = None,
    ) -> None:
        self._parser = parser
        self._embedder = embedder
        self._generator = generator
        self._ensure_model = ensure_model
        self._meetings = meetings
        self._bus = bus or EventBus()
        self.editor = MinutesEditor(meetings, self._bus)

    def make(self, path: Path, cancel: CancelToken, on_progress: OnProgress) -> Minutes:
        """Minutes of one file; progress counts utterances.

        Raises UserError (not_a_transcript, empty_document, file_missing ...), EngineError of the parser, Cancelled.
        A failing embedder or generator is a warning in the result: the lines that need neither are still true.
        """
        started = time.perf_counter()
        transcript = self._parser.read_transcript(path, cancel)
        cancel.raise_if_cancelled()
        meeting = extractive.read(transcript)
        warnings: Warnings = []
        findings, model = self._find(meeting, cancel, on_progress, warnings)
        vectors = self._vectors(meeting, cancel, on_progress, warnings)
        minutes = assemble(meeting, findings, vectors, model)
        elapsed = (time.perf_counter() - started) * 1000
        return replace(minutes, total_ms=elapsed, warnings=tuple(warnings))

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

    def _find(
        self, meeting: extractive.Read, cancel: CancelToken, on_progress: OnProgress, warnings: Warnings
    ) -> tuple[Findings, str | None]:
        """Lines by the model where it is able, else quoted ones."""
        try:
            model = self._ensure_model(cancel)
            if model is not None and model.n_params > written.SMALLEST_PARAMETERS:
                return self._written(meeting.transcript, model, cancel, on_progress), model.name
        except (EngineError, UserError):
            warnings.append(_NO_MODEL)
        return extractive.extract(meeting), None

    def _written(
        self, transcript: Transcript, model: LoadedModel, cancel: CancelToken, on_progress: OnProgress
    ) -> Findings:
        room = model.n_ctx - written.ANSWER_TOKENS - written.PROMPT_TOKENS
        windows = cut_windows(transcript.utterances, self._generator.count_tokens, max(128, int(room * 0.9)))
        checker = Checker(transcript.utterances)
        total, done = len(transcript.utterances), 0
        findings = Findings()
        for window in windows:
            on_progress(Progress(done, total, "reading"))
            findings.add(self._read_window(window, checker, transcript.date, cancel))
            done += len(window.own)
        on_progress(Progress(total, total, "reading"))
        return findings

    def _read_window(
        self, window: Window, checker: Checker, meeting_date: str | None, cancel: CancelToken
    ) -> Findings:
        """One reply, and a second chance for lines that failed the check; the better of the two."""
        first = written.parse(self._reply(window, (), cancel), window, meeting_date)
        wrong = written.rejected_lines(first, checker)
        if not wrong:
            return first
        second = written.parse(self._reply(window, wrong, cancel), window, meeting_date)
        return second if len(written.rejected_lines(second, checker)) < len(wrong) else first

    def _reply(self, window: Window, rejected: Sequence[str], cancel: CancelToken) -> str:
        request = written.request(window, rejected)
        events = self._generator.generate(request, cancel)
        text = "".join(event.text for event in events if isinstance(event, TokenDelta))
        cancel.raise_if_cancelled()
        return text

    def _vectors(
        self, meeting: extractive.Read, cancel: CancelToken, on_progress: OnProgress, warnings: Warnings
    ) -> VectorRows:
        """One vector per sentence with content; all None when the embedder fails."""
        found: VectorRows = [None] * len(meeting.pieces)
        places = [i for i, piece in enumerate(meeting.pieces) if piece.stems]
        total = len(meeting.transcript.utterances)
        try:
            for start in range(0, len(places), _BATCH):
                cancel.raise_if_cancelled()
                batch = places[start : start + _BATCH]
                on_progress(Progress(meeting.pieces[batch[0]].at, total, "summarizing"))
                vectors = rows(self._embedder.embed_queries([meeting.pieces[i].text for i in batch]))
                for place, vector in zip(batch, vectors, strict=True):
                    found[place] = vector
        except EngineError:
            warnings.append(_NO_EMBEDDER)
            return [None] * len(meeting.pieces)
        on_progress(Progress(total, total, "summarizing"))
        return found
