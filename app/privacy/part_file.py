"""A file that is not whole yet: ``NAME.part``, and ``NAME.part.json`` with what the server said of it.

It gets its own name only once it is whole, on the disk (fsync) and checked, so that a file with its own name is one.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from app.domain.jobs import CancelToken
from app.privacy.failures import disk_error

RESERVE = 256 * 1024 * 1024
"""Bytes that are left free on the disk."""
_PIECE = 4 * 1024 * 1024


class PartFile:
    """Open for writing at its end. Raises UserError: disk_full, permission_denied, disk_error."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.path = target.with_name(target.name + ".part")
        self._notes = target.with_name(target.name + ".part.json")
        self.digest = sha256()
        self._file: BinaryIO = self._opened()
        self.size = self.path.stat().st_size

    def _opened(self) -> BinaryIO:
        try:
            self.target.parent.mkdir(parents=True, exist_ok=True)
            return self.path.open("r+b" if self.path.exists() else "w+b")
        except OSError as error:
            raise disk_error(error, 0) from error

    def read_again(self, cancel: CancelToken) -> Iterator[int]:
        """Hash what is there already; yields how far it is. Raises Cancelled."""
        self.digest = sha256()
        self._file.seek(0)
        done = 0
        while piece := self._file.read(_PIECE):
            cancel.raise_if_cancelled()
            self.digest.update(piece)
            done += len(piece)
            yield done
        self.size = done

    def add(self, piece: bytes, still_missing: int) -> None:
        """Append. Raises UserError: disk_full, disk_error; what is there stays."""
        try:
            self._file.seek(self.size)
            self._file.write(piece)
            self._file.flush()
        except OSError as error:
            with contextlib.suppress(OSError):
                self._file.truncate(self.size)
            raise disk_error(error, still_missing) from error
        self.digest.update(piece)
        self.size += len(piece)

    def start_over(self) -> None:
        """Nothing of what is there is of use."""
        self._file.truncate(0)
        self.digest = sha256()
        self.size = 0
        self.remember("")

    def free(self) -> int:
        """Bytes that may still be written, the reserve left out."""
        return max(0, shutil.disk_usage(self.path.parent).free - RESERVE)

    def validator(self) -> str:
        """What tells this version of the file from another (a strong ETag); empty when nothing does."""
        try:
            found = json.loads(self._notes.read_text("utf-8"))
        except (OSError, ValueError):
            return ""
        etag = found.get("etag") if isinstance(found, dict) else None
        return etag if isinstance(etag, str) else ""

    def remember(self, etag: str) -> None:
        """Keep a strong ETag; a weak one does not promise the same bytes."""
        try:
            if etag and not etag.startswith("W/"):
                self._notes.write_text(json.dumps({"etag": etag}), "utf-8")
            else:
                self._notes.unlink(missing_ok=True)
        except OSError as error:
            raise disk_error(error, 0) from error

    def finish(self) -> Path:
        """Bring it to the disk and give it its name."""
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self.path.replace(self.target)
            self._notes.unlink(missing_ok=True)
            _sync_folder(self.target.parent)
        except OSError as error:
            raise disk_error(error, 0) from error
        return self.target

    def throw_away(self) -> None:
        """Leave nothing."""
        self.close()
        discard(self.target)

    def close(self) -> None:
        """Keep what is there for another time."""
        with contextlib.suppress(OSError):
            self._file.close()


def discard(target: Path) -> None:
    """Remove what is there of a file that never got whole."""
    for suffix in (".part", ".part.json"):
        with contextlib.suppress(OSError):
            target.with_name(target.name + suffix).unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """A new name survives a power cut only when the folder is on the disk too; Windows has no such call."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
