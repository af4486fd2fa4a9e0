"""What runs inside a child: a runtime answers one request at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from app.domain.jobs import CancelToken
from app.processes.messages import EventBody, Request, Result


@dataclass(frozen=True, slots=True)
class Work:
    """The surroundings of one request: where events go, and whether it is still wanted."""

    send: Callable[[EventBody], None]
    cancel: CancelToken


class Runtime(Protocol):
    """Made once per child, in its main thread, where every request is handled too."""

    def handle(self, request: Request, work: Work) -> Result:
        """Raises UserError, EngineError or Cancelled; anything else is a bug and reaches the parent as a crash."""
