"""Several parsers as one: files are read side by side, and the person never waits behind them."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from app.domain.documents import AS_IT_COMES, PageImage, ParsedDocument, ReadOptions, RecognizedPage, Span
from app.domain.fences import FenceReport
from app.domain.jobs import CancelToken
from app.domain.meetings import Transcript
from app.processes.launch import Launcher
from app.processes.limits import PARSER_CALL, CallLimits
from app.processes.parser_engine import ParserEngine
from app.processes.supervisor import OnState, ignore_state

_MOST = 2


class ParserPool:
    """A DocumentParser over ``size`` children (as many as cores, two at most), and one more for the person.

    ``parse`` goes to a free child, or waits for one; pages for the screen and transcripts have a child of their own.
    No child is started before it is needed, and a running one is preferred. Any number of threads may call.
    """

    def __init__(
        self,
        launcher: Launcher,
        on_state: OnState = ignore_state,
        *,
        size: int | None = None,
        limits: CallLimits = PARSER_CALL,
    ) -> None:
        count = size or max(1, min(_MOST, _cores()))
        self._engines = tuple(ParserEngine(launcher, on_state, limits) for _ in range(count))
        self._free = list(self._engines)
        self._changed = threading.Condition()
        self._person = ParserEngine(launcher, on_state, limits)
        self.background = BackgroundParser(self)
        """The same, but pages are rendered by the children that parse: for reading scans while a person looks on."""

    @property
    def size(self) -> int:
        """How many files are read at once at most."""
        return len(self._engines)

    @property
    def pids(self) -> tuple[int, ...]:
        """Of the children that live."""
        found = (engine.pid for engine in (*self._engines, self._person))
        return tuple(pid for pid in found if pid is not None)

    @property
    def pid(self) -> int | None:
        """Of one of them; None while there is none."""
        return next(iter(self.pids), None)

    @property
    def fence(self) -> FenceReport | None:
        """What held around the latest children; None before there was one."""
        reports = (engine.fence for engine in (*self._engines, self._person))
        return next((report for report in reports if report is not None), None)

    def warm_up(self, cancel: CancelToken) -> None:
        """Start one child."""
        with self.free_engine(cancel) as engine:
            engine.warm_up(cancel)

    def parse(self, path: Path, cancel: CancelToken, options: ReadOptions = AS_IT_COMES) -> ParsedDocument:
        """See the port."""
        with self.free_engine(cancel) as engine:
            return engine.parse(path, cancel, options)

    def render_page(
        self,
        path: Path,
        page: int,
        scale: float,
        highlight: Span | None,
        recognized: Sequence[RecognizedPage] = (),
    ) -> PageImage:
        """See the port; for the person, at once."""
        return self._person.render_page(path, page, scale, highlight, recognized)

    def read_transcript(self, path: Path, cancel: CancelToken) -> Transcript:
        """See the port; for the person, at once."""
        return self._person.read_transcript(path, cancel)

    def kill(self) -> None:
        """Kill all children as if they had crashed; for tests."""
        for engine in (*self._engines, self._person):
            engine.kill()

    def close(self) -> None:
        """End all children for good; running calls are Cancelled."""
        for engine in (*self._engines, self._person):
            engine.close()

    @contextmanager
    def free_engine(self, cancel: CancelToken) -> Iterator[ParserEngine]:
        """One of the parsers, for oneself. Raises Cancelled while waiting."""
        engine = self._take(cancel)
        try:
            yield engine
        finally:
            with self._changed:
                self._free.append(engine)
                self._changed.notify_all()

    def _take(self, cancel: CancelToken) -> ParserEngine:
        forget = cancel.on_cancel(self._wake)
        try:
            with self._changed:
                self._changed.wait_for(lambda: cancel.cancelled or self._free)
                cancel.raise_if_cancelled()
                running = (engine for engine in self._free if engine.pid is not None)
                chosen = next(running, self._free[0])
                self._free.remove(chosen)
                return chosen
        finally:
            forget()

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()


class BackgroundParser:
    """A pool's children, without the person's: a DocumentParser that leaves that one alone."""

    def __init__(self, pool: ParserPool) -> None:
        self._pool = pool

    def parse(self, path: Path, cancel: CancelToken, options: ReadOptions = AS_IT_COMES) -> ParsedDocument:
        """See the port."""
        return self._pool.parse(path, cancel, options)

    def render_page(
        self,
        path: Path,
        page: int,
        scale: float,
        highlight: Span | None,
        recognized: Sequence[RecognizedPage] = (),
    ) -> PageImage:
        """See the port; waits for a free child."""
        with self._pool.free_engine(CancelToken()) as engine:
            return engine.render_page(path, page, scale, highlight, recognized)

    def read_transcript(self, path: Path, cancel: CancelToken) -> Transcript:
        """See the port."""
        with self._pool.free_engine(cancel) as engine:
            return engine.read_transcript(path, cancel)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
