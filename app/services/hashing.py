"""The hash that tells whether two files hold the same bytes."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from pathlib import Path

from app.domain.file_names import on_disk
from app.domain.jobs import CancelToken

_BLOCK = 1 << 20


class NotRegularError(OSError):
    """A folder, pipe, device or link stands where a file was."""


def hash_file(path: Path, cancel: CancelToken | None = None) -> str:
    """SHA-256 of a file's bytes, in hex. Raises OSError (NotRegularError) and Cancelled.

    A pipe that was put in the file's place is not waited for, and a link there is not followed.
    """
    digest = hashlib.sha256()
    with open(on_disk(path), "rb", opener=_open_regular) as file:  # noqa: PTH123 - Path.open takes no opener
        while block := file.read(_BLOCK):
            if cancel is not None:
                cancel.raise_if_cancelled()
            digest.update(block)
    return digest.hexdigest()


def _open_regular(path: str, flags: int) -> int:
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_NOCTTY"):
        flags |= getattr(os, name, 0)
    try:
        descriptor = os.open(path, flags)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise NotRegularError(error.errno, "a link") from error
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise NotRegularError(errno.EINVAL, "no regular file")
    return descriptor
