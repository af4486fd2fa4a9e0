"""The parser's child side: reads one file at a time, and may die of it.

Whatever a format reader raises that is not one of our errors means that the file is damaged: the reader's own
message is not passed on, it may quote the document.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from app.domain.errors import CarrelError, EngineError, UserError
from app.formats import registry
from app.processes.messages import (
    Parse,
    Parsed,
    ReadTranscript,
    Rendered,
    RenderPage,
    Request,
    Result,
    TranscriptRead,
)
from app.processes.runtime import Work

T = TypeVar("T")


class ParserRuntime:
    """Answers Parse, RenderPage and ReadTranscript."""

    def handle(self, request: Request, work: Work) -> Result:
        """See :class:`app.processes.runtime.Runtime`."""
        match request:
            case Parse(path, options):
                return Parsed(_read(path, lambda: registry.parse(path, options)))
            case RenderPage(path, page, scale, highlight, recognized):
                return Rendered(
                    _read(path, lambda: registry.render_page(path, page, scale, highlight, recognized))
                )
            case ReadTranscript(path):
                from app.formats.transcripts import read_transcript

                return TranscriptRead(_read(path, lambda: read_transcript(path)))
        raise EngineError("protocol_mismatch", detail=type(request).__name__)


def _read(path: Path, work: Callable[[], T]) -> T:
    try:
        _check_readable(path)
        return work()
    except (CarrelError, MemoryError):
        raise
    except FileNotFoundError as error:
        raise UserError("file_missing") from error
    except PermissionError as error:
        raise UserError("permission_denied") from error
    except Exception as error:
        raise UserError("damaged_document", detail=type(error).__name__) from error


def _check_readable(path: Path) -> None:
    """A pipe or a device would never end, or do something; only ordinary files are opened."""
    if not path.exists():
        raise UserError("file_missing")
    if not path.is_file():
        raise UserError("not_a_file")
