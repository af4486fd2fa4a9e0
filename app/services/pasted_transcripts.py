"""Transcripts that were pasted: looked at by the same reader as files, and kept as files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.domain.errors import UserError
from app.domain.jobs import CancelToken
from app.domain.meetings import Utterance
from app.domain.ports import DocumentParser
from app.i18n import tr
from app.services.minutes_words import file_name_of
from app.services.text_file import write_text

LONGEST = 20_000_000
"""Characters: a day of talk is two million."""
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class TranscriptPreview:
    """What the reader makes of a text. ``title`` is "" where the text names none; ``timed``: every line has a time."""

    title: str
    utterances: int
    speakers: tuple[str, ...]
    timed: bool
    first: tuple[Utterance, ...]


class PastedTranscripts:
    """``folder`` holds the files, ``scratch`` the text that is only being looked at. One at a time, any thread."""

    def __init__(self, folder: Path, scratch: Path, parser: DocumentParser) -> None:
        self._folder = folder
        self._scratch = scratch / "pasted.txt"
        self._parser = parser

    def preview(self, text: str, cancel: CancelToken) -> TranscriptPreview:
        """Raises UserError: empty_document, not_a_transcript, too_large; EngineError, Cancelled."""
        if len(text) > LONGEST:
            raise UserError("too_large")
        write_text(self._scratch, text)
        read = self._parser.read_transcript(self._scratch, cancel)
        cancel.raise_if_cancelled()
        said = read.utterances
        title = "" if read.title == self._scratch.stem else read.title
        speakers = tuple(dict.fromkeys(u.speaker for u in said if u.speaker))
        return TranscriptPreview(
            title, len(said), speakers, all(u.start_ms is not None for u in said), said[:_SHOWN]
        )

    def keep(self, text: str, title: str) -> Path:
        """Write the text down; its file is named after ``title``, by which the minutes are then called.

        Raises UserError("permission_denied", "disk_full", "cannot_write").
        """
        named = title.strip() or tr("Pasted transcript {moment}", moment=f"{datetime.now():%Y-%m-%d %H.%M}")  # noqa: DTZ005 - local time
        path = self._folder / file_name_of(named, ".txt")
        number = 2
        while path.exists():
            path, number = self._folder / file_name_of(f"{named} {number}", ".txt"), number + 1
        write_text(path, text)
        return path

    def tidy(self) -> None:
        """What was only looked at is not left behind."""
        try:
            self._scratch.unlink(missing_ok=True)
        except OSError:  # somebody else holds it: it is written over next time
            return
