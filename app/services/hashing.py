"""The hash that tells whether two files hold the same bytes."""

from __future__ import annotations

import hashlib
from pathlib import Path

from app.domain.file_names import on_disk
from app.domain.jobs import CancelToken

_BLOCK = 1 << 20


def hash_file(path: Path, cancel: CancelToken | None = None) -> str:
    """SHA-256 of a file's bytes, in hex. Raises OSError and Cancelled."""
    digest = hashlib.sha256()
    with on_disk(path).open("rb") as file:
        while block := file.read(_BLOCK):
            if cancel is not None:
                cancel.raise_if_cancelled()
            digest.update(block)
    return digest.hexdigest()
