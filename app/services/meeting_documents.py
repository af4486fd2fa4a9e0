"""Meetings as documents of the library: one text file each, with speaker and time before every turn.

So a meeting is found by the library's search like any other document, whatever format its transcript had, also when
it was pasted or its file is gone; and every passage of it says who speaks and when.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from app.domain.errors import UserError
from app.domain.ids import MeetingId
from app.domain.jobs import CancelToken
from app.domain.spoken import meeting_text_name, written_out
from app.services.minutes_edits import MinutesEditor
from app.services.minutes_words import file_name_of
from app.services.text_file import write_text


class Library(Protocol):
    """What is asked of the library."""

    def add(self, paths: Sequence[Path], cancel: CancelToken) -> Any:
        """Take in files and folders."""

    def rescan(self, cancel: CancelToken, *, touched: Sequence[Path] | None) -> Any:
        """Make the library what these places hold now."""


class Sources(Protocol):
    """What meetings were made from."""

    def source(self, meeting_id: MeetingId) -> Path | None:
        """The transcript file; None for a meeting that is not there."""


class MeetingDocuments:
    """Any thread; may wait for a walk over the disk that is going on. ``folder`` is added to the library as one;
    ``pasted`` is where transcripts are kept that came as a text and have no file of the person's own. Without
    ``as_files`` (an encrypted library) no text is written, and meetings are asked one by one only.
    """

    def __init__(
        self,
        folder: Path,
        editor: MinutesEditor,
        library: Library,
        sources: Sources,
        pasted: Path,
        *,
        as_files: bool = True,
    ) -> None:
        self._as_files = as_files
        self._folder = folder
        self._editor = editor
        self._library = library
        self._sources = sources
        self._pasted = pasted

    def was_pasted(self, meeting_id: MeetingId) -> bool:
        """Whether its transcript came as a text: it goes with the meeting, nobody else has it."""
        source = self._sources.source(meeting_id)
        return source is not None and source.parent == self._pasted

    def path_of(self, meeting_id: MeetingId) -> Path | None:
        """The text of a meeting; None where it is not in the library."""
        ending = meeting_text_name("", meeting_id)
        return next((path for path in sorted(self._folder.glob("*.txt")) if path.name.endswith(ending)), None)

    def enter(self, meeting_id: MeetingId, cancel: CancelToken) -> Path:
        """Put a meeting into the library, where it is read with the next documents.

        Raises UserError("unknown_meeting", "disk_full", "permission_denied", "cannot_write") and Cancelled.
        """
        transcript = self._editor.minutes(meeting_id).transcript
        if not self._as_files:
            return self._folder
        path = self._folder / meeting_text_name(file_name_of(transcript.title, ""), meeting_id)
        write_text(path, written_out(transcript))
        self._library.add([self._folder], cancel)
        return path

    def leave(self, meeting_id: MeetingId, cancel: CancelToken) -> None:
        """Take it out of the library, and a pasted transcript off the disk; to be called before it is deleted.

        Raises UserError("permission_denied"), Cancelled.
        """
        source = self._sources.source(meeting_id)
        if source is not None and self.was_pasted(meeting_id):
            _remove(source)
        path = self.path_of(meeting_id)
        if path is not None:
            _remove(path)
            self._library.rescan(cancel, touched=[path])


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise UserError("permission_denied", path=str(path)) from error
