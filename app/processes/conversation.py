"""Talking to one living child: the handshake, and one call from its request to its result.

All raise Cancelled, and EngineError("engine_crashed", "engine_timeout", "out_of_memory"), the handshake also
"protocol_mismatch"; after all of these the child has been killed. A child that greeted well and then talks nonsense
counts as crashed: its input may have taken it over.
"""

from __future__ import annotations

import logging
import queue
import signal
from collections.abc import Iterator

from app.domain.errors import Cancelled, CarrelError, EngineError
from app.domain.fences import FenceReport
from app.domain.jobs import CancelToken
from app.processes.checks import checked_failure
from app.processes.limits import CallLimits
from app.processes.messages import VERSION, Call, Cancel, Done, Event, Failed, Hello, Ready, Stopped, error_of
from app.processes.outcome import Outcome
from app.processes.process import ChildProcess, Ended, WakeUp
from app.processes.results import EventBody, Result
from app.processes.watch import Watch

log = logging.getLogger(__name__)
_MOST = 0.5  # of the memory allowed: who dies like this beyond that, died for want of it
_NAMES = ("SIGABRT", "SIGILL", "SIGTRAP", "SIGKILL")
_FOR_MEMORY = {-getattr(signal, name) for name in _NAMES if hasattr(signal, name)}


def shake_hands(process: ChildProcess, seconds: float, cancel: CancelToken) -> FenceReport | None:
    """Wait until a new child is ready; what holds around it. Raises also what kept it from starting."""
    talk = _Talk(process, CallLimits(total=seconds, grace=0.0), cancel)
    forget = cancel.on_cancel(process.wake)
    try:
        hello = talk.receive()
        if not isinstance(hello, Hello) or (hello.version, hello.role) != (VERSION, process.role):
            raise EngineError("protocol_mismatch", role=process.role, detail="unexpected greeting")
        ready = talk.receive()
        if isinstance(ready, Failed):
            raise error_of(ready)
        if not isinstance(ready, Ready):
            raise EngineError("protocol_mismatch", role=process.role, detail="unexpected greeting")
        return ready.fence
    finally:
        forget()


def converse(
    process: ChildProcess, call: Call, limits: CallLimits, cancel: CancelToken, file: int | None = None
) -> Iterator[EventBody | Result]:
    """The call's events, then its result. Raises also what the child says that kept it from finishing.

    ``file``: the open descriptor that the call is about.
    """
    talk = _Talk(process, limits, cancel, call.id)
    forget = cancel.on_cancel(process.wake)
    result: Result | None = None
    process.largest_frame = limits.frame
    try:
        process.send(call, file)
        for item in talk.replies():
            if isinstance(item, Done):
                result = item.result
            else:
                yield item.body
    except (GeneratorExit, KeyboardInterrupt):  # the caller lost interest in the middle
        _abandon(process, call, limits)
        raise
    finally:
        forget()
    if result is not None:
        yield result


class _Talk:
    """One call, or the handshake (``call_id`` 0)."""

    def __init__(
        self, process: ChildProcess, limits: CallLimits, cancel: CancelToken, call_id: int = 0
    ) -> None:
        self._process = process
        self._limits = limits
        self._cancel = cancel
        self._call_id = call_id
        self.watch = Watch(limits, process.usage)

    def replies(self) -> Iterator[Event | Done]:
        """Everything about this call; the result is the last."""
        while True:
            item = self.receive()
            if isinstance(item, Event | Done | Failed | Stopped) and item.id != self._call_id:
                continue  # the end of an abandoned call
            if isinstance(item, Event):
                yield item
            elif isinstance(item, Done):
                yield item
                return
            elif isinstance(item, Failed):
                if item.leaving or item.code == "out_of_memory":  # do not meet it at the door
                    self._process.stop()
                raise error_of(checked_failure(item, self._process.role))
            elif isinstance(item, Stopped):
                raise Cancelled
            else:
                self._process.kill()
                raise self._crashed("it talked out of turn")

    def receive(self) -> object:
        """The next frame. Raises when the child ended, or had to be ended."""
        while True:
            if self.watch.late():  # also when frames never stop coming
                self._put_down("engine_timeout")
            try:
                item = self._process.inbox.get(timeout=self.watch.wait_seconds())
            except queue.Empty:
                if (code := self.watch.verdict()) is not None:
                    self._put_down(code)
                continue
            if isinstance(item, Ended):
                raise self._error_of_end(item)
            if not isinstance(item, WakeUp):
                self.watch.heard()
                return item
            if self._cancel.cancelled:
                self.watch.stopping()
                self._process.send(Cancel(self._call_id))

    def _put_down(self, code: str) -> None:
        self._process.kill()
        self._process.join()
        if self._cancel.cancelled:
            raise Cancelled
        log.warning("the %s was stopped: %s", self._process.role, code)
        raise EngineError(code, role=self._process.role)

    def _error_of_end(self, ended: Ended) -> CarrelError:
        outcome = ended.outcome
        if self._cancel.cancelled or outcome.asked:
            return Cancelled()
        if ended.mismatch is not None and self._call_id == 0:
            return EngineError("protocol_mismatch", role=outcome.role, **ended.mismatch.params)
        if ended.mismatch is not None:
            return self._crashed("it talked nonsense")
        if self._died_for_memory(outcome):
            return EngineError("out_of_memory", role=outcome.role, detail=str(outcome))
        return self._crashed(str(outcome))

    def _crashed(self, detail: str) -> EngineError:
        return EngineError("engine_crashed", role=self._process.role, detail=detail)

    def _died_for_memory(self, outcome: Outcome) -> bool:
        return outcome.code in _FOR_MEMORY and self.watch.peak > _MOST * self._limits.memory


def _abandon(process: ChildProcess, call: Call, limits: CallLimits) -> None:
    token = CancelToken()
    token.cancel()
    talk = _Talk(process, limits, token, call.id)
    talk.watch.stopping()
    process.send(Cancel(call.id))
    try:
        for _ in talk.replies():
            pass
    except CarrelError:
        log.debug("%s: an abandoned call ended", process.role)
