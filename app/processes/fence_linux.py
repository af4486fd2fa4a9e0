"""The fence on Linux, unprivileged and through libc alone. Every layer is tried by itself; together 5 to 20 ms.

To be raised while the process has one thread. Those who run models keep reading, memory and device access: they lose
the network, other programs, other processes, and writing outside of Carrel's folders. Constants are those of
``linux/prctl.h``, ``linux/sched.h``, ``linux/capability.h``.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from app.processes.fence_landlock import readable_paths, restrict_files, restrict_writing, writable_paths
from app.processes.fence_seccomp import filter_system_calls
from app.processes.fence_syscalls import SPECIAL, numbers_of
from app.processes.limits import RoleLimits, limit_memory

Layer = tuple[str, Callable[[], str]]
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
_CLONE_NEWIPC, _CLONE_NEWUSER, _CLONE_NEWNET = 0x0800_0000, 0x1000_0000, 0x4000_0000
_CAPABILITY_VERSION_3 = 0x2008_0522
_LOG_BYTES = 1 << 20
_NVIDIA_SECONDS = 10.0


def layers(limits: RoleLimits) -> Iterator[Layer]:
    """Name and work of each layer, in the order in which they must be raised."""
    yield "parent_death", _die_with_parent
    yield "core_dumps", _no_core_dumps
    if limits.untrusted:
        yield "memory", lambda: limit_memory(limits.memory)
        yield "processor_time", lambda: _limit(resource.RLIMIT_CPU, int(limits.processor), "s")
        yield "descriptors", lambda: _limit(resource.RLIMIT_NOFILE, limits.descriptors, "open files")
        yield "file_size", _limit_files
        yield "first_to_go", _first_to_go
        yield "no_network_namespace", _leave_namespaces
    else:
        _wake_graphics()
    yield "no_new_privileges", _no_new_privileges
    if limits.untrusted:
        yield "no_capabilities", _drop_capabilities
        yield "files", lambda: restrict_files(readable_paths())
    elif folders := writable_paths():
        yield "writing", lambda: restrict_writing(folders)
    yield "system_calls", lambda: filter_system_calls(reader=limits.untrusted)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _check(result: int, what: str) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), what)


def _die_with_parent() -> str:
    """Had the parent died before this, nothing would be asked of this process: it leaves at the end of its input."""
    _check(_libc().prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0), "prctl")
    return "killed with Carrel"


def _no_core_dumps() -> str:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold the document
    return ""


def _limit(which: int, value: int, unit: str) -> str:
    _soft, hard = resource.getrlimit(which)
    ceiling = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(which, (ceiling, ceiling))
    return f"{ceiling} {unit}"


def _limit_files() -> str:
    """Nothing is written but the child's own log, and that stays small."""
    try:
        logs = stat.S_ISREG(os.fstat(2).st_mode)
    except OSError:
        logs = False
    return _limit(resource.RLIMIT_FSIZE, _LOG_BYTES if logs else 0, "bytes")


def _first_to_go() -> str:
    """When memory runs out, the kernel takes this process and not the person's work."""
    Path("/proc/self/oom_score_adj").write_text("1000", "ascii")
    return ""


def _leave_namespaces() -> str:
    """Into an empty network and an own user namespace, where not even root has rights outside."""
    user, group = os.getuid(), os.getgid()
    _check(_libc().unshare(_CLONE_NEWUSER | _CLONE_NEWNET | _CLONE_NEWIPC), "unshare")
    with contextlib.suppress(OSError):  # without these the process is nobody, which is as good
        Path("/proc/self/setgroups").write_text("deny", "ascii")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1", "ascii")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1", "ascii")
    return "empty network namespace"


def _no_new_privileges() -> str:
    _check(_libc().prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl")
    return ""


def _drop_capabilities() -> str:
    """Entering a user namespace gave all of them, inside of it; and Carrel may have been started by root."""
    number = numbers_of(SPECIAL, os.uname().machine)["capset"]
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    nothing = (ctypes.c_uint32 * 6)()
    _check(_libc().syscall(ctypes.c_long(number), header, nothing), "capset")
    return ""


def _wake_graphics() -> None:
    """NVIDIA's library makes missing device files through a helper with root's rights, which the fence forbids."""
    if not Path("/proc/driver/nvidia").exists() or Path("/dev/nvidia-uvm").exists():
        return
    import subprocess

    with contextlib.suppress(OSError, subprocess.SubprocessError):
        helper = ["/usr/bin/nvidia-modprobe", "-c", "0", "-u"]
        subprocess.run(helper, stdin=subprocess.DEVNULL, check=False, timeout=_NVIDIA_SECONDS)
