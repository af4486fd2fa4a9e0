"""Which files a child may open by name (Linux Landlock): readers some to read and none to write, others some to write.

Structures and numbers are those of ``linux/landlock.h``. What an older kernel does not know is left out of the rules,
and the report says so.
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import app
from app.processes.fence_syscalls import SPECIAL, numbers_of
from app.processes.limits import READABLE_VARIABLE, WRITABLE_VARIABLE

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_UP_TO_MAKE_SYM = (1 << 13) - 1
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15  # since ABI 2, 3, 5
_NET_BIND_CONNECT = 0b11  # since ABI 4
_SCOPE_ABSTRACT_SOCKETS_AND_SIGNALS = 0b11  # since ABI 6
_CREATE_VERSION, _PATH_BENEATH = 1, 1
_O_PATH = 0o10000000

_SYSTEM = (
    *("/usr", "/lib", "/lib32", "/lib64", "/nix/store", "/run/current-system/sw"),
    *("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/ld.so.preload", "/etc/alternatives"),
    *("/etc/fonts", "/etc/localtime", "/etc/timezone", "/etc/locale.alias", "/etc/mime.types"),
    *(
        "/proc/self",
        "/proc/cpuinfo",
        "/proc/meminfo",
        "/proc/stat",
        "/proc/sys/vm",
        "/proc/sys/kernel/osrelease",
    ),
    *("/sys/devices/system/cpu", "/sys/devices/system/node"),
    *("/dev/urandom", "/dev/random", "/dev/zero"),
)


def readable_paths() -> list[Path]:
    """The Python installation, Carrel's own code and resources, the system's libraries and fonts."""
    home = os.path.expanduser("~")  # noqa: PTH111 - must not fail where there is no home
    code = Path(app.__file__).parent
    found: list[str | Path] = [sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix]
    found += [getattr(sys, "_MEIPASS", ""), code, code.parent / "resources"]
    if getattr(sys, "frozen", False):
        found.append(sys.executable)  # holds the installed program's modules
    found += [place for place in sys.path if place != str(code.parent)]
    found += os.environ.get(READABLE_VARIABLE, "").split(os.pathsep)
    paths = dict.fromkeys(Path(place).resolve() for place in (*found, *_SYSTEM) if place)
    # A Python that lives in the root or in the person's home must not open all of it.
    return [path for path in paths if path.exists() and str(path) not in {"/", home, "/home", "/root"}]


def writable_paths() -> list[Path]:
    """What a child that runs models may write in: what Carrel gave it, devices, and the places of its own process."""
    given = [Path(place) for place in os.environ.get(WRITABLE_VARIABLE, "").split(os.pathsep) if place]
    return [*given, Path("/dev"), Path("/proc/self")] if given else []


def restrict_writing(folders: Iterable[Path]) -> str:
    """From now on files are made, changed and removed in these folders only; reading stays as it was.

    Needs NO_NEW_PRIVS. Raises OSError where there is no Landlock.
    """
    kernel = _Landlock()
    changing = kernel.changing()
    ruleset = kernel.create(changing)
    try:
        count = sum(kernel.allow(ruleset, folder, changing) for folder in folders)
        kernel.restrict(ruleset)
    finally:
        os.close(ruleset)
    return f"Landlock {kernel.abi}: {count} places to write in"


def restrict_files(paths: Iterable[Path]) -> str:
    """From now on nothing else is opened by name; needs NO_NEW_PRIVS. Raises OSError where there is no Landlock."""
    kernel = _Landlock()
    ruleset = kernel.create()
    try:
        count = sum(kernel.allow(ruleset, path, _EXECUTE | _READ_FILE | _READ_DIR) for path in paths)
        count += kernel.allow(ruleset, Path(os.devnull), _READ_FILE | _WRITE_FILE)
        kernel.restrict(ruleset)
    finally:
        os.close(ruleset)
    return f"Landlock {kernel.abi}: {count} places to read, none to write"


class _Landlock:
    def __init__(self) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._numbers = numbers_of(SPECIAL, os.uname().machine)
        self.abi = self._call("landlock_create_ruleset", None, 0, _CREATE_VERSION)

    def changing(self) -> int:
        """The rights to make, change, move and remove files."""
        known = _UP_TO_MAKE_SYM | _REFER * (self.abi >= 2) | _TRUNCATE * (self.abi >= 3)
        return known & ~(_EXECUTE | _READ_FILE | _READ_DIR)

    def create(self, handled: int | None = None) -> int:
        """Rules for ``handled`` rights (None: all that the kernel knows); each is refused where no rule allows it."""
        if handled is None:
            handled = self.changing() | _EXECUTE | _READ_FILE | _READ_DIR | _IOCTL_DEV * (self.abi >= 5)
        net = _NET_BIND_CONNECT * (self.abi >= 4)
        scope = _SCOPE_ABSTRACT_SOCKETS_AND_SIGNALS * (self.abi >= 6)
        size = 24 if self.abi >= 6 else 16 if self.abi >= 4 else 8
        attributes = ctypes.create_string_buffer(struct.pack("QQQ", handled, net, scope)[:size], size)
        return self._call("landlock_create_ruleset", attributes, size, 0)

    def allow(self, ruleset: int, path: Path, access: int) -> bool:
        """False for a path that cannot be opened: then it is not allowed either."""
        try:
            place = os.open(path, _O_PATH | os.O_CLOEXEC)
        except OSError:
            return False
        try:
            if not stat.S_ISDIR(os.fstat(place).st_mode):
                access &= _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE
            rule = ctypes.create_string_buffer(struct.pack("=Qi", access, place), 12)
            self._call("landlock_add_rule", ruleset, _PATH_BENEATH, rule, 0)
        finally:
            os.close(place)
        return True

    def restrict(self, ruleset: int) -> None:
        self._call("landlock_restrict_self", ruleset, 0)

    def _call(self, name: str, *arguments: object) -> int:
        found = self._libc.syscall(ctypes.c_long(self._numbers[name]), *_widened(arguments))
        if found < 0:
            raise OSError(ctypes.get_errno(), name)
        return int(found)


def _widened(arguments: Iterable[object]) -> Iterator[object]:
    """Variadic arguments must be as wide as registers."""
    for argument in arguments:
        yield ctypes.c_long(argument) if isinstance(argument, int) else argument
