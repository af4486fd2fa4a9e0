"""Reads one queued file: its hash, and unless these bytes are known already, what the parser makes of them."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

from app.domain.documents import ParsedDocument
from app.domain.errors import EngineError, ErrorInfo, UserError
from app.domain.jobs import CancelToken
from app.domain.ports import DocumentParser
from app.services.hashing import hash_file
from app.store.documents import FileFacts, Queued
from app.store.store import Store

# The parser itself cannot work: no file is to blame.
_FATAL = {"engine_unavailable", "protocol_mismatch"}


@dataclass(frozen=True, slots=True)
class ReadFile:
    """``parsed`` is None when ``error`` says why, or when these bytes were read before (see ``hash``)."""

    queued: Queued
    size: int
    mtime_ns: int
    hash: str
    seconds: float
    parsed: ParsedDocument | None = None
    error: ErrorInfo | None = None

    def facts(self, more_seconds: float) -> FileFacts:
        """What the store writes down about the file."""
        return FileFacts(self.size, self.mtime_ns, self.hash, self.seconds + more_seconds)


class FileReader:
    """Gives every file two chances: when it kills the parser, and when it changes while it is read."""

    def __init__(self, parser: DocumentParser, store: Store, index_version: int) -> None:
        self._parser = parser
        self._store = store
        self._index_version = index_version

    def read(self, queued: Queued, busy: str | None, cancel: CancelToken) -> ReadFile:
        """``busy`` is the hash of a file that is being taken in: its twin is not read a second time.

        Raises Cancelled, and EngineError when the parser cannot work at all. The rest is in ``error``.
        """
        started = time.monotonic()
        document = queued.document
        size, mtime_ns, name = document.size, document.mtime_ns, ""
        parsed: ParsedDocument | None = None
        error: ErrorInfo | None = None
        try:
            for _ in range(2):
                before = document.path.stat()
                size, mtime_ns = before.st_size, before.st_mtime_ns
                name = hash_file(document.path, cancel)
                if not self._is_known(queued, name, busy):
                    parsed, error = self._parse(document.path, cancel)
                if _same(before, document.path.stat()):
                    break
            else:
                error = ErrorInfo("file_changed")
        except OSError as problem:
            error = ErrorInfo(_os_code(problem), {"path": str(document.path)})
        seconds = time.monotonic() - started
        return ReadFile(queued, size, mtime_ns, name, seconds, None if error else parsed, error)

    def _is_known(self, queued: Queued, name: str, busy: str | None) -> bool:
        if queued.reparse:
            return False
        return name == busy or self._store.find_content(name, self._index_version) is not None

    def _parse(self, path: Path, cancel: CancelToken) -> tuple[ParsedDocument | None, ErrorInfo | None]:
        for last in (False, True):
            cancel.raise_if_cancelled()
            try:
                return self._parser.parse(path, cancel), None
            except UserError as problem:
                return None, problem.info()
            except EngineError as problem:
                if problem.code in _FATAL:
                    raise
                if last:
                    return None, problem.info()
        raise AssertionError("not reached")


def _same(before: os.stat_result, after: os.stat_result) -> bool:
    return (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)


def _os_code(problem: OSError) -> str:
    if isinstance(problem, FileNotFoundError | NotADirectoryError):
        return "file_missing"
    if isinstance(problem, IsADirectoryError):
        return "not_a_file"
    return "permission_denied" if isinstance(problem, PermissionError) else "disk_error"
