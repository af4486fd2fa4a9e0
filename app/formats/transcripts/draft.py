"""What every transcript reader produces: cues in file order, before names are unified and ids given."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Cue:
    """One cue, segment or line. Times are integer milliseconds, None where the file has none."""

    text: str
    speaker: str | None = None
    start_ms: int | None = None
    end_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A transcript file as read; ``title`` None means: take the file's name."""

    cues: list[Cue] = field(default_factory=list)
    title: str | None = None
    date: str | None = None
    language: str | None = None
