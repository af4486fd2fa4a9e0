"""The parent's side of the parser: opens the file, hands it to the child, and believes nothing that comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from app.domain.documents import AS_IT_COMES, PageImage, ParsedDocument, ReadOptions, RecognizedPage, Span
from app.domain.errors import EngineError
from app.domain.file_names import listed, on_disk
from app.domain.jobs import CancelToken
from app.domain.meetings import Transcript
from app.processes.channel import carries_files
from app.processes.checks import checked_document, checked_image, checked_transcript
from app.processes.engines import Engine
from app.processes.launch import Launcher
from app.processes.limits import PARSER_CALL, PARSER_CHILD, RENDER_CALL, CallLimits, ChildLimits
from app.processes.opening import opened
from app.processes.requests import Parse, ReadTranscript, RenderPage
from app.processes.results import Parsed, Rendered, TranscriptRead
from app.processes.supervisor import OnState, Supervisor, ignore_state

T = TypeVar("T")
_URGENT = 0
_CODES = {
    "engine_crashed": "parser_crashed",
    "engine_bug": "parser_crashed",
    "engine_timeout": "parser_timeout",
    "out_of_memory": "parser_memory",
}


class ParserEngine(Engine):
    """Reads files in a process that may die of them; each file has its own time.

    Of its own it raises the UserErrors of :func:`app.processes.opening.opened`, and for a file that killed the child,
    or made it say what cannot be, EngineError("parser_crashed" | "parser_timeout" | "parser_memory") with a
    ``detail`` for a log.
    """

    def __init__(
        self,
        launcher: Launcher,
        on_state: OnState = ignore_state,
        limits: CallLimits = PARSER_CALL,
        child: ChildLimits = PARSER_CHILD,
    ) -> None:
        super().__init__(Supervisor("parser", launcher, child, on_state=on_state))
        self._limits = limits

    def warm_up(self, cancel: CancelToken) -> None:
        """Start the child."""
        self._supervisor.warm_up(cancel)

    def parse(self, path: Path, cancel: CancelToken, options: ReadOptions = AS_IT_COMES) -> ParsedDocument:
        """See the port."""

        def ask() -> ParsedDocument:
            with _handed_over(path) as (name, file):
                request = Parse(name, options)
                found = self._supervisor.ask(request, Parsed, cancel, self._limits, file=file)
            return checked_document(found.document)

        return self._believed(ask)

    def render_page(
        self,
        path: Path,
        page: int,
        scale: float,
        highlight: Span | None,
        recognized: Sequence[RecognizedPage] = (),
    ) -> PageImage:
        """See the port; overtakes files that wait to be parsed."""

        def ask() -> PageImage:
            with _handed_over(path) as (name, file):
                request = RenderPage(name, page, scale, highlight, tuple(recognized))
                found = self._supervisor.ask(
                    request, Rendered, CancelToken(), RENDER_CALL, urgency=_URGENT, file=file
                )
            return checked_image(found.image)

        return self._believed(ask)

    def read_transcript(self, path: Path, cancel: CancelToken) -> Transcript:
        """See the port."""

        def ask() -> Transcript:
            with _handed_over(path) as (name, file):
                request = ReadTranscript(name)
                found = self._supervisor.ask(
                    request, TranscriptRead, cancel, self._limits, urgency=_URGENT, file=file
                )
            return checked_transcript(found.transcript)

        return self._believed(ask)

    def _believed(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except EngineError as error:
            if error.code == "engine_crashed":
                self._supervisor.kill()  # it is dead already, or it lied
            code = _CODES.get(error.code)
            if code is None:
                raise
            raise EngineError(code, **error.params) from error


@contextmanager
def _handed_over(path: Path) -> Iterator[tuple[Path, int | None]]:
    """What the child is told and given: the name and the open file, or where it lies."""
    with opened(on_disk(path)) as file:
        yield (Path(listed(path).name), file.descriptor) if carries_files() else (path.absolute(), None)
