"""How an exchange over the network fails: for good (UserError), or in a way that trying again may mend (Cut)."""

from __future__ import annotations

import errno

from app.domain.errors import UserError

_DISK_FULL = {errno.ENOSPC, errno.EDQUOT}
_GATED = {401, 403, 451}
_GONE = {404, 410}
_BUSY = 429
_FIRST_SERVER_ERROR = 500
_REQUEST_TIMEOUT = 408


class Cut(Exception):
    """The exchange ended too early. ``error`` is what to say if it never works; ``wait``: seconds the server wants."""

    def __init__(self, error: UserError, wait: float | None = None) -> None:
        super().__init__(error)
        self.error = error
        self.wait = wait


def refused_status(status: int, host: str, retry_after: str | None) -> UserError | Cut:
    """What a status that brings no file means."""
    if status in _GONE:
        return UserError("download_gone", host=host)
    if status in _GATED:
        return UserError("download_forbidden", host=host, status=status)
    if status in {_BUSY, _REQUEST_TIMEOUT} or status >= _FIRST_SERVER_ERROR:
        return Cut(UserError("server_failed", host=host, status=status), _seconds(retry_after))
    return UserError("download_refused", host=host, status=status)


def disk_error(error: OSError, needed: int) -> UserError:
    """What the file system said while a part was written. ``needed``: bytes still to come."""
    if error.errno in _DISK_FULL:
        return UserError("disk_full", needed=needed)
    if isinstance(error, PermissionError):
        return UserError("permission_denied", path=str(error.filename or ""))
    return UserError("disk_error", path=str(error.filename or ""))


def _seconds(retry_after: str | None) -> float | None:
    """Of a Retry-After header only the number of seconds is understood, up to ten minutes."""
    seconds = (retry_after or "").strip()
    return min(float(seconds), 600.0) if seconds.isascii() and seconds.isdigit() else None
