"""One life of one child process, seen from the parent: its pipe, its inbox, its end."""

from __future__ import annotations

import logging
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass

from app.domain.errors import EngineError
from app.processes.inbox import Inbox
from app.processes.launch import Launched
from app.processes.limits import LARGEST_FRAME, ChildLimits
from app.processes.messages import FromChild, FromParent
from app.processes.outcome import Outcome
from app.processes.protocol import decode_from_child, encode, read_frame
from app.processes.watch import Usage
from app.processes.wear import Wear

log = logging.getLogger(__name__)
_LEAVING_SECONDS = 2.0
_LOOK_SECONDS = 0.2


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
    """Reads everything the child says into ``inbox``; ``on_end`` is called in the reading thread.

    ``largest_frame`` is the longest reply in bytes that is taken at the moment, ``usage`` what the child uses, and
    ``wear`` whether it should go on.
    """

    def __init__(
        self, role: str, launched: Launched, on_end: Callable[[Ended], None], limits: ChildLimits
    ) -> None:
        self.role = role
        self.inbox: Inbox[InboxItem] = Inbox()
        self.busy = False
        self.ended: Ended | None = None
        self.largest_frame = LARGEST_FRAME
        self._popen = launched.popen
        self._channel = launched.channel
        self.usage = Usage(self._popen.pid)
        self.wear = Wear(limits, self.usage)
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

    def send(self, record: FromParent, file: int | None = None) -> None:
        """A broken pipe is no error here: the end arrives in the inbox. Raises UserError for what cannot be sent.

        ``file`` is an open descriptor that goes with it; it stays open here. A child that takes nothing is killed.
        """
        frame = encode(record)
        try:
            with self._write_lock:
                self._channel.send(frame, file)
        except TimeoutError:
            log.warning("the %s does not listen and was stopped", self.role)
            self.kill(asked=False)
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
        self._hang_up()
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
            while (body := read_frame(self._popen.stdout, self._limit)) is not None:
                if not self._has_room():
                    break
                self.inbox.put(decode_from_child(body), len(body))
        except EngineError as error:
            mismatch = error
        except (OSError, ValueError) as error:
            log.debug("%s: reading failed: %s", self.role, type(error).__name__)
        self.ended = self._bury(mismatch)
        self._on_end(self.ended)  # first, so that whoever waits finds the failure counted and told
        self.inbox.put(self.ended)

    def _limit(self) -> int:
        return self.largest_frame

    def _has_room(self) -> bool:
        """Let the child wait while nobody takes what it said; False when it has ended meanwhile."""
        while not self.inbox.has_room(_LOOK_SECONDS):
            if self._popen.poll() is not None:
                return False
        return True

    def _hang_up(self) -> None:
        try:
            self._channel.close()
        except OSError:
            log.debug("%s: the pipe is closed", self.role)

    def _bury(self, mismatch: EngineError | None) -> Ended:
        try:
            # A frame cut short by the child's death is a death, not a mismatch.
            code = self._popen.wait(_LEAVING_SECONDS if mismatch is None else 0.2)
            if code != 0:
                mismatch = None
        except subprocess.TimeoutExpired:  # it closed its end of the pipe, or talks nonsense, and lives on
            self._popen.kill()
            code = self._popen.wait()
        self._hang_up()
        assert self._popen.stdout is not None
        self._popen.stdout.close()
        return Ended(Outcome(self.role, code, self._asked, self.busy), mismatch)
