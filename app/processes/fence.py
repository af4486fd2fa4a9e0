"""What a child gives up before it touches any file: the network, and outliving its parent.

The fence is Python's audit hook, which sees every socket made through Python and cannot be removed; native code
is not stopped by it.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any

from app.processes.limits import PARSER_MEMORY, limit_memory

_REFUSED = {"socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"}
_STARTS_PROGRAMS = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.startfile"}
_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_NICENESS = 10


def raise_fence(role: str) -> None:
    """Irrevocable."""
    _die_with_parent()
    if role == "parser":
        limit_memory(PARSER_MEMORY)
    sys.addaudithook(_refuse_network)
    if role == "parser":
        sys.addaudithook(_refuse_programs)


def _refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _REFUSED:
        raise PermissionError("this process has no network")
    if event == "socket.__new__" and arguments[1] in {socket.AF_INET, socket.AF_INET6}:
        raise PermissionError("this process has no network")


def _refuse_programs(event: str, _arguments: tuple[Any, ...]) -> None:
    if event in _STARTS_PROGRAMS:
        raise PermissionError("this process starts no programs")


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def be_nice() -> None:
    """From now on this process gives way to writing an answer, and to whatever else the person does."""
    if sys.platform == "linux":  # here niceness belongs to each thread
        for task in Path("/proc/self/task").iterdir():
            os.setpriority(os.PRIO_PROCESS, int(task.name), _NICENESS)
    elif hasattr(os, "nice"):
        os.nice(_NICENESS)
