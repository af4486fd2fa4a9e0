"""What Carrel and its children say to each other: typed records, checked against their types on arrival.

The parent says ``Call``, ``Cancel`` and ``GiveWay``; the child ``Hello`` and ``Ready``, then for each call any number
of ``Event`` and exactly one of ``Done``, ``Failed``, ``Stopped``.
"""

from __future__ import annotations

from typing import Literal

from app.domain.errors import Cancelled, CarrelError, EngineError, UserError
from app.domain.fences import FenceReport
from app.processes.record import Record
from app.processes.requests import Request
from app.processes.results import EventBody, Result

VERSION = 3


class Call(Record, frozen=True):
    """Parent: do this."""

    id: int
    request: Request


class Cancel(Record, frozen=True):
    """Parent: stop doing that; late ones are ignored."""

    id: int


class GiveWay(Record, frozen=True):
    """Parent: what can wait is to be done slowly from now on (``back``), or at full speed again."""

    back: bool


class Hello(Record, frozen=True):
    """Child: the first frame, sent before anything heavy is imported."""

    version: int
    role: str
    pid: int


class Ready(Record, frozen=True):
    """Child: the runtime is imported, and this is what it gave up before."""

    fence: FenceReport | None = None


class Event(Record, frozen=True):
    """Child: something of a running call."""

    id: int
    body: EventBody


class Done(Record, frozen=True):
    """Child: the call succeeded."""

    id: int
    result: Result


class Failed(Record, frozen=True):
    """Child: the call failed; ``id`` is 0 when the runtime could not be made.

    ``leaving``: it does not trust itself any more, and ends.
    """

    id: int
    kind: Literal["user", "engine"]
    code: str
    params: dict[str, str | int | float]
    leaving: bool = False


class Stopped(Record, frozen=True):
    """Child: the call was cancelled."""

    id: int


FromParent = Call | Cancel | GiveWay
FromChild = Hello | Ready | Event | Done | Failed | Stopped
Reply = Event | Done | Failed | Stopped


def failure(call_id: int, error: CarrelError, *, leaving: bool = False) -> Failed | Stopped:
    """An error as the frame that carries it."""
    if isinstance(error, Cancelled):
        return Stopped(call_id)
    kind: Literal["user", "engine"] = "user" if isinstance(error, UserError) else "engine"
    return Failed(call_id, kind, error.code, error.params, leaving)


def error_of(failed: Failed) -> CarrelError:
    """The frame as the error it carries."""
    kind = UserError if failed.kind == "user" else EngineError
    return kind(failed.code, **failed.params)
