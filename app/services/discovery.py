"""Which files do these paths mean? Walks folders; nothing is skipped without being told.

Regular files only. Hidden files and folders (and office programs' lock files) are not part of a folder; links below
a folder are not followed, because they may lead out of it. A path that is named itself may be a link or hidden.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import ErrorInfo
from app.domain.jobs import CancelToken, OnProgress, Progress, no_progress

MediaTypeFor = Callable[[Path], str | None]
_HIDDEN = (".", "~$")
_TELL_EVERY = 100


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to be read, or (with ``error``) only to be listed. ``named``: by the person, not found in a folder."""

    path: Path
    size: int
    mtime_ns: int
    media_type: str | None
    named: bool
    error: ErrorInfo | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """``roots`` are the paths that exist, with True for folders; ``rejected`` those that could not be looked at."""

    files: tuple[FoundFile, ...]
    roots: tuple[tuple[Path, bool], ...]
    rejected: tuple[tuple[Path, ErrorInfo], ...]


class Discovery:
    """One walk over files and folders. Raises Cancelled."""

    def __init__(
        self, media_type_for: MediaTypeFor, cancel: CancelToken, on_progress: OnProgress = no_progress
    ) -> None:
        self._media_type_for = media_type_for
        self._cancel = cancel
        self._on_progress = on_progress
        self._files: dict[Path, FoundFile] = {}
        self._rejected: dict[Path, ErrorInfo] = {}

    def walk(self, paths: Sequence[Path]) -> Found:
        """All files meant by these paths, each once."""
        roots = []
        for path in paths:
            self._cancel.raise_if_cancelled()
            kind = self._root(path)
            if kind is not None:
                roots.append((path, kind))
        return Found(tuple(self._files.values()), tuple(roots), tuple(self._rejected.items()))

    def _root(self, path: Path) -> bool | None:
        """Take in one path: True for a folder, False for a file, None when it was rejected."""
        try:
            status = path.stat()
        except OSError as error:
            self._reject(path, error)
            return None
        if stat.S_ISDIR(status.st_mode):
            for file, found in self._below(path):
                self._add(file, found, named=False)
            return True
        if not stat.S_ISREG(status.st_mode):
            self._rejected[path] = ErrorInfo("not_a_file", {"path": str(path)})
            return None
        return False if self._add(path, status, named=True) else None

    def _below(self, folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
        waiting = [folder]
        while waiting:
            here = waiting.pop()
            self._cancel.raise_if_cancelled()
            try:
                with os.scandir(here) as entries:
                    listed = sorted(entries, key=_name)
            except OSError as error:
                self._reject(here, error)
                continue
            folders = []
            for entry in listed:
                if entry.name.startswith(_HIDDEN):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    folders.append(Path(entry.path))
                elif (status := self._status(entry)) is not None:
                    yield Path(entry.path), status
            waiting += reversed(folders)

    def _status(self, entry: os.DirEntry[str]) -> os.stat_result | None:
        try:
            return entry.stat(follow_symlinks=False)
        except OSError as error:  # gone since the folder was listed, or a broken file system
            self._reject(Path(entry.path), error)
            return None

    def _add(self, path: Path, status: os.stat_result, *, named: bool) -> bool:
        if not _storable(path):
            self._rejected[path] = ErrorInfo("unreadable_name", {"path": repr(str(path))})
            return False
        if path in self._files and not named:
            return True
        media_type = self._media_type_for(path)
        error = None
        if not stat.S_ISREG(status.st_mode):
            error = ErrorInfo("not_a_file", {"path": str(path)})
        elif media_type is None:
            error = ErrorInfo("unsupported_format", {"suffix": path.suffix})
        self._files[path] = FoundFile(path, status.st_size, status.st_mtime_ns, media_type, named, error)
        if len(self._files) % _TELL_EVERY == 0:
            self._cancel.raise_if_cancelled()
            self._on_progress(Progress(len(self._files), 0, path.parent.name))
        return True

    def _reject(self, path: Path, error: OSError) -> None:
        code = (
            "file_missing"
            if isinstance(error, FileNotFoundError | NotADirectoryError)
            else "permission_denied"
        )
        self._rejected[path] = ErrorInfo(code, {"path": str(path)})


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _storable(path: Path) -> bool:
    """File systems allow names that are not text; neither the database nor JSON can hold those."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True
