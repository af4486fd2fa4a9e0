"""The text of documents that a task works on: as the library has it, else read now, without taking the file in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.domain.errors import UserError
from app.domain.jobs import CancelToken
from app.domain.ports import DocumentParser
from app.services.library import LibraryService


class WritingSources:
    """``parser`` reads files in a child, fenced in like all reading."""

    def __init__(self, library: LibraryService, parser: DocumentParser) -> None:
        self._library = library
        self._parser = parser

    def text(self, paths: Sequence[Path], cancel: CancelToken) -> str:
        """Of all of them, an empty line between two. Raises UserError as reading does, ("no_text"), Cancelled."""
        texts = []
        for path in paths:
            cancel.raise_if_cancelled()
            text = self._of(path, cancel).strip()
            if not text:
                raise UserError("no_text", path=str(path))
            texts.append(text)
        return "\n\n".join(texts)

    def _of(self, path: Path, cancel: CancelToken) -> str:
        try:
            text = self._library.text(path)
        except UserError as error:
            if error.code != "unknown_document":
                raise
            text = ""
        return text or self._parser.parse(path, cancel).text
