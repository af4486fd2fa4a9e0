"""Reads one queued file: its hash, and unless these bytes are known already, what the parser makes of them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from app.domain.documents import ParsedDocument, ReadOptions, RecognizedPage
from app.domain.errors import EngineError, ErrorInfo, UserError
from app.domain.file_names import on_disk
from app.domain.jobs import CancelToken
from app.domain.ports import DocumentParser
from app.services.hashing import NotRegularError, hash_file
from app.store.queue import FileFacts, Queued
from app.store.store import Store

# The parser itself cannot work: no file is to blame.
_FATAL = {"engine_unavailable", "protocol_mismatch"}

TwinAhead = Callable[[str], bool]
"""Are these bytes being read already, for a document before this one?"""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """``parsed`` is None when ``error`` says why, or when these bytes were read before (see ``hash``).

    ``pictures``: the file was read before, and now these pages of it are to be read from their picture.
    ``if_waiting``: why pages were not, where some still wait for that.
    """

    queued: Queued
    size: int
    mtime_ns: int
    hash: str
    seconds: float
    parsed: ParsedDocument | None = None
    error: ErrorInfo | None = None
    pictures: tuple[int, ...] = ()
    if_waiting: ErrorInfo | None = None

    def facts(self, more_seconds: float = 0.0) -> FileFacts:
        """What the store writes down about the file."""
        return FileFacts(self.size, self.mtime_ns, self.hash, self.seconds + more_seconds)


class FileReader:
    """Gives every file two chances: when it kills the parser, and when it changes while it is read.

    A file that killed the parser twice is in quarantine (``store/quarantine.py``) and not opened again.
    """

    def __init__(self, parser: DocumentParser, store: Store, index_version: int) -> None:
        self._parser = parser
        self._store = store
        self._index_version = index_version

    def read(self, queued: Queued, twin_ahead: TwinAhead, cancel: CancelToken) -> ReadFile:
        """A file with a twin ahead is only hashed.

        Raises Cancelled, and EngineError when the parser cannot work at all. The rest is in ``error``.
        """
        started = time.monotonic()
        document = queued.document
        file = ReadFile(queued, document.size, document.mtime_ns, "", 0.0)
        try:
            for _ in range(2):
                before = on_disk(document.path).stat()
                name = hash_file(document.path, cancel)
                file = ReadFile(queued, before.st_size, before.st_mtime_ns, name, 0.0)
                file = self._read(file, twin_ahead, cancel)
                if _same(before, on_disk(document.path).stat()):
                    break
            else:
                file = replace(file, parsed=None, error=ErrorInfo("file_changed"))
        except OSError as problem:
            file = replace(
                file, parsed=None, error=ErrorInfo(_os_code(problem), {"path": str(document.path)})
            )
        return replace(file, seconds=time.monotonic() - started)

    def read_with(self, file: ReadFile, cancel: CancelToken) -> ReadFile:
        """Read a file anew, taking the pages in ``pictures`` as they were recognized, as far as they were."""
        started = time.monotonic()
        pages = self._store.recognized.load(file.hash, file.pictures)
        parsed, error = self._parse(file, pages, cancel)
        seconds = file.seconds + time.monotonic() - started
        return replace(file, parsed=parsed, error=error, seconds=seconds, pictures=())

    def _read(self, file: ReadFile, twin_ahead: TwinAhead, cancel: CancelToken) -> ReadFile:
        queued = file.queued
        known = self._store.find_content(file.hash, self._index_version, queued.ocr)
        if queued.deferred and known is not None:
            return replace(file, pictures=self._store.queue.waiting_pages(known))
        if not queued.reparse and (known is not None or twin_ahead(file.hash)):
            return file
        if queued.reparse:
            self._store.quarantine.release(file.hash)
        parsed, error = self._parse(file, (), cancel)
        if parsed is not None and parsed.waiting_pages and not queued.reparse:
            pages = self._store.recognized.load(file.hash, parsed.waiting_pages)
            if len(pages) == len(parsed.waiting_pages):  # of a copy, or before an update
                parsed, error = self._parse(file, pages, cancel)
        return replace(file, parsed=parsed, error=error)

    def _parse(
        self, file: ReadFile, pages: tuple[RecognizedPage, ...], cancel: CancelToken
    ) -> tuple[ParsedDocument | None, ErrorInfo | None]:
        path, options = file.queued.document.path, ReadOptions(file.queued.ocr, pages)
        error = self._store.quarantine.sentence(file.hash, self._index_version)
        while error is None:
            cancel.raise_if_cancelled()
            try:
                return self._parser.parse(path, cancel, options), None
            except UserError as problem:
                error = problem.info()
            except EngineError as problem:
                if problem.code in _FATAL:
                    raise
                if self._store.quarantine.add(file.hash, self._index_version, problem.info()):
                    error = problem.info()
        return None, error


def no_twin(_hash: str) -> bool:
    """For a file that is read by itself."""
    return False


def _same(before: os.stat_result, after: os.stat_result) -> bool:
    return (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)


def _os_code(problem: OSError) -> str:
    if isinstance(problem, FileNotFoundError | NotADirectoryError):
        return "file_missing"
    if isinstance(problem, NotRegularError | IsADirectoryError):
        return "not_a_file"
    return "permission_denied" if isinstance(problem, PermissionError) else "disk_error"
