"""Opens a file that a stranger may have put there: ordinary files only, no link at the end of the path, no waiting.

The file that was looked at is the one that is opened: between the two looks nobody can slip in a pipe, a device or
a link to another file. The descriptor is then what is read, hashed and handed to the parser.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import UserError
from app.processes.limits import LARGEST_FILE

_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)  # opening a pipe that nobody writes to must not wait
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
# The content lies elsewhere and would be fetched: Windows' OFFLINE and RECALL_ON_DATA_ACCESS, macOS' SF_DATALESS.
_WINDOWS_ELSEWHERE = 0x1000 | 0x40_0000
_MACOS_ELSEWHERE = 0x4000_0000
_BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class OpenFile:
    """``status`` is the file's, as it was opened."""

    descriptor: int
    status: os.stat_result


@contextmanager
def opened(path: Path, limit: int = LARGEST_FILE) -> Iterator[OpenFile]:
    """The file, open for reading, at its start.

    Raises UserError: file_missing, not_a_file (also a link), permission_denied, too_large, online_only,
    file_changed (it was swapped while it was opened), disk_error.
    """
    descriptor = _open(path)
    try:
        yield OpenFile(descriptor.number, _accepted(descriptor, limit))
    finally:
        os.close(descriptor.number)


def read_all(descriptor: int, limit: int = LARGEST_FILE) -> bytes:
    """The whole content, wherever the descriptor stands. A file may grow meanwhile, but not beyond ``limit``.

    Never maps it: a mapped file that is cut short kills the process. Raises UserError("too_large"), OSError.
    """
    size = os.fstat(descriptor).st_size
    if size > limit:
        raise UserError("too_large", size=size, limit=limit)
    if not hasattr(os, "pread"):
        return _read_on(descriptor, limit)
    blocks, done = [], 0
    while block := os.pread(descriptor, max(size - done, _BLOCK), done):
        blocks.append(block)
        done += len(block)
        if done > limit:
            raise UserError("too_large", size=done, limit=limit)
    return blocks[0] if len(blocks) == 1 else b"".join(blocks)


@dataclass(frozen=True, slots=True)
class _Opened:
    number: int
    before: os.stat_result


def _open(path: Path) -> _Opened:
    try:
        before = os.lstat(path)
        if not stat.S_ISREG(before.st_mode):
            raise UserError("not_a_file", path=str(path))
        _refuse_elsewhere(before)
        return _Opened(os.open(path, _FLAGS), before)
    except OSError as error:
        raise _translated(path, error) from error


def _accepted(descriptor: _Opened, limit: int) -> os.stat_result:
    status = os.fstat(descriptor.number)
    before = descriptor.before
    if not stat.S_ISREG(status.st_mode) or (status.st_dev, status.st_ino) != (before.st_dev, before.st_ino):
        raise UserError("file_changed")
    if status.st_size > limit:
        raise UserError("too_large", size=status.st_size, limit=limit)
    return status


def _refuse_elsewhere(status: os.stat_result) -> None:
    attributes = getattr(status, "st_file_attributes", 0) & _WINDOWS_ELSEWHERE
    if attributes or getattr(status, "st_flags", 0) & _MACOS_ELSEWHERE:
        raise UserError("online_only")


def _translated(path: Path, error: OSError) -> UserError:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return UserError("file_missing", path=str(path))
    if isinstance(error, IsADirectoryError) or error.errno in (errno.ELOOP, errno.ENXIO, errno.EMLINK):
        return UserError("not_a_file", path=str(path))
    if isinstance(error, PermissionError):
        return UserError("permission_denied", path=str(path))
    return UserError("disk_error", path=str(path))


def _read_on(descriptor: int, limit: int) -> bytes:
    with open(descriptor, "rb", closefd=False) as file:  # noqa: PTH123 - a descriptor, not a path
        data = file.read(limit + 1)
    if len(data) > limit:
        raise UserError("too_large", size=len(data), limit=limit)
    return data
