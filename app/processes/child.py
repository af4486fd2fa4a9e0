"""The main loop of a child: ``python -m app.processes.child ROLE``.

One thread reads frames (so that a cancel arrives at once), the main thread works. The end of standard input, or
anything broken on it, ends the process.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable
from typing import BinaryIO

from app.domain.errors import CarrelError, EngineError
from app.domain.fences import FenceReport
from app.domain.jobs import CancelToken
from app.processes.channel import Source, source_on
from app.processes.fence import raise_fence
from app.processes.gate import Gate
from app.processes.messages import (
    VERSION,
    Call,
    Done,
    Event,
    FromParent,
    GiveWay,
    Hello,
    Ready,
    failure,
)
from app.processes.outcome import EXIT_UNFIT
from app.processes.protocol import decode_from_parent, encode, read_frame
from app.processes.record import Record
from app.processes.results import EventBody
from app.processes.runtime import Runtime, Work

ROLES = ("generator", "embedder", "parser", "recognizer", "teacher")
EXIT_BAD_ROLE, EXIT_NO_RUNTIME = 2, 3


def make_runtime(role: str) -> Runtime:
    """Imports what the role needs, and only that."""
    if role == "generator":
        from app.processes.generator import GeneratorRuntime

        return GeneratorRuntime()
    if role == "embedder":
        from app.processes.embedder import EmbedderRuntime

        return EmbedderRuntime()
    if role == "recognizer":
        from app.processes.recognizer import RecognizerRuntime

        return RecognizerRuntime()
    if role == "teacher":
        from app.processes.teacher import TeacherRuntime

        return TeacherRuntime()
    from app.processes.parser import ParserRuntime

    return ParserRuntime()


class Child:
    """One child's end of the pipe. ``fence`` is what it gave up."""

    def __init__(self, source: Source, stdout: BinaryIO, fence: FenceReport | None = None) -> None:
        self._source = source
        self._stdout = stdout
        self._fence = fence
        self._calls: queue.SimpleQueue[tuple[Call, Work]] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._running: dict[int, CancelToken] = {}
        self._gate = Gate()

    def serve(self, role: str, factory: Callable[[str], Runtime]) -> int:
        """Returns the exit status, when there is one to return: usually the reading thread ends the process."""
        self._write(Hello(VERSION, role, os.getpid()))
        threading.Thread(target=self._read, name="reader", daemon=True).start()
        try:
            runtime = factory(role)
        except CarrelError as error:
            self._write(failure(0, error))
            return EXIT_NO_RUNTIME
        except Exception as error:  # noqa: BLE001 - a missing or broken library; the parent is told which
            _note(error)
            self._write(failure(0, EngineError("engine_unavailable", role=role, detail=type(error).__name__)))
            return EXIT_NO_RUNTIME
        self._write(Ready(self._fence))
        while self._handle(runtime, *self._calls.get()):
            pass
        return EXIT_UNFIT

    def _handle(self, runtime: Runtime, call: Call, work: Work) -> bool:
        """False when the process is no longer fit to go on."""
        reply: Record
        try:
            work.cancel.raise_if_cancelled()
            reply = Done(call.id, runtime.handle(call.request, work))
        except MemoryError:
            work.unfit.set()
            reply = failure(call.id, EngineError("out_of_memory"), leaving=True)
        except CarrelError as error:
            reply = failure(call.id, error, leaving=work.unfit.is_set())
        except Exception as error:  # noqa: BLE001 - our bug; the child goes on, the parent hears of it
            _note(error)
            reply = failure(call.id, EngineError("engine_bug", detail=type(error).__name__))
        finally:
            if work.file is not None:
                os.close(work.file)
        self._finish(call, reply)
        return not work.unfit.is_set()

    def _finish(self, call: Call, reply: Record) -> None:
        with self._lock:  # a cancel that is being delivered is through before the next request begins
            self._running.pop(call.id, None)
        self._write(reply)

    def _read(self) -> None:
        try:
            while (body := read_frame(self._source)) is not None:
                self._take(decode_from_parent(body), self._source.take_file())
        except (EngineError, OSError) as error:
            _note(error)
        os._exit(0)

    def _take(self, frame: FromParent, file: int | None) -> None:
        if isinstance(frame, GiveWay):
            self._gate.hold(back=frame.back)
            return
        with self._lock:
            if isinstance(frame, Call):
                token = self._running[frame.id] = CancelToken()
                self._calls.put((frame, Work(self._sender(frame.id), token, file, gate=self._gate)))
            elif frame.id in self._running:
                self._running[frame.id].cancel()

    def _sender(self, call_id: int) -> Callable[[EventBody], None]:
        return lambda body: self._write(Event(call_id, body))

    def _write(self, record: Record) -> None:
        try:
            frame = encode(record)
        except CarrelError as error:  # a result that cannot be sent, such as text with lone surrogates
            if not isinstance(record, Done):
                raise
            frame = encode(failure(record.id, error))
        try:
            self._stdout.write(frame)
            self._stdout.flush()
        except OSError:
            os._exit(0)  # the parent is gone


def _note(error: BaseException) -> None:
    """The place of an error, without its message, which may quote a document."""
    trace, place = error.__traceback__, "?"
    while trace is not None:
        place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
        trace = trace.tb_next
    with contextlib.suppress(OSError):  # the log may be full
        sys.stderr.write(f"{type(error).__name__} at {place}\n")
        sys.stderr.flush()


def _private_pipes() -> tuple[Source, BinaryIO]:
    """The pipe under new numbers; 0 and 1 lead nowhere, so that no library's print can break the protocol."""
    source, stdout = source_on(os.dup(0)), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return source, stdout


def main(role: str, factory: Callable[[str], Runtime] = make_runtime) -> int:
    """Serve until the parent goes. Does not return to the caller's cleanup: libraries crash in theirs."""
    source, stdout = _private_pipes()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal reaches all; the parent decides
    faulthandler.enable()  # where a native library crashed, into the child's own log
    fence = raise_fence(role)  # while there is one thread, and nothing was read yet
    code = Child(source, stdout, fence).serve(role, factory)
    os._exit(code)


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in ROLES:
        sys.exit(EXIT_BAD_ROLE)
    main(sys.argv[1])
