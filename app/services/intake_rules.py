"""What belongs to the library and what does not: names, sizes, kinds. The same for every walk over the disk."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import ErrorInfo, UserError
from app.domain.file_names import visible
from app.services.file_kinds import is_link, is_marked_hidden, is_placeholder
from app.services.patterns import DEFAULT_PATTERNS, Patterns

MediaTypeFor = Callable[[Path], str | None]
ReasonAgainst = Callable[[bytes], UserError | None]
"""Why a file that begins so cannot be read; None when it is worth trying."""

FOLDER = "inode/directory"
"""The media type of a folder that is listed because nothing in it is read."""

LARGEST_BYTES = 512 * 1024 * 1024


def by_name_only(_head: bytes) -> UserError | None:
    """For those who read nothing but files with a known suffix."""
    return UserError("unsupported_format")


@dataclass(frozen=True, slots=True)
class IntakeRules:
    """``own`` are Carrel's own folders, which are never part of a folder that was added."""

    patterns: tuple[str, ...] = DEFAULT_PATTERNS
    largest_bytes: int = LARGEST_BYTES
    own: frozenset[Path] = frozenset()


class FolderRules:
    """The rules as they are below one added folder, whose own patterns come after the general ones."""

    def __init__(self, rules: IntakeRules, root: Path, patterns: tuple[str, ...] = ()) -> None:
        self._patterns = Patterns((*rules.patterns, *patterns))
        self._hides = Patterns(rules.patterns).leaves_out(".hidden", is_folder=False) is not None
        self._own = {str(path) for path in rules.own}
        self._cut = len(str(root).rstrip(os.sep)) + 1

    def against(self, path: str, status: os.stat_result) -> ErrorInfo | None:
        """Why a rule leaves this file or folder out."""
        is_folder = stat.S_ISDIR(status.st_mode)
        relative = path[self._cut :]
        if os.sep != "/":
            relative = relative.replace(os.sep, "/")
        pattern = self._patterns.leaves_out(relative, is_folder=is_folder)
        if pattern is None and self._hides and is_marked_hidden(status):
            pattern = ".*"
        if pattern is not None:
            return ErrorInfo("left_out", {"pattern": pattern})
        return ErrorInfo("own_folder") if is_folder and path in self._own else None


def reason_by_kind(path: Path, status: os.stat_result) -> ErrorInfo | None:
    """Why this is not a file that can be read, whatever it holds."""
    if is_link(status):
        return ErrorInfo("link_not_followed", {"path": visible(str(path))})
    if not stat.S_ISREG(status.st_mode):
        return ErrorInfo("not_a_file", {"path": visible(str(path))})
    return ErrorInfo("online_only") if is_placeholder(status) else None
