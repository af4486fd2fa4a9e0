"""The filter for system calls (Linux seccomp, classic BPF): what is denied fails with EPERM, so that libraries go on.

Allowed is what is not denied: an allow list would break with every new version of a library or of libc, and the
namespaces and Landlock stand behind it. Layouts and constants are those of ``linux/seccomp.h``, ``linux/filter.h``,
``linux/audit.h``, ``linux/sched.h``.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from collections.abc import Iterator

from app.processes.fence_syscalls import DENIED, DENIED_TO_READERS, SPECIAL, numbers_of

_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32_BIT = 0x4000_0000
_LD_W_ABS, _JEQ, _JGE, _JSET, _RET = 0x20, 0x15, 0x35, 0x45, 0x06
_NR, _ARCH, _ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data
_ALLOW, _ERRNO = 0x7FFF_0000, 0x0005_0000
_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 22, 2

_CLONE_THREAD = 0x0001_0000
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | 0o20000000  # the last is __O_TMPFILE
_TIOCSTI, _TIOCLINUX = 0x5412, 0x541C  # typing into the terminal that Carrel was started from

_Instruction = tuple[int, int, int, int]
_DENY: _Instruction = (_RET, 0, 0, _ERRNO | errno.EPERM)
_MISSING: _Instruction = (_RET, 0, 0, _ERRNO | errno.ENOSYS)
_PASS: _Instruction = (_RET, 0, 0, _ALLOW)


def filter_program(machine: str, pid: int, *, reader: bool) -> list[_Instruction]:
    """The program for a process ``pid``; ``reader``: it may not open anything for writing either.

    Raises KeyError for a machine whose numbers are not known.
    """
    special = numbers_of(SPECIAL, machine)
    denied = numbers_of(DENIED, machine) | (numbers_of(DENIED_TO_READERS, machine) if reader else {})
    program = [_load(_ARCH), (_JEQ, 1, 0, _AUDIT_ARCH[machine]), _DENY, _load(_NR)]
    if machine == "x86_64":
        program += [(_JGE, 0, 1, _X32_BIT), _DENY]
    for number in sorted(denied.values()):
        program += [(_JEQ, 0, 1, number), _DENY]
    # The flags of clone3 lie in memory, where no filter can look; libc then falls back to clone.
    program += [(_JEQ, 0, 1, special["clone3"]), _MISSING]
    program += _when(special["clone"], _argument(0), [(_JSET, 1, 0, _CLONE_THREAD), _DENY, _PASS])
    for name in ("kill", "tgkill"):  # abort() signals its own process
        program += _when(special[name], _argument(0), [(_JEQ, 1, 0, pid), _DENY, _PASS])
    is_typing: list[_Instruction] = [(_JEQ, 1, 0, _TIOCSTI), (_JEQ, 0, 1, _TIOCLINUX), _DENY, _PASS]
    program += _when(special["ioctl"], _argument(1), is_typing)
    if reader:
        program += list(_no_writing(special))
    return [*program, _PASS]


def filter_system_calls(*, reader: bool) -> str:
    """Put the filter up for good; needs NO_NEW_PRIVS. Raises OSError, and KeyError on an unknown machine."""
    program = filter_program(os.uname().machine, os.getpid(), reader=reader)
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *line) for line in program))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))

    pointer = ctypes.byref(Program(len(program), ctypes.addressof(code)))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, pointer, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "seccomp")
    return "no sockets, no programs" + (", nothing opened for writing" if reader else "")


def _no_writing(special: dict[str, int]) -> Iterator[_Instruction]:
    check = [(_JSET, 0, 1, _WRITING), _DENY, _PASS]
    if "open" in special:
        yield from _when(special["open"], _argument(1), check)
    yield from _when(special["openat"], _argument(2), check)
    yield from [(_JEQ, 0, 1, special["openat2"]), _MISSING]


def _when(number: int, load: _Instruction, body: list[_Instruction]) -> list[_Instruction]:
    """``body`` decides about this call; it loads an argument, and ends in a return on every path."""
    return [(_JEQ, 0, len(body) + 1, number), load, *body]


def _load(offset: int) -> _Instruction:
    return (_LD_W_ABS, 0, 0, offset)


def _argument(index: int) -> _Instruction:
    """The low half of an argument (both machines are little endian)."""
    return _load(_ARGUMENTS + 8 * index)
