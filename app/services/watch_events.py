"""What the system tells about changes in folders: the only file that imports watchdog.

Events are hints about where to look, nothing more; the library compares with the disk itself. A folder that cannot be
followed (too many of them, a drive that tells nothing) is named with the reason.
"""

from __future__ import annotations

import errno
import logging
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from app.domain.errors import ErrorInfo
from app.domain.file_names import on_disk

OnTouched = Callable[[Path], None]
_JOIN_SECONDS = 5.0
# Listing a folder or reading a file is no change; of folders, only their coming and going counts, because what
# happens in them is told by itself.
_OF_FILES = {"created", "modified", "closed", "deleted", "moved", "attrib"}
_OF_FOLDERS = {"created", "deleted", "moved"}


class _Handler:
    """watchdog calls :meth:`dispatch` in its own thread."""

    def __init__(self, on_touched: OnTouched) -> None:
        self._on_touched = on_touched

    def dispatch(self, event: Any) -> None:
        """Pass on the paths that changed."""
        if event.event_type in (_OF_FOLDERS if event.is_directory else _OF_FILES):
            for path in (event.src_path, event.dest_path):
                if path:
                    self._on_touched(Path(os.fsdecode(path)))


class WatchEvents:
    """Follows folders, with everything in them. Not thread-safe, except that events come from another thread."""

    def __init__(self, on_touched: OnTouched) -> None:
        self._handler = _Handler(on_touched)
        self._observer: Any = None
        self._watches: dict[Path, tuple[Any, tuple[int, int]]] = {}

    def follow(self, folders: Sequence[Path]) -> dict[Path, ErrorInfo]:
        """Follow these and no others; returns those that cannot be followed, with the reason."""
        for folder in [f for f in self._watches if f not in folders or not self._alive(f)]:
            self._forget(folder)
        refused: dict[Path, ErrorInfo] = {}
        for folder in folders:
            if folder in self._watches:
                continue
            try:
                self._watches[folder] = (self._schedule(folder, recursive=True), _identity(folder))
            except OSError as error:
                refused[folder] = _reason(folder, error)
        if self._watches and not refused and self._is_exhausted():
            # Folders inside others fail silently: nobody knows which of them are followed.
            refused = {folder: _reason(folder, OSError(errno.ENOSPC, "")) for folder in self._watches}
        return refused

    def stop(self) -> None:
        """End the threads."""
        self._watches.clear()
        observer, self._observer = self._observer, None
        if observer is not None:
            observer.stop()
            observer.join(_JOIN_SECONDS)

    def _schedule(self, folder: Path, *, recursive: bool) -> Any:
        if self._observer is None:
            from watchdog.observers import Observer  # not needed by a starting window

            # It names folders in its warnings; what they warn of is made up for by looking from time to time.
            logging.getLogger("watchdog").setLevel(logging.CRITICAL)
            self._observer = Observer()
            self._observer.start()
        return self._observer.schedule(
            self._handler, str(on_disk(folder)), recursive=recursive, event_filter=_wanted_events()
        )

    def _alive(self, folder: Path) -> bool:
        """Still the same folder, and still followed? A folder that is deleted takes its watch along."""
        watch, identity = self._watches[folder]
        following = any(e.watch == watch and e.is_alive() for e in self._observer.emitters.copy())
        return following and identity == _identity(folder)

    def _forget(self, folder: Path) -> None:
        watch, _ = self._watches.pop(folder)
        self._observer.unschedule(watch)

    def _is_exhausted(self) -> bool:
        """Whether the system refuses to follow one more folder (Linux has a limit for each user)."""
        if not sys.platform.startswith("linux"):
            return False
        try:
            self._observer.unschedule(self._schedule(Path(os.sep), recursive=False))
        except OSError as error:
            return error.errno in (errno.ENOSPC, errno.EMFILE)
        return False


def _wanted_events() -> list[Any]:
    """Without this, Linux also tells of every folder that is listed and every file that is read.

    Following a large tree means listing all of it, which then overflows the system's queue, whereupon watchdog
    lists everything once more, and so on.
    """
    from watchdog import events

    names = ("FileCreated", "FileModified", "FileClosed", "FileMoved", "FileDeleted", "FileAttrib")
    folders = ("DirCreated", "DirMoved", "DirDeleted")
    found = (getattr(events, f"{name}Event", None) for name in (*names, *folders))
    return [event for event in found if event is not None]


def _identity(folder: Path) -> tuple[int, int]:
    try:
        status = on_disk(folder).stat()
    except OSError:
        return (0, 0)
    return status.st_dev, status.st_ino


def _reason(folder: Path, error: OSError) -> ErrorInfo:
    full = error.errno in (errno.ENOSPC, errno.EMFILE, errno.ENFILE)
    return ErrorInfo("watch_limit" if full else "not_watched", {"path": str(folder)})
