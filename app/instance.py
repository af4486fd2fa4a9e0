"""One running Carrel per profile, and how a second one calls the first to the front.

The lock is the operating system's, so it is released however the process ends. (The filelock package does the same, but
takes a tenth of the window's start-up to import.)
"""

from __future__ import annotations

import os
import sys
import time

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


ASK, SHOW = "ask", "show"
"""What the running window may be asked for: to be ready for a question, or just to come to the front."""
_PATIENCE_S, _STEP_S = 3.0, 0.05


def wake(paths: AppPaths, wish: str) -> bool:
    """Ask the Carrel that holds the profile to come to the front; whether it did within three seconds.

    The wish is a file in the profile that the window watches and deletes: no socket, and nobody but this user can
    write there.
    """
    try:
        part = paths.wake.with_name(f"{paths.wake.name}.part")
        part.write_text(wish, encoding="ascii")
        part.replace(paths.wake)  # at once: whoever reads half a wish throws it away
        end = time.monotonic() + _PATIENCE_S
        while paths.wake.exists():
            if time.monotonic() > end:
                paths.wake.unlink(missing_ok=True)
                return False
            time.sleep(_STEP_S)
    except OSError:
        return False
    return True


def read_wish(paths: AppPaths) -> str:
    """What was asked for, once; "" when nothing was."""
    try:
        wish = paths.wake.read_text(encoding="ascii").strip()
        paths.wake.unlink()
    except (OSError, UnicodeDecodeError):
        return ""
    return wish if wish in (ASK, SHOW) else ""


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
