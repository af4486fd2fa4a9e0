"""Which files do these paths mean? Walks folders; nothing is skipped without being told.

Regular files only. Links below a folder are not followed, because they may lead out of it. What a rule leaves out is
listed with the rule: a folder once, for all that is in it. A path that is named itself may be a link, hidden, or
left out by a pattern. A file is opened only when its name does not say what it is, and only when it is new.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.documents import Document, DocumentState
from app.domain.errors import ErrorInfo
from app.domain.file_names import listable, listed, on_disk, visible
from app.domain.jobs import CancelToken, OnProgress, Progress, no_progress
from app.services.file_kinds import device, device_of, head_of, is_link
from app.services.intake_rules import (
    FOLDER,
    FolderRules,
    IntakeRules,
    MediaTypeFor,
    ReasonAgainst,
    by_name_only,
    reason_by_kind,
)

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
    """What a walk came to.

    ``roots`` are the paths that exist, with True for folders; ``rejected`` those that could not be looked at.
    ``unseen`` are folders below them that could not be looked into, ``mounts`` those where another drive begins.
    """

    files: tuple[FoundFile, ...]
    roots: tuple[tuple[Path, bool], ...]
    rejected: tuple[tuple[Path, ErrorInfo], ...]
    unseen: tuple[Path, ...] = ()
    mounts: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """What a walk goes by. ``known`` are the documents as they stand, so that only new files are opened."""

    media_type_for: MediaTypeFor
    reason_against: ReasonAgainst = by_name_only
    rules: IntakeRules = field(default_factory=IntakeRules)
    patterns: Mapping[Path, tuple[str, ...]] = field(default_factory=dict)
    known: Mapping[Path, Document] = field(default_factory=dict)


class Discovery:
    """One walk over files and folders. Raises Cancelled."""

    def __init__(self, look: Look, cancel: CancelToken, on_progress: OnProgress = no_progress) -> None:
        self._look = look
        self._cancel = cancel
        self._on_progress = on_progress
        self._files: dict[Path, FoundFile] = {}
        self._rejected: dict[Path, ErrorInfo] = {}
        self._unseen: list[Path] = []
        self._mounts: list[Path] = []
        self._roots: list[tuple[Path, bool]] = []
        self._rules_of: dict[Path, FolderRules] = {}

    def walk(self, paths: Sequence[Path]) -> Found:
        """All files meant by these paths, each once."""
        for path in paths:
            self._cancel.raise_if_cancelled()
            kind = self._root(path)
            if kind is not None:
                self._roots.append((path, kind))
        return self.found()

    def look_at(self, root: Path, path: Path) -> None:
        """One place below an added folder, in the light of everything above it; nothing when it is gone."""
        rules = self._rules(root)
        here = root
        for part in path.relative_to(root).parts:
            here = here / part
            try:
                status = here.lstat()
            except OSError:
                return
            if not self._enter(here, status, rules):
                return
        on_device = device_of(path)
        if on_device:  # else gone since
            self._walk_below(path, rules, on_device)

    def found(self) -> Found:
        """Everything so far."""
        files = (f for f in self._files.values() if f.media_type != FOLDER or not self._holds_a_root(f.path))
        return Found(
            tuple(files),
            tuple(self._roots),
            tuple(self._rejected.items()),
            tuple(self._unseen),
            tuple(self._mounts),
        )

    def _rules(self, root: Path) -> FolderRules:
        if root not in self._rules_of:
            self._rules_of[root] = FolderRules(
                self._look.rules, root, self._look.patterns.get(listed(root), ())
            )
        return self._rules_of[root]

    def _holds_a_root(self, folder: Path) -> bool:
        """A folder that is left out of another one, but was added by itself."""
        return any(root == folder or folder in root.parents for root, _ in self._roots)

    def _root(self, path: Path) -> bool | None:
        """Take in one path: True for a folder, False for a file, None when it was rejected."""
        path = on_disk(path)
        if not listable(path):
            self._rejected[listed(path)] = ErrorInfo("unreadable_name", {"path": visible(str(path))})
            return None
        try:
            status = path.stat()
        except OSError as error:
            self._rejected[listed(path)] = _reason(path, error)
            return None
        if stat.S_ISDIR(status.st_mode):
            self._walk_below(path, self._rules(path), device(status))
            return True
        if not stat.S_ISREG(status.st_mode):
            self._rejected[listed(path)] = ErrorInfo("not_a_file", {"path": visible(str(path))})
            return None
        self._file(path, status, named=True)
        return False

    def _walk_below(self, folder: Path, rules: FolderRules, on_device: int) -> None:
        waiting = [(folder, on_device)]
        while waiting:
            here, above = waiting.pop()
            self._cancel.raise_if_cancelled()
            try:
                on_device = device(here.stat())
                with os.scandir(here) as entries:
                    inside = sorted(entries, key=_name)
            except OSError as error:
                self._not_seen(here, error, is_root=here == folder)
                continue
            if on_device != above:
                self._mounts.append(listed(here))
            waiting += [(path, on_device) for path in reversed(list(self._folders(inside, rules)))]

    def _not_seen(self, folder: Path, error: OSError, *, is_root: bool) -> None:
        reason = _reason(folder, error)
        if is_root:
            self._rejected[listed(folder)] = reason
        elif reason.code == "file_missing":  # gone since its parent was listed
            return
        else:
            self._list(folder, reason)
        self._unseen.append(listed(folder))

    def _folders(self, entries: Sequence[os.DirEntry[str]], rules: FolderRules) -> Iterator[Path]:
        """Take in the files among these entries; the folders are given back."""
        for entry in entries:
            path = Path(entry.path)
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError as error:  # gone since the folder was listed, or a broken file system
                if not isinstance(error, FileNotFoundError):
                    self._not_seen(path, error, is_root=False)
                continue
            if self._enter(path, status, rules):
                yield path

    def _enter(self, path: Path, status: os.stat_result, rules: FolderRules) -> bool:
        """Take in one entry of a folder; True when it is a folder to be walked."""
        is_folder = stat.S_ISDIR(status.st_mode) and not is_link(status)
        against = rules.against(str(path), status)
        if against is not None:
            self._list(path, against, None if is_folder else status)
            return False
        if not listable(path):
            reason = ErrorInfo("unreadable_name", {"path": visible(str(path))})
            self._list(path, reason, None if is_folder else status)
            return False
        if not is_folder:
            self._file(path, status, named=False)
        return is_folder

    def _file(self, path: Path, status: os.stat_result, *, named: bool) -> None:
        shown = listed(path)
        if shown in self._files and not named:
            return
        media_type, error = self._judge(path, status)
        self._files[shown] = FoundFile(shown, status.st_size, status.st_mtime_ns, media_type, named, error)
        if len(self._files) % _TELL_EVERY == 0:
            self._cancel.raise_if_cancelled()
            self._on_progress(Progress(len(self._files), 0, shown.parent.name))

    def _judge(self, path: Path, status: os.stat_result) -> tuple[str | None, ErrorInfo | None]:
        """The media type as far as it is known, and why the file is not to be read."""
        media_type = self._look.media_type_for(path)
        error = reason_by_kind(path, status)
        if error is None and status.st_size > self._look.rules.largest_bytes:
            limit = self._look.rules.largest_bytes
            error = ErrorInfo("too_large", {"size": status.st_size, "limit": limit})
        if error is None and media_type is None:
            return self._judge_by_content(path, status)
        return media_type, error

    def _judge_by_content(self, path: Path, status: os.stat_result) -> tuple[str | None, ErrorInfo | None]:
        known = self._look.known.get(listed(path))
        if known is not None and (known.size, known.mtime_ns) == (status.st_size, status.st_mtime_ns):
            judged = known.error if known.state is DocumentState.SKIPPED else None
            if judged is None or judged.code not in _BY_RULE:
                return known.media_type, judged
        if not status.st_size:
            return None, ErrorInfo("empty_document")
        head = head_of(path)
        if head is None:  # reading it will find out why, and say so
            return None, None
        reason = self._look.reason_against(head)
        if reason is None:
            return None, None
        suffix = visible(path.suffix)
        return None, ErrorInfo(reason.code, {"suffix": suffix, **reason.params})

    def _list(self, path: Path, error: ErrorInfo, status: os.stat_result | None = None) -> None:
        """List a file (or, without ``status``, a folder or something unknown) that is not going to be read."""
        shown = listed(path)
        size, changed = (status.st_size, status.st_mtime_ns) if status else (0, 0)
        media_type = self._look.media_type_for(path) if status else FOLDER
        self._files.setdefault(shown, FoundFile(shown, size, changed, media_type, False, error))


# Reasons that come from the rules and not from the file: when they fall away the file is looked at anew.
_BY_RULE = {"left_out", "too_large", "online_only", "link_not_followed", "ignored", "permission_denied"}


def _reason(path: Path, error: OSError) -> ErrorInfo:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        code = "file_missing"
    else:
        code = "permission_denied" if isinstance(error, PermissionError) else "disk_error"
    return ErrorInfo(code, {"path": visible(str(path))})


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name
