"""Wipe everything: whatever Carrel wrote into a profile is removed, and nothing that it did not write.

Wanted first, done after: the wish is a file in the profile, so that a window can close all it has open before, and a
wipe that was killed goes on when Carrel is started next. Links are removed, never followed. Files are named one by one
or by a pattern within a folder that is Carrel's own; a folder goes when it is empty. Documents never lie in a profile.

What is removed is gone for every program; the blocks of a disk may hold it until they are written over (an encrypted
library leaves nothing to read there either).
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import UserError
from app.domain.model_records import ModelNote, Origin
from app.paths import AppPaths

WISH = "wipe.wanted"
# Folder of AppPaths -> patterns of the files that Carrel writes there.
_FILES: dict[str, tuple[str, ...]] = {
    "data": (
        *("carrel.db", "carrel.db-wal", "carrel.db-shm", "carrel.db-journal"),
        *("carrel.db.encrypting*", "carrel.db.decrypting*", "library.key", "library.key.*"),
        *("restore.wanted", "restore.wanted.part", "moves.wanted"),
    ),
    "config": ("settings.toml", "settings.toml.part", "settings.tmp", "window.ini", "window.ini.*", "wake*"),
    "cache": (
        *("loading.json", "loading.json.part", "writing-marks.json", "writing-marks.json.part"),
        *("pasted.txt", "pasted.txt.part", "meetings.db", "meetings.db-*"),
    ),
    "logs": ("carrel.log", "carrel.log.1", "report-*.txt", *(f"{role}.log" for role in (
        "generator", "embedder", "parser", "recognizer", "teacher"
    ))),
    "models": ("*.part", "*.part.json"),
    "adapters": ("*/adapter.gguf", "*/adapter.gguf.part", "*/card.json", "*/README.md"),
    "templates": ("*.toml", "*.toml.part"),
    "meetings": ("*(meeting *).txt", "*(meeting *).txt.part"),
    "transcripts": ("*.txt", "*.txt.part"),
    "states": ("c*-*", "c*.part"),
}  # fmt: skip
# Folders in which everything is Carrel's own: (folder of AppPaths, pattern).
_TREES = (
    ("data", "teaching"),
    ("data", "damaged ????-??-?? ??.??.??*"),
    ("data", "before restoring ????-??-?? ??.??.??*"),
    ("data", "restoring"),
    ("data", ".backup-*"),
    ("data", ".restore-*"),
    ("cache", "minutes"),
    ("cache", "models"),
    ("cache", "embedders"),
    ("cache", "meetings"),
)


@dataclass(frozen=True)
class Wiped:
    """How many files were removed; ``left``: what lies in the profile that Carrel did not put there."""

    removed: int
    left: tuple[Path, ...]


def our_models(notes: Iterable[ModelNote], folder: Path) -> list[Path]:
    """Models in Carrel's folder that it downloaded or copied there; never one that is used in place."""
    ours = {Origin.COPIED, Origin.DOWNLOADED}
    return [note.path for note in notes if note.origin in ours and note.path.is_relative_to(folder)]


def want_wipe(paths: AppPaths, models: Sequence[Path] = ()) -> None:
    """From now on this profile is to be wiped, by :func:`wipe`. ``models`` are model files that are to go too."""
    wish = paths.data / WISH
    try:
        wish.write_text(json.dumps([str(path) for path in models]), encoding="utf-8")
    except OSError as error:
        raise UserError("permission_denied", path=str(wish)) from error


def is_wanted(paths: AppPaths) -> bool:
    """Whether a wipe was asked for, and not done yet."""
    return (paths.data / WISH).is_file()


def wipe(paths: AppPaths) -> Wiped:
    """Remove everything; to be called when nothing of the profile is open. The wish goes last.

    Raises UserError("permission_denied") when something cannot be removed; the wish then stays.
    """
    removed = 0
    for path in (*_found(paths), *_wished_models(paths)):
        removed += _remove(path)
    _remove(paths.lock)
    removed += _remove(paths.data / WISH)
    _remove_empty(paths)
    return Wiped(removed, tuple(_left(paths)))


def _found(paths: AppPaths) -> Iterator[Path]:
    for place, patterns in _FILES.items():
        folder: Path = getattr(paths, place)
        if folder.is_symlink():
            continue
        for pattern in patterns:
            yield from sorted(folder.glob(pattern))
    for place, pattern in _TREES:
        yield from sorted(getattr(paths, place).glob(pattern))


def _wished_models(paths: AppPaths) -> list[Path]:
    try:
        wished = json.loads((paths.data / WISH).read_text(encoding="utf-8"))
        named = [Path(name) for name in wished]
    except (OSError, ValueError, TypeError):
        return []
    return [path for path in named if path.is_relative_to(paths.models) and ".." not in path.parts]


def _remove(path: Path) -> int:
    """1 when something was there."""
    try:
        if path.is_symlink() or path.is_file():
            path.unlink()
            return 1
        if path.is_dir():
            number = sum(1 for inside in path.rglob("*") if not inside.is_dir())
            shutil.rmtree(path)
            return number
    except OSError as error:
        raise UserError("permission_denied", path=str(path)) from error
    return 0


def _remove_empty(paths: AppPaths) -> None:
    """Folders that hold nothing any more, innermost first."""
    for root in _roots(paths):
        for folder in sorted((p for p in root.rglob("*") if p.is_dir() and not p.is_symlink()), reverse=True):
            _rmdir(folder)
        _rmdir(root)
    parents = {root.parent for root in _roots(paths)}
    if len(parents) == 1:  # a profile in a folder of its own
        _rmdir(parents.pop())


def _rmdir(folder: Path) -> None:
    try:
        folder.rmdir()
    except OSError:  # something is in it that is not ours, or it is gone
        return


def _left(paths: AppPaths) -> Iterator[Path]:
    for root in _roots(paths):
        yield from sorted(path for path in root.rglob("*") if path.is_symlink() or not path.is_dir())


def _roots(paths: AppPaths) -> tuple[Path, ...]:
    return (paths.logs, paths.cache, paths.config, paths.data)
