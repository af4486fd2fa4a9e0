"""The fence on macOS. UNTESTED: written from Apple's headers and the profiles of others; no Mac was at hand.

``sandbox_init`` is deprecated since 10.8 and still what browsers build on; a profile denies the network, other
programs, writing, and reading in the person's home outside of Python and Carrel. Memory is watched by the parent:
the kernel ignores RLIMIT_AS. A child ends with Carrel at the end of its input only.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import app
from app.processes.limits import RoleLimits, limit_memory

Layer = tuple[str, Callable[[], str]]
_ANYBODY = "(deny network*)(deny process-exec*)(deny process-fork)"
_READER = '(deny file-write*)(allow file-write-data (literal "/dev/null"))(deny file-read* (subpath {home}))'


def layers(limits: RoleLimits) -> Iterator[Layer]:
    """Name and work of each layer, in the order in which they must be raised."""
    yield "core_dumps", _no_core_dumps
    if limits.untrusted:
        yield "memory", lambda: limit_memory(limits.memory)
        yield "processor_time", lambda: _limit_processor(int(limits.processor))
    yield "sandbox", lambda: _enter_sandbox(profile(reader=limits.untrusted))


def profile(*, reader: bool) -> str:
    """The rules in Apple's sandbox language; later rules win."""
    rules = ["(version 1)(allow default)", _ANYBODY]
    if reader:
        rules.append(_READER.format(home=_quoted(Path(os.path.expanduser("~")))))  # noqa: PTH111 - never fails
        own = {Path(sys.prefix), Path(sys.base_prefix), Path(app.__file__).parent}
        own |= {Path(app.__file__).parent.parent / "resources", Path(getattr(sys, "_MEIPASS", sys.prefix))}
        if getattr(sys, "frozen", False):
            own.add(Path(sys.executable).resolve().parent.parent)  # Contents: modules, libraries, resources
        rules += [f"(allow file-read* (subpath {_quoted(path)}))" for path in sorted(own)]
    return "".join(rules)


def _quoted(path: Path) -> str:
    escaped = str(path.resolve()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _no_core_dumps() -> str:
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return ""


def _limit_processor(seconds: int) -> str:
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    return f"{seconds} s"


def _enter_sandbox(rules: str) -> str:
    library = ctypes.CDLL("/usr/lib/libSystem.dylib")
    message = ctypes.c_char_p()
    if library.sandbox_init(rules.encode(), ctypes.c_uint64(0), ctypes.byref(message)) != 0:
        raise OSError((message.value or b"sandbox_init failed").decode("ascii", "replace"))
    return "untested"
