"""One life of one child process, seen from the parent: its pipe, its inbox, its end."""

from __future__ import annotations

import logging
import queue
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass

from app.domain.errors import EngineError
from app.processes.messages import FromChild, FromParent
from app.processes.outcome import Outcome
from app.processes.protocol import decode_from_child, encode, read_frame

log = logging.getLogger(__name__)
_LEAVING_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Ended:
    """The last thing in the inbox. ``mismatch`` is set when the child did not speak our protocol."""

    outcome: Outcome
    mismatch: EngineError | None = None


@dataclass(frozen=True, slots=True)
class WakeUp:
    """Put into the inbox to make the waiting thread look at its cancel token."""


InboxItem = FromChild | Ended | WakeUp


class ChildProcess:
    """Reads everything the child says into ``inbox``; ``on_end`` is called in the reading thread."""

    def __init__(self, role: str, popen: subprocess.Popen[bytes], on_end: Callable[[Ended], None]) -> None:
        self.role = role
        self.inbox: queue.SimpleQueue[InboxItem] = queue.SimpleQueue()
        self.busy = False
        self.ended: Ended | None = None
        self._popen = popen
        self._on_end = on_end
        self._asked = False
        self._write_lock = threading.Lock()
        self._reader = threading.Thread(target=self._read, name=f"{role}-reader", daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._popen.pid

    @property
    def alive(self) -> bool:
        """False as soon as it has ended, even when the last frames are still being read."""
        return self.ended is None and self._popen.poll() is None

    def send(self, record: FromParent) -> None:
        """A broken pipe is no error here: the end arrives in the inbox. Raises UserError for what cannot be sent."""
        frame = encode(record)
        try:
            with self._write_lock:
                assert self._popen.stdin is not None
                self._popen.stdin.write(frame)
                self._popen.stdin.flush()
        except (OSError, ValueError):
            log.debug("%s: the pipe is closed", self.role)

    def wake(self) -> None:
        """Never blocks; for cancel callbacks."""
        self.inbox.put(WakeUp())

    def kill(self, *, asked: bool = True) -> None:
        """At once. ``asked`` tells whether the end counts as ours."""
        self._asked = self._asked or asked
        self._popen.kill()

    def stop(self) -> None:
        """Close its standard input, on which it leaves; kill it when it does not. Returns when it has ended."""
        self._asked = True
        try:
            assert self._popen.stdin is not None
            self._popen.stdin.close()
        except OSError:
            log.debug("%s: the pipe is closed", self.role)
        self._reader.join(_LEAVING_SECONDS)
        if self._reader.is_alive():
            self._popen.kill()
            self._reader.join()

    def join(self) -> None:
        """Wait until the end is known."""
        self._reader.join()

    def _read(self) -> None:
        mismatch: EngineError | None = None
        assert self._popen.stdout is not None
        try:
            while (body := read_frame(self._popen.stdout)) is not None:
                self.inbox.put(decode_from_child(body))
        except EngineError as error:
            mismatch = error
        except (OSError, ValueError) as error:
            log.debug("%s: reading failed: %s", self.role, type(error).__name__)
        self.ended = self._bury(mismatch)
        self._on_end(self.ended)  # first, so that whoever waits finds the failure counted and told
        self.inbox.put(self.ended)

    def _bury(self, mismatch: EngineError | None) -> Ended:
        try:
            # A frame cut short by the child's death is a death, not a mismatch.
            code = self._popen.wait(_LEAVING_SECONDS if mismatch is None else 0.2)
            if code != 0:
                mismatch = None
        except subprocess.TimeoutExpired:  # it closed its end of the pipe, or talks nonsense, and lives on
            self._popen.kill()
            code = self._popen.wait()
        for pipe in (self._popen.stdin, self._popen.stdout):
            try:
                assert pipe is not None
                pipe.close()
            except OSError:
                log.debug("%s: closing the pipe failed", self.role)
        return Ended(Outcome(self.role, code, self._asked, self.busy), mismatch)
