"""What runs inside a child: a runtime answers one request at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from app.domain.jobs import CancelToken
from app.processes.gate import Gate
from app.processes.requests import Request
from app.processes.results import EventBody, Result


@dataclass(frozen=True, slots=True)
class Work:
    """The surroundings of one request: where events go, whether it is still wanted, and the open file it is about.

    ``file`` is closed by whoever made this. A runtime sets ``unfit`` when native code failed in a way that may have
    left traces: the child answers, and ends. What can wait goes through ``gate`` before each piece of work.
    """

    send: Callable[[EventBody], None]
    cancel: CancelToken
    file: int | None = None
    unfit: threading.Event = field(default_factory=threading.Event)
    gate: Gate = field(default_factory=Gate)


class Runtime(Protocol):
    """Made once per child, in its main thread, where every request is handled too."""

    def handle(self, request: Request, work: Work) -> Result:
        """Raises UserError, EngineError or Cancelled; anything else is a bug and reaches the parent as a crash."""
