"""Text with the name in front of what is said: Google Meet, "Name: text", "[0:12] Name: text"; plain prose.

A lone time line (Google Meet writes one about every minute) is the start of everything up to the next one:
that is as exact as such a file is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from app.formats.transcripts.clocks import clock_ms
from app.formats.transcripts.draft import Cue
from app.formats.transcripts.names import speakers_among, split_prefix

_T = r"(\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?)"
_TIME_LINE = re.compile(rf"^\s*{_T}\s*$")
_TIME_FRONT = re.compile(rf"^\s*(?:[\[(]{_T}[\])]|{_T})\s*[-–—]?\s+(\S.*)$")
_NAME_WITH_TIME = re.compile(rf"^(.+?)\s*[\[(]{_T}[\])]$")
_NAME_TIME_FRONT = re.compile(rf"^\s*([^:\[(]{{1,60}}?)\s*[\[(]{_T}[\])]\s*:\s+(\S.*)$")
_SOUND_LINE = re.compile(r"^\s*[\[(][a-z][a-z ,]*[\])]\s*$")
_MIN_WORDS = 12


def read_dialogue(lines: Sequence[str]) -> tuple[list[Cue], int] | None:
    """The cues and the number of the first line that is speech; None when nobody is named."""
    parts = [_parts(line) for line in lines]
    prefixes = [part.speaker for part in parts if part.speaker]
    speakers = speakers_among(prefixes, sum(bool(line.strip()) for line in lines) or 1)
    if not speakers:
        return None
    return _collect(lines, parts, speakers)


def _parts(line: str) -> Cue:
    """The line taken apart, whether or not its prefix turns out to be a speaker."""
    if match := _NAME_TIME_FRONT.match(line):
        return Cue(match[3].strip(), match[1].strip(), clock_ms(match[2]))
    start = None
    if match := _TIME_FRONT.match(line):
        start, line = clock_ms(match[1] or match[2]), match[3]
    found = split_prefix(line)
    return Cue(found[1], found[0], start) if found else Cue(line.strip(), None, start)


def _collect(lines: Sequence[str], parts: Sequence[Cue], speakers: frozenset[str]) -> tuple[list[Cue], int]:
    cues: list[Cue] = []
    first = len(lines)
    at: int | None = None
    for number, (line, part) in enumerate(zip(lines, parts, strict=True)):
        if match := _TIME_LINE.match(line):
            at = clock_ms(match[1])
        elif part.speaker and part.speaker.casefold() in speakers:
            first = min(first, number)
            cues.append(replace(part, start_ms=at if part.start_ms is None else part.start_ms))
        elif cues and line.strip() and not _SOUND_LINE.match(line):
            cues[-1] = replace(cues[-1], text=f"{cues[-1].text} {line.strip()}".strip())
    return [cue for cue in cues if cue.text], first


def read_paragraphs(lines: Sequence[str]) -> list[Cue]:
    """Nobody named, no times: a cue per paragraph, or per line without blank lines. Empty if it is no prose."""
    text = "\n".join(lines).strip()
    letters = sum(c.isalpha() or c.isspace() for c in text)
    if len(text.split()) < _MIN_WORDS or letters < 0.8 * len(text):
        return []
    parts = re.split(r"\n\s*\n", text) if re.search(r"\n\s*\n", text) else text.split("\n")
    return [Cue(" ".join(part.split())) for part in parts if part.strip()]
