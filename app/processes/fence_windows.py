"""The fence on Windows. UNTESTED: written from Microsoft's documentation; no Windows machine was at hand.

The parent puts each child into a job that ends with it and limits its memory; the child itself turns error dialogs
off, lowers its integrity (it may then write almost nowhere) and gives up starting programs. Reading files and the
network are *not* taken away: that needs an AppContainer from the start of the process.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from typing import Any

from app.processes.limits import RoleLimits

Layer = tuple[str, Callable[[], str]]
_NO_DIALOGS = (
    0x0001 | 0x0002 | 0x8000
)  # SEM_FAILCRITICALERRORS, SEM_NOGPFAULTERRORBOX, SEM_NOOPENFILEERRORBOX
_TOKEN_ADJUST_DEFAULT, _TOKEN_QUERY, _TOKEN_INTEGRITY_LEVEL = 0x0080, 0x0008, 25
_SE_GROUP_INTEGRITY = 0x20
_LOW_INTEGRITY = "S-1-16-4096"
_CHILD_PROCESS_POLICY = 13
_EXTENDED_LIMITS = 9  # JobObjectExtendedLimitInformation
_BELOW_NORMAL = 0x4000  # BELOW_NORMAL_PRIORITY_CLASS
_LIMIT_PROCESS_MEMORY, _DIE_ON_EXCEPTION, _KILL_ON_CLOSE = 0x100, 0x400, 0x2000


def layers(limits: RoleLimits) -> Iterator[Layer]:
    """Name and work of each layer, in the order in which they must be raised."""
    yield "no_error_dialogs", _no_dialogs
    if limits.untrusted:
        yield "no_programs", _no_programs
        yield "low_integrity", _lower_integrity


def new_job(limits: RoleLimits) -> int:
    """A job whose processes end with the returned handle, or with Carrel. Raises OSError. For the parent."""
    kernel = _library("kernel32")
    kernel.CreateJobObjectW.restype = ctypes.c_void_p
    job = kernel.CreateJobObjectW(None, None)
    if not job:
        raise _failure("CreateJobObject")
    information = _ExtendedLimits()
    information.flags = _KILL_ON_CLOSE | _DIE_ON_EXCEPTION
    if limits.untrusted:
        information.flags |= _LIMIT_PROCESS_MEMORY
        information.process_memory = limits.memory
    size = ctypes.sizeof(information)
    handle, pointer = ctypes.c_void_p(job), ctypes.byref(information)
    _check(kernel.SetInformationJobObject(handle, _EXTENDED_LIMITS, pointer, size), "SetInformationJobObject")
    return int(job)


def put_into_job(job: int, process_handle: int) -> None:
    """The process stays in it for good. Raises OSError. For the parent."""
    kernel = _library("kernel32")
    done = kernel.AssignProcessToJobObject(ctypes.c_void_p(job), ctypes.c_void_p(process_handle))
    _check(done, "AssignProcessToJobObject")


def lower_priority() -> None:
    """The process gives way to all that a person does. Raises OSError. For the child.

    https://learn.microsoft.com/windows/win32/api/processthreadsapi/nf-processthreadsapi-setpriorityclass
    """
    kernel = _library("kernel32")
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    process = ctypes.c_void_p(kernel.GetCurrentProcess())
    _check(kernel.SetPriorityClass(process, _BELOW_NORMAL), "SetPriorityClass")


class _ExtendedLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = (
        ("process_time", ctypes.c_int64),
        ("job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("least_working_set", ctypes.c_size_t),
        ("largest_working_set", ctypes.c_size_t),
        ("processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
        ("input_output", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    )


class _Label(ctypes.Structure):
    """TOKEN_MANDATORY_LABEL."""

    _fields_ = (("sid", ctypes.c_void_p), ("attributes", ctypes.c_uint32))


def _no_dialogs() -> str:
    _library("kernel32").SetErrorMode(_NO_DIALOGS)
    return "untested"


def _no_programs() -> str:
    policy = ctypes.c_uint32(1)  # NoChildProcessCreation
    kernel = _library("kernel32")
    _check(
        kernel.SetProcessMitigationPolicy(_CHILD_PROCESS_POLICY, ctypes.byref(policy), 4), "mitigation policy"
    )
    return "untested"


def _lower_integrity() -> str:
    kernel, security = _library("kernel32"), _library("advapi32")
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    token, sid = ctypes.c_void_p(), ctypes.c_void_p()
    access = _TOKEN_ADJUST_DEFAULT | _TOKEN_QUERY
    process = ctypes.c_void_p(kernel.GetCurrentProcess())
    _check(security.OpenProcessToken(process, access, ctypes.byref(token)), "OpenProcessToken")
    _check(security.ConvertStringSidToSidW(_LOW_INTEGRITY, ctypes.byref(sid)), "ConvertStringSidToSid")
    label = _Label(sid, _SE_GROUP_INTEGRITY)
    size = ctypes.sizeof(label) + security.GetLengthSid(sid)
    done = security.SetTokenInformation(token, _TOKEN_INTEGRITY_LEVEL, ctypes.byref(label), size)
    _check(done, "SetTokenInformation")
    return "untested"


def _library(name: str) -> Any:
    return ctypes.WinDLL(name, use_last_error=True)  # type: ignore[attr-defined, unused-ignore]


def _failure(what: str) -> OSError:
    return OSError(ctypes.get_last_error(), what)  # type: ignore[attr-defined, unused-ignore]


def _check(done: int, what: str) -> None:
    if not done:
        raise _failure(what)
