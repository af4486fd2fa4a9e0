"""Text with a line of name and time above what is said: Otter, Teams (Word), Zoom captions, Fathom.

Times are where a turn begins; there are no end times, and none are invented.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.formats.transcripts.clocks import clock_ms
from app.formats.transcripts.draft import Cue
from app.formats.transcripts.names import could_be_name, looks_like_name

_T = r"(\d{1,2}:\d{2}(?::\d{2})?)"
_NAME_TIME = re.compile(rf"^\s*(\S.*?)(?:\s{{2,}}|\t+){_T}\s*$")
_NAME_TIME_CLOSE = re.compile(rf"^\s*(\S.*?)\s+[\[(]?{_T}[\])]?:?\s*$")
_TIME_NAME = re.compile(rf"^\s*[\[(]?{_T}[\])]?\s+(?:[-–—]\s+)?(\S[^:]*?):?\s*$")
_BRACKET_NAME = re.compile(rf"^\s*\[([^\]\n]+)\]\s+{_T}\s*$")
_BARE_TIME = re.compile(rf"^\s*[\[(]?{_T}[\])]?\s*$")
_DAY_MS = 86_400_000
_HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class _Head:
    name: str | None
    at_ms: int


def _spaced(line: str) -> _Head | None:
    match = _NAME_TIME.match(line)
    return _Head(match[1], clock_ms(match[2])) if match and could_be_name(match[1]) else None


def _close(line: str) -> _Head | None:
    match = _NAME_TIME_CLOSE.match(line)
    return _Head(match[1], clock_ms(match[2])) if match and looks_like_name(match[1]) else None


def _time_first(line: str) -> _Head | None:
    match = _TIME_NAME.match(line)
    return _Head(match[2], clock_ms(match[1])) if match and looks_like_name(match[2]) else None


def _bracketed(line: str) -> _Head | None:
    match = _BRACKET_NAME.match(line)
    return _Head(match[1].strip(), clock_ms(match[2])) if match else None


def _bare(line: str) -> _Head | None:
    match = _BARE_TIME.match(line)
    return _Head(None, clock_ms(match[1])) if match else None


_Reader = Callable[[str], _Head | None]
_STYLES: tuple[_Reader, ...] = (_bracketed, _spaced, _time_first, _close)
_LONGEST_HEAD = 200


def _head(style: _Reader, line: str) -> _Head | None:
    """A long line is speech; the patterns above would take quadratic time on it."""
    return style(line) if len(line) <= _LONGEST_HEAD else None


def read_headed(lines: Sequence[str], at_least: int) -> tuple[list[Cue], int] | None:
    """The cues and the number of the first head line, or None when no style has ``at_least`` heads."""
    counts = [sum(_head(style, line) is not None for line in lines) for style in _STYLES]
    best = max(range(len(_STYLES)), key=lambda i: (counts[i], -i))
    if counts[best] < at_least:
        return None
    return _collect(lines, _STYLES[best], wall_clock=_STYLES[best] is _bracketed)


def read_timed_paragraphs(lines: Sequence[str]) -> tuple[list[Cue], int] | None:
    """Text under lone time lines, nobody named; None with fewer than two of them."""
    if sum(_head(_bare, line) is not None for line in lines) < 2:
        return None
    return _collect(lines, _bare, wall_clock=False)


def _collect(lines: Sequence[str], style: _Reader, *, wall_clock: bool) -> tuple[list[Cue], int]:
    heads: list[tuple[_Head, list[str]]] = []
    first = len(lines)
    speaker: str | None = None
    for number, line in enumerate(lines):
        head = _head(style, line) or (_head(_bare, line) if heads else None)
        if head:
            speaker = head.name or speaker
            first = min(first, number)
            heads.append((_Head(speaker, head.at_ms), []))
        elif heads and line.strip():
            heads[-1][1].append(line.strip())
    starts = [head.at_ms for head, _ in heads]
    if wall_clock:
        starts = _from_first(starts)
    cues = [
        Cue(" ".join(said), head.name, start)
        for (head, said), start in zip(heads, starts, strict=True)
        if said
    ]
    return cues, first


def _from_first(clocks: list[int]) -> list[int]:
    """Times of day become times since the first, past midnight too; what begins before 1:00 is relative already."""
    if not clocks or clocks[0] < _HOUR_MS:
        return clocks
    relative, day = [], 0
    previous = clocks[0]
    for clock in clocks:
        if previous - clock > _DAY_MS // 2:
            day += _DAY_MS
        previous = clock
        relative.append(max(0, clock + day - clocks[0]))
    return relative
