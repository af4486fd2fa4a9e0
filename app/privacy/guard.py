"""A last lock in the window's and the command line's own process: Python code that is not the door's connects nowhere,
and nobody else is listened to.

An audit hook, so it holds for libraries too, and cannot be taken away again. This computer itself may be spoken to (on
Windows pairs of sockets are made that way). Native code is not stopped by it; the children have fences of their own.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_CONNECTING = {"socket.connect", "socket.sendto", "socket.sendmsg"}
_LOOKING_UP = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
_HERE = {"127.0.0.1", "::1", "localhost", "", None}
_door = threading.local()


class ConnectionRefusedHere(PermissionError):
    """Something other than the door tried to reach the network."""


def install() -> None:
    """Once per process, before anything else is imported that could connect. Irrevocable."""
    sys.addaudithook(_refuse)


@contextmanager
def door_is_open() -> Iterator[None]:
    """This thread may connect until the block ends."""
    before = getattr(_door, "open", False)
    _door.open = True
    try:
        yield
    finally:
        _door.open = before


def reaches_out(event: str, arguments: tuple[Any, ...]) -> bool:
    """Whether an audit event is the beginning of a connection to another computer."""
    if event in _LOOKING_UP:
        host = arguments[0]
        return (host.decode("ascii", "replace") if isinstance(host, bytes) else host) not in _HERE
    if event in _CONNECTING:
        address = arguments[1]
        return isinstance(address, tuple) and bool(address) and address[0] not in _HERE
    if event == "socket.bind":  # "" would be every interface of this computer
        address = arguments[1]
        return isinstance(address, tuple) and bool(address) and address[0] not in _HERE - {"", None}
    return False


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith("socket.") and reaches_out(event, arguments) and not getattr(_door, "open", False):
        raise ConnectionRefusedHere("only the door connects, and only for what a person agreed to")
