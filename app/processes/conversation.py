"""Talking to one living child: the handshake, and one call from its request to its result.

All raise Cancelled, and EngineError("engine_crashed", "engine_timeout", "protocol_mismatch"); after the last two
the child has been killed.
"""

from __future__ import annotations

import logging
import queue
from collections.abc import Iterator

from app.domain.errors import Cancelled, CarrelError, EngineError
from app.domain.jobs import CancelToken
from app.processes.limits import CallLimits
from app.processes.messages import (
    VERSION,
    Call,
    Cancel,
    Done,
    Event,
    EventBody,
    Failed,
    Hello,
    Ready,
    Result,
    Stopped,
    error_of,
)
from app.processes.process import ChildProcess, Ended, WakeUp
from app.processes.watch import Watch

log = logging.getLogger(__name__)


def shake_hands(process: ChildProcess, seconds: float, cancel: CancelToken) -> None:
    """Wait until a new child is ready. Raises also what the child says that kept it from starting."""
    watch = Watch(CallLimits(total=seconds, grace=0.0), process.pid)
    forget = cancel.on_cancel(process.wake)
    try:
        hello = _receive(process, watch, cancel)
        if not isinstance(hello, Hello) or (hello.version, hello.role) != (VERSION, process.role):
            raise EngineError("protocol_mismatch", role=process.role, detail="unexpected greeting")
        ready = _receive(process, watch, cancel)
        if isinstance(ready, Failed):
            raise error_of(ready)
        if not isinstance(ready, Ready):
            raise EngineError("protocol_mismatch", role=process.role, detail="unexpected greeting")
    finally:
        forget()


def converse(
    process: ChildProcess, call: Call, limits: CallLimits, cancel: CancelToken
) -> Iterator[EventBody | Result]:
    """The call's events, then its result. Raises also what the child says that kept it from finishing."""
    watch = Watch(limits, process.pid)
    forget = cancel.on_cancel(process.wake)
    result: Result | None = None
    try:
        process.send(call)
        for item in _replies(process, call, watch, cancel):
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


def _replies(process: ChildProcess, call: Call, watch: Watch, cancel: CancelToken) -> Iterator[Event | Done]:
    while True:
        item = _receive(process, watch, cancel, call.id)
        if isinstance(item, Event | Done | Failed | Stopped) and item.id != call.id:
            continue  # the end of an abandoned call
        if isinstance(item, Event):
            yield item
        elif isinstance(item, Done):
            yield item
            return
        elif isinstance(item, Failed):
            if item.code == "out_of_memory":  # it leaves after that; do not meet it at the door
                process.stop()
            raise error_of(item)
        elif isinstance(item, Stopped):
            raise Cancelled
        else:
            process.kill()
            raise EngineError("protocol_mismatch", role=process.role, detail="unexpected frame")


def _receive(process: ChildProcess, watch: Watch, cancel: CancelToken, call_id: int = 0) -> object:
    """The next frame. Raises when the child ended, or had to be ended."""
    while True:
        try:
            item = process.inbox.get(timeout=watch.wait_seconds())
        except queue.Empty:
            if watch.expired():
                _put_down(process, cancel)
            continue
        if isinstance(item, Ended):
            raise _error_of_end(item, cancel)
        if not isinstance(item, WakeUp):
            watch.heard()
            return item
        if cancel.cancelled:
            watch.stopping()
            process.send(Cancel(call_id))


def _put_down(process: ChildProcess, cancel: CancelToken) -> None:
    process.kill()
    process.join()
    if cancel.cancelled:
        raise Cancelled
    log.warning("the %s took too long and was stopped", process.role)
    raise EngineError("engine_timeout", role=process.role)


def _error_of_end(ended: Ended, cancel: CancelToken) -> CarrelError:
    outcome = ended.outcome
    if cancel.cancelled or outcome.asked:
        return Cancelled()
    if ended.mismatch is not None:
        return EngineError("protocol_mismatch", role=outcome.role, **ended.mismatch.params)
    return EngineError("engine_crashed", role=outcome.role, detail=str(outcome))


def _abandon(process: ChildProcess, call: Call, limits: CallLimits) -> None:
    token = CancelToken()
    token.cancel()
    watch = Watch(limits, process.pid)
    watch.stopping()
    process.send(Cancel(call.id))
    try:
        for _ in _replies(process, call, watch, token):
            pass
    except CarrelError:
        log.debug("%s: an abandoned call ended", process.role)
