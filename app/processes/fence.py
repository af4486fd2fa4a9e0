"""What a child gives up before it touches anything: the network, other programs, and (where it reads what others
wrote) files, memory and the rest of the machine.

Every layer is optional: an old kernel or a container may not have it. The child goes on with the rest, and the report
says what holds. Python's audit hooks are the last layer, on every system; native code is not stopped by them.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from app.domain.fences import FenceLayer, FenceReport
from app.processes.limits import EVERYBODY, ROLE_LIMITS, RoleLimits

_REFUSED = {
    *("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"),
    *("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"),
}
_STARTS_PROGRAMS = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.startfile"}
_NICENESS = 10
_Layer = tuple[str, Callable[[], str]]
_NOT_THERE = (OSError, AttributeError, KeyError, ValueError)


def raise_fence(role: str) -> FenceReport:
    """Irrevocable; never raises. To be called while the process has one thread and has read nothing."""
    limits = ROLE_LIMITS.get(role, EVERYBODY)
    held = tuple(_tried(name, work) for name, work in _layers(limits))
    sys.addaudithook(_refuse_network)
    sys.addaudithook(_refuse_programs)
    return FenceReport(role, (*held, FenceLayer("python_hooks", True)))


def _layers(limits: RoleLimits) -> Iterable[_Layer]:
    systems = {"linux": _on_linux, "darwin": _on_macos, "win32": _on_windows}
    choose = systems.get(sys.platform)
    return choose(limits) if choose else ()


def _on_linux(limits: RoleLimits) -> Iterable[_Layer]:
    from app.processes import fence_linux

    return fence_linux.layers(limits)


def _on_macos(limits: RoleLimits) -> Iterable[_Layer]:
    from app.processes import fence_macos

    return fence_macos.layers(limits)


def _on_windows(limits: RoleLimits) -> Iterable[_Layer]:
    from app.processes import fence_windows

    return fence_windows.layers(limits)


def _tried(name: str, work: Callable[[], str]) -> FenceLayer:
    try:
        return FenceLayer(name, True, work())
    except _NOT_THERE as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return FenceLayer(name, False, reason or type(error).__name__)


def _refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _REFUSED:
        raise PermissionError("this process has no network")
    if event == "socket.__new__" and arguments[1] in {socket.AF_INET, socket.AF_INET6}:
        raise PermissionError("this process has no network")


def _refuse_programs(event: str, _arguments: tuple[Any, ...]) -> None:
    if event in _STARTS_PROGRAMS:
        raise PermissionError("this process starts no programs")


def be_nice() -> None:
    """From now on this process gives way to writing an answer, and to whatever else the person does.

    Raises OSError where that is not allowed.
    """
    if sys.platform == "linux":  # here niceness belongs to each thread
        for task in _threads():
            os.setpriority(os.PRIO_PROCESS, task, max(_NICENESS, os.getpriority(os.PRIO_PROCESS, task)))
    elif sys.platform == "win32":
        from app.processes.fence_windows import lower_priority

        lower_priority()
    elif hasattr(os, "nice"):
        os.nice(_NICENESS)


def _threads() -> list[int]:
    """All of this process; where its own folder is closed to it, the one that asks: later ones inherit from it."""
    try:
        return [int(task.name) for task in Path("/proc/self/task").iterdir()]
    except OSError:
        return [0]
