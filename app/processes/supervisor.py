"""Keeps one child of a role: starts it when it is needed, restarts it when it died, lets it go when it idles.

Any number of threads may call; one call runs at a time, the others wait in line. What a call raises:
UserError and EngineError as the child said them, Cancelled, and of its own EngineError("engine_crashed",
"engine_timeout", "out_of_memory", "engine_unavailable", "protocol_mismatch").
"""

from __future__ import annotations

import itertools
import logging
import threading
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from app.domain.errors import Cancelled, EngineError
from app.domain.events import EngineChanged
from app.domain.fences import FenceReport
from app.domain.jobs import CancelToken
from app.processes.conversation import converse, shake_hands
from app.processes.launch import Launcher
from app.processes.limits import CallLimits, ChildLimits
from app.processes.line import Line
from app.processes.messages import Call, GiveWay
from app.processes.outcome import EXIT_UNFIT
from app.processes.process import ChildProcess, Ended
from app.processes.requests import Request
from app.processes.results import EventBody, Result

log = logging.getLogger(__name__)
R = TypeVar("R")
OnState = Callable[[EngineChanged], None]


def ignore_state(_changed: EngineChanged) -> None:
    """For callers who do not watch."""


def ignore_event(_body: EventBody) -> None:
    """For callers who want the result only."""


class Supervisor:
    """``greeting`` is the request every new child is sent before anything else (load the model again)."""

    def __init__(
        self,
        role: str,
        launcher: Launcher,
        limits: ChildLimits | None = None,
        *,
        on_state: OnState = ignore_state,
        greeting: Callable[[], Request | None] = lambda: None,
    ) -> None:
        self.role = role
        self._launcher = launcher
        self._limits = limits or ChildLimits()
        self._on_state = on_state
        self._greeting = greeting
        self._line = Line()
        self._ids = itertools.count(1)
        self._process: ChildProcess | None = None
        self._fence: FenceReport | None = None
        self._failures = 0
        self._failed_at = 0.0
        self._used_at = 0.0
        self._last_words = ""
        self._timer: threading.Timer | None = None
        self._closed = False

    # --- what callers use ----------------------------------------------------------------------------------------

    @property
    def pid(self) -> int | None:
        """The child's process id, or None while there is none."""
        process = self._process
        return process.pid if process is not None and process.alive else None

    @property
    def fence(self) -> FenceReport | None:
        """What held around the latest child; None before there was one."""
        return self._fence

    def ask(
        self,
        request: Request,
        expected: type[R],
        cancel: CancelToken,
        limits: CallLimits,
        *,
        urgency: int = 1,
        greet: bool = True,
        on_event: Callable[[EventBody], None] = ignore_event,
        file: int | None = None,
    ) -> R:
        """Run a request to its end. ``file``: the open descriptor it is about."""
        result: object = None
        for result in self.stream(request, cancel, limits, urgency=urgency, greet=greet, file=file):
            if isinstance(result, EventBody):
                on_event(result)
        if not isinstance(result, expected):
            self.kill()
            raise EngineError("engine_crashed", role=self.role, detail="it answered something else")
        return result

    def give_way(self, *, back: bool) -> None:
        """Tell the child, if there is one, to do slowly what can wait, or at full speed again; at once."""
        process = self._process
        if process is not None and process.alive:
            process.send(GiveWay(back))

    def warm_up(self, cancel: CancelToken) -> None:
        """Start the child, if there is none, and wait until it is ready."""
        with self._line.turn(cancel):
            self._rest(self._ready_process(cancel, greet=True))

    def stream(
        self,
        request: Request,
        cancel: CancelToken,
        limits: CallLimits,
        *,
        urgency: int = 1,
        greet: bool = True,
        file: int | None = None,
    ) -> Iterator[EventBody | Result]:
        """The request's events, and its result as the last item."""
        with self._line.turn(cancel, urgency):
            process = self._ready_process(cancel, greet=greet)
            process.wear.begin()
            try:
                yield from self._converse(process, request, limits, cancel, file)
            finally:
                self._rest(process)

    def stop(self) -> None:
        """Let the child go, after the calls in line; the next call starts another."""
        with self._line.turn(CancelToken()):
            self._let_go()

    def kill(self) -> None:
        """Kill the child as if it had crashed: it said what cannot be, or a test wants it."""
        process = self._process
        if process is not None:
            process.kill(asked=False)
            process.join()

    def close(self) -> None:
        """For good; a running call is Cancelled."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        process = self._process
        if process is not None and process.busy:
            process.kill()
        self._let_go()  # without waiting in line: whoever stands there finds it closed

    # --- a child's life ------------------------------------------------------------------------------------------

    def _ready_process(self, cancel: CancelToken, *, greet: bool) -> ChildProcess:
        self._raise_if_closed()
        process = self._process
        if process is not None and process.alive:
            return process
        if process is not None:
            process.join()
        self._wait_for_backoff(cancel)
        self._process = process = self._start()
        try:
            self._raise_if_closed()  # perhaps in the meantime
            self._shake_hands(process, cancel)
            greeting = self._greeting() if greet else None
            if greeting is not None:
                for _ in self._converse(process, greeting, CallLimits(), cancel):
                    pass
        except BaseException as error:
            process.kill()
            process.join()
            if isinstance(error, EngineError):
                self._tell("failed", self._last_words)
            raise
        return process

    def _raise_if_closed(self) -> None:
        if self._closed:
            raise Cancelled

    def _wait_for_backoff(self, cancel: CancelToken) -> None:
        since = time.monotonic() - self._failed_at
        if self._failures >= self._limits.failures and since < self._limits.rest:
            raise EngineError("engine_unavailable", role=self.role, detail=self._last_words)
        delay = self._limits.backoff(self._failures) - since
        if delay > 0:
            asked = threading.Event()
            forget = cancel.on_cancel(asked.set)
            asked.wait(delay)
            forget()
            cancel.raise_if_cancelled()

    def _start(self) -> ChildProcess:
        self._tell("starting")
        try:
            launched = self._launcher.start(self.role)
        except OSError as error:
            self._count_failure(f"The {self.role} could not be started.")
            self._tell("failed", self._last_words)
            raise EngineError("engine_unavailable", role=self.role, detail=type(error).__name__) from error
        return ChildProcess(self.role, launched, self._ended, self._limits)

    def _shake_hands(self, process: ChildProcess, cancel: CancelToken) -> None:
        try:
            self._fence = shake_hands(process, self._limits.start, cancel)
        except EngineError as error:
            if process.alive:  # else its end was counted
                self._count_failure(f"The {self.role} could not start ({error.code}).")
            raise
        self._tell("ready")

    def _converse(
        self,
        process: ChildProcess,
        request: Request,
        limits: CallLimits,
        cancel: CancelToken,
        file: int | None = None,
    ) -> Iterator[EventBody | Result]:
        process.busy = True
        self._tell("busy")
        try:
            yield from converse(process, Call(next(self._ids), request), limits, cancel, file)
            self._failures = 0
        except EngineError as error:
            if error.code == "engine_timeout" and not self._limits.fragile:
                self._count_failure(f"The {self.role} took too long.")
            raise
        finally:
            process.busy = False

    def _ended(self, ended: Ended) -> None:
        """Runs in the reading thread."""
        if (ended.outcome.asked or ended.outcome.code == EXIT_UNFIT) and ended.mismatch is None:
            self._tell("stopped")
            return
        log.warning("%s", ended.outcome)
        if not (self._limits.fragile and ended.outcome.busy):
            self._count_failure(str(ended.outcome))
        self._tell("failed", str(ended.outcome))

    def _count_failure(self, words: str) -> None:
        self._failures += 1
        self._failed_at = time.monotonic()
        self._last_words = words

    def _let_go(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.stop()

    def _rest(self, process: ChildProcess) -> None:
        self._used_at = time.monotonic()
        if process.alive and process.wear.is_worn():
            self._let_go()
        elif process.alive:
            self._tell("ready")
            if self._limits.idle != float("inf") and self._timer is None and not self._closed:
                self._arm(self._limits.idle)

    def _arm(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._leave_if_idle)
        self._timer.daemon = True
        self._timer.start()

    def _leave_if_idle(self) -> None:
        with self._line.turn(CancelToken(), urgency=9):
            self._timer = None
            left = self._limits.idle - (time.monotonic() - self._used_at)
            if left <= 0:
                self._let_go()
            elif not self._closed:
                self._arm(left)

    def _tell(self, state: str, detail: str = "") -> None:
        try:
            self._on_state(EngineChanged(self.role, state, detail))
        except Exception:  # noqa: BLE001 - a watcher's bug must not stop the engine
            log.exception("a watcher of the %s failed", self.role)
