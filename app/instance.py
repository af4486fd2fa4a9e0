"""One running Carrel per profile."""

from __future__ import annotations

import filelock

from app.domain.errors import UserError
from app.paths import AppPaths


class ProfileLock:
    """Held from entering to leaving; released by the system when the process dies.

    Raises:
        UserError: ``profile_in_use``, or ``permission_denied`` when the lock file cannot be written.
    """

    def __init__(self, paths: AppPaths) -> None:
        self._lock = filelock.FileLock(paths.lock, timeout=0)

    def __enter__(self) -> ProfileLock:
        try:
            self._lock.acquire()
        except filelock.Timeout as error:
            raise UserError("profile_in_use") from error
        except OSError as error:
            raise UserError("permission_denied", path=str(self._lock.lock_file)) from error
        return self

    def __exit__(self, *_exc: object) -> None:
        self._lock.release()
