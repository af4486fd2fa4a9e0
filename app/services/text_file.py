"""Writing a file so that a crash or a full disk leaves the old one, never half of the new one."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from app.domain.errors import UserError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_REFUSED = (errno.EACCES, errno.EPERM, errno.EROFS)


def write_text(path: Path, text: str) -> None:
    """As :func:`write_bytes`, in UTF-8, with "\\n" as it is. Raises UserError as that does."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, data: bytes) -> None:
    """Write to a temporary neighbour and rename it; folders that are missing are made.

    Raises UserError("permission_denied" | "disk_full" | "cannot_write").
    """
    temporary = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            _put(temporary, data)
            temporary.replace(path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise told(error, path) from error


def _put(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def told(error: OSError, path: Path) -> UserError:
    """What the system said about writing a file, as something that a person can act on."""
    if error.errno in _FULL:
        return UserError("disk_full", path=str(path))
    if error.errno in _REFUSED:
        return UserError("permission_denied", path=str(path))
    return UserError("cannot_write", path=str(path), detail=(error.strerror or "").lower())
