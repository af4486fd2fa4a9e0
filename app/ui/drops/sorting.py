"""Where dropped files go. Pure.

Models (.gguf) go to the models, captions (.vtt, .srt) to the meetings, everything else into the library. In the
meetings and the models whatever can be theirs is theirs: a text file dropped on the meetings is a transcript.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.i18n import tr, tr_n

MODEL_SUFFIXES = frozenset({".gguf"})
CAPTION_SUFFIXES = frozenset({".vtt", ".srt"})
TRANSCRIPT_SUFFIXES = CAPTION_SUFFIXES | {".txt", ".docx", ".tsv", ".json"}
AREAS = ("library", "meetings", "models")


@dataclass(frozen=True, slots=True)
class Sorted:
    """What goes where; empty groups are left out. The order is that of AREAS."""

    groups: tuple[tuple[str, tuple[Path, ...]], ...]

    def main(self) -> str:
        """The area that is shown afterwards: where most of it went."""
        return max(self.groups, key=lambda group: len(group[1]))[0] if self.groups else ""

    def words(self) -> list[str]:
        """One line for each group: what will happen to it."""
        return [_SAID[area](paths) for area, paths in self.groups]


def sort_drop(paths: Sequence[Path], area: str, is_folder: Callable[[Path], bool] = Path.is_dir) -> Sorted:
    """Sort what was dropped while ``area`` is open."""
    sorted_: dict[str, list[Path]] = {name: [] for name in AREAS}
    for path in paths:
        sorted_[_place(path, area, is_folder)].append(path)
    return Sorted(tuple((name, tuple(found)) for name, found in sorted_.items() if found))


def _place(path: Path, area: str, is_folder: Callable[[Path], bool]) -> str:
    suffix = path.suffix.lower()
    if suffix in MODEL_SUFFIXES:
        return "models"
    if suffix in (TRANSCRIPT_SUFFIXES if area == "meetings" else CAPTION_SUFFIXES):
        return "meetings"
    if area in ("meetings", "models") and is_folder(path):
        return area
    return "library"


def _library_words(paths: Sequence[Path]) -> str:
    if len(paths) == 1:
        return tr("“{name}” is added to the library", name=paths[0].name)
    return tr_n("{count} item is added to the library", "{count} items are added to the library", len(paths))


def _meetings_words(paths: Sequence[Path]) -> str:
    if len(paths) == 1:
        return tr("Minutes are made of “{name}”", name=paths[0].name)
    return tr_n(
        "Minutes are made of {count} transcript", "Minutes are made of {count} transcripts", len(paths)
    )


def _models_words(paths: Sequence[Path]) -> str:
    if len(paths) == 1:
        return tr("“{name}” is copied to your models", name=paths[0].name)
    return tr_n(
        "{count} model is copied to your models", "{count} models are copied to your models", len(paths)
    )


_SAID: dict[str, Callable[[Sequence[Path]], str]] = {
    "library": _library_words,
    "meetings": _meetings_words,
    "models": _models_words,
}
