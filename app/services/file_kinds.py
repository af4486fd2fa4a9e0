"""What a directory entry is, told from its status alone, without opening it; and the one careful opening there is.

The parts for Windows and macOS follow those systems' documentation and have not been run there.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from app.domain.file_names import on_disk

HEAD_BYTES = 8192
"""So much of a file is looked at to tell whether it holds text."""

# https://learn.microsoft.com/windows/win32/fileio/file-attribute-constants: the content is elsewhere, and opening
# (or reading) would fetch it.
_RECALLED = 0x1000 | 0x0004_0000 | 0x0040_0000  # OFFLINE, RECALL_ON_OPEN, RECALL_ON_DATA_ACCESS
_HIDDEN = 0x2
# Name surrogates: links and junctions. https://learn.microsoft.com/windows/win32/fileio/reparse-point-tags
_NAME_SURROGATE = 0x2000_0000
_DATALESS = 0x4000_0000  # SF_DATALESS of macOS' <sys/stat.h>


def is_link(status: os.stat_result) -> bool:
    """A symbolic link, or a junction."""
    tag = getattr(status, "st_reparse_tag", 0)
    return stat.S_ISLNK(status.st_mode) or bool(tag & _NAME_SURROGATE)


def is_placeholder(status: os.stat_result) -> bool:
    """Its content is only in the cloud: reading it would download it."""
    attributes = getattr(status, "st_file_attributes", 0)
    flags = getattr(status, "st_flags", 0)
    return bool(attributes & _RECALLED or flags & _DATALESS)


def is_marked_hidden(status: os.stat_result) -> bool:
    """Hidden by an attribute (Windows) and not by its name."""
    return bool(getattr(status, "st_file_attributes", 0) & _HIDDEN)


def device_of(path: Path) -> int:
    """The file system the path is on; 0 when that cannot be told."""
    try:
        return device(on_disk(path).stat())
    except OSError:
        return 0


def inode_of(path: Path) -> int:
    """The number of a file or folder on its device; 0 when that cannot be told."""
    try:
        return on_disk(path).stat().st_ino & 0x7FFF_FFFF_FFFF_FFFF
    except OSError:
        return 0


def device(status: os.stat_result) -> int:
    """As the store keeps it: its integers are signed, and Windows' volume numbers may use the upper bit."""
    return status.st_dev & 0x7FFF_FFFF_FFFF_FFFF


def head_of(path: Path) -> bytes | None:
    """The first bytes of a regular file; None when it cannot be read. Never follows a link, never waits."""
    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY", "O_CLOEXEC"):
        flags |= getattr(os, name, 0)
    try:
        descriptor = os.open(path, flags)
    except OSError:
        return None
    try:
        return os.read(descriptor, HEAD_BYTES) if stat.S_ISREG(os.fstat(descriptor).st_mode) else None
    except OSError:
        return None
    finally:
        os.close(descriptor)
