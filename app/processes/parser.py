"""The parser's child side: reads one file at a time, and may die of it.

The file comes open; nothing else can be opened here. Whatever a format reader raises that is not one of our errors
means that the file is damaged: the reader's own message is not passed on, it may quote the document. After an error
of native code the child ends: nobody knows what that file did to its memory.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from app.domain.errors import CarrelError, EngineError, UserError
from app.formats import registry
from app.processes.fence import be_nice
from app.processes.opening import opened, read_all
from app.processes.requests import Parse, ReadTranscript, RenderPage, Request
from app.processes.results import Parsed, Rendered, Result, TranscriptRead
from app.processes.runtime import Work

T = TypeVar("T")


class ParserRuntime:
    """Answers Parse, RenderPage and ReadTranscript."""

    def __init__(self) -> None:
        self._nice = False

    def handle(self, request: Request, work: Work) -> Result:
        """See :class:`app.processes.runtime.Runtime`."""
        match request:
            case Parse(path, options):
                self._give_way()
                return Parsed(_read(path, work, lambda data: registry.parse_bytes(path, data, options)))
            case RenderPage(path, page, scale, highlight, recognized):
                return Rendered(
                    _read(
                        path,
                        work,
                        lambda data: registry.render_bytes(path, data, page, scale, highlight, recognized),
                    )
                )
            case ReadTranscript(path):
                from app.formats.transcripts import read_transcript_bytes

                return TranscriptRead(_read(path, work, lambda data: read_transcript_bytes(path, data)))
        raise EngineError("protocol_mismatch", detail=type(request).__name__)

    def _give_way(self) -> None:
        """Taking documents in has time; pages for the person come from a process that does nothing else."""
        if not self._nice:
            self._nice = True
            with contextlib.suppress(OSError):  # a fence may forbid it
                be_nice()


def _read(path: Path, work: Work, reader: Callable[[bytes], T]) -> T:
    try:
        return reader(_content(path, work.file))
    except MemoryError:
        raise
    except CarrelError as error:
        if _is_native(error):
            work.unfit.set()
        raise
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of a Rust library is no Exception
        work.unfit.set()
        raise UserError("damaged_document", detail=type(error).__name__) from error


def _content(path: Path, file: int | None) -> bytes:
    """The whole file. Without an open descriptor (Windows) it is opened here."""
    limit = max(found.max_bytes for found in registry.formats())
    try:
        if file is not None:
            return read_all(file, limit)
        with opened(path, limit) as found:
            return read_all(found.descriptor, limit)
    except OSError as error:
        raise UserError("disk_error") from error


def _is_native(error: BaseException) -> bool:
    """Whether an error goes back to one of a library that is not Python's own."""
    cause = error.__cause__
    while cause is not None:
        root = type(cause).__module__.partition(".")[0]
        if root != "app" and root not in sys.stdlib_module_names:
            return True
        cause = cause.__cause__
    return False
