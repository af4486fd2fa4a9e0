"""One running Carrel per profile.

The lock is the operating system's, so it is released however the process ends. (The filelock package does the same, but
takes a tenth of the window's start-up to import.)
"""

from __future__ import annotations

import os
import sys

from app.domain.errors import UserError
from app.paths import AppPaths

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class ProfileLock:
    """Held from entering to leaving.

    Raises:
        UserError: ``profile_in_use``, or ``permission_denied`` when the lock file cannot be opened.
    """

    def __init__(self, paths: AppPaths) -> None:
        self._path = paths.lock
        self._descriptor = -1

    def __enter__(self) -> ProfileLock:
        try:
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)  # not inherited by children
        except OSError as error:
            raise UserError("permission_denied", path=str(self._path)) from error
        try:
            _lock(self._descriptor)
        except OSError as error:
            os.close(self._descriptor)
            raise UserError("profile_in_use") from error
        return self

    def __exit__(self, *_exc: object) -> None:
        os.close(self._descriptor)
