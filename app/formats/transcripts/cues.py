"""Timed cues: WebVTT (Zoom, Teams, YouTube, headerless) and SubRip, old Whisper's forms included.

The two differ too little in the wild to be told apart: cue ids, header, NOTE blocks, settings, dots or
commas, hours and blank lines are all optional here. Source: the WebVTT recommendation (w3.org/TR/webvtt1) for
blocks, voice spans and escapes; SubRip has no specification.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from app.formats.transcripts.clocks import ARROW, clock_ms
from app.formats.transcripts.draft import Cue, Draft
from app.formats.transcripts.names import looks_like_name, name_cues

_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,80})?(?:\s+([^<>]{0,200}))?>", re.IGNORECASE)
_VOICE_END = re.compile(r"</v\s*>", re.IGNORECASE)
_STAMP = re.compile(r"<\d[\d:.]{0,20}>")
_TAG = re.compile(
    r"</?(?:[ibuc]|ruby|rt|lang|font|span)(?:[.\s][^<>]{0,200})?>|\{\\[^}]{0,80}\}", re.IGNORECASE
)
_SIDE_BLOCK = re.compile(r"^(NOTE|STYLE|REGION)(\s|$)")
_LANGUAGE = re.compile(r"^Language:\s*([A-Za-z]{2,3}(?:-\w+)*)\s*$", re.MULTILINE)
_ADJACENT_MS = 250


@dataclass(frozen=True, slots=True)
class _Block:
    start_ms: int
    end_ms: int
    lines: list[str]


def has_cues(text: str) -> bool:
    """Is there at least one line with an arrow between two times?"""
    return any(ARROW.match(line) for line in text.split("\n"))


def read_cues(text: str, *, names_on_top: bool = False) -> Draft:
    """All cues. With ``names_on_top`` the first line of a cue is its speaker (Word files of older Teams)."""
    lines = text.split("\n")
    arrows = [number for number, line in enumerate(lines) if ARROW.match(line)]
    blocks = _unroll(list(_blocks(lines, arrows)))
    language = _LANGUAGE.search("\n".join(lines[: arrows[0]]) if arrows else "")
    return Draft(cues=_speakers(blocks, names_on_top), language=language[1] if language else None)


def _blocks(lines: Sequence[str], arrows: Sequence[int]) -> Iterator[_Block]:
    numbered = bool(arrows) and arrows[0] > 0 and lines[arrows[0] - 1].strip().isdigit()
    for at, following in pairwise([*arrows, len(lines)]):
        match = ARROW.match(lines[at])
        assert match is not None
        last = following < len(lines)
        body = _without_id(list(lines[at + 1 : following]), numbered) if last else list(lines[at + 1 :])
        yield _Block(clock_ms(match[1]), clock_ms(match[2]), _payload(body))


def _without_id(body: list[str], numbered: bool) -> list[str]:
    """The line right before an arrow is the next cue's id if a blank line or the file's habit says so."""
    if not body:
        return body
    id_line = body[-1].strip()
    after_blank = len(body) > 1 and not body[-2].strip()
    if id_line and (after_blank or (numbered and id_line.isdigit())):
        return body[:-1]
    return body


def _payload(body: Sequence[str]) -> list[str]:
    """The cue's lines; blocks behind a blank line belong to it unless they are comments or styles."""
    groups: list[list[str]] = [[]]
    for line in body:
        if line == "":
            groups.append([])
        elif line.strip():
            groups[-1].append(line.strip())
    kept = groups[0] + [
        line for group in groups[1:] if group and not _SIDE_BLOCK.match(group[0]) for line in group
    ]
    return [line for line in kept if _plain(line)]


def _plain(text: str) -> str:
    text = _VOICE_END.sub("", _VOICE.sub("", text))
    return " ".join(html.unescape(_TAG.sub("", _STAMP.sub("", text))).split())


def _unroll(blocks: list[_Block]) -> list[_Block]:
    """Rolling captions show every line two or three times; other files are left as they are."""
    if not _is_rolling(blocks):
        return blocks
    unrolled: list[_Block] = []
    shown: list[str] = []
    for block in blocks:
        lines = [_plain(line) for line in block.lines]
        overlap = next((n for n in range(min(len(shown), len(lines)), 0, -1) if shown[-n:] == lines[:n]), 0)
        unrolled.append(replace(block, lines=block.lines[overlap:]))
        shown = lines or shown
    return unrolled


def _is_rolling(blocks: Sequence[_Block]) -> bool:
    """Word times inside cues, or most two-line cues beginning with the line that ended the cue before."""
    stamped = any(_STAMP.search(line) for block in blocks for line in block.lines)
    repeats = sum(_repeats(first, second) for first, second in pairwise(blocks))
    several = sum(len(block.lines) > 1 for block in blocks)
    return repeats > 0 and (stamped or (repeats >= 3 and repeats * 2 >= several > 0))


def _repeats(first: _Block, second: _Block) -> bool:
    near = second.start_ms - first.end_ms <= _ADJACENT_MS
    two = len(second.lines) > 1 and bool(first.lines)
    return near and two and _plain(first.lines[-1]) == _plain(second.lines[0])


def _speakers(blocks: Sequence[_Block], names_on_top: bool) -> list[Cue]:
    if any(_VOICE.search(line) for block in blocks for line in block.lines):
        return [cue for block in blocks for cue in _voices(block)]
    if names_on_top:
        return [cue for block in blocks for cue in _named_on_top(block)]
    texts = [(block, _plain(" ".join(block.lines))) for block in blocks]
    return name_cues([Cue(text, None, block.start_ms, block.end_ms) for block, text in texts if text])


def _voices(block: _Block) -> Iterator[Cue]:
    """One cue per voice span; words outside of any span are nobody's."""
    payload = " ".join(block.lines)
    marks = list(_VOICE.finditer(payload))
    before = payload[: marks[0].start()] if marks else payload
    spans: list[tuple[str | None, str]] = [(None, before)]
    for mark, following in pairwise([*marks, None]):
        assert mark is not None
        said = payload[mark.end() : following.start() if following else len(payload)]
        inside, _, after = _VOICE_END.sub("\0", said, count=1).partition("\0")
        spans += [(_name(mark[1]), inside), (None, after)]
    for speaker, said in spans:
        if text := _plain(said):
            yield Cue(text, speaker, block.start_ms, block.end_ms)


def _name(annotation: str | None) -> str | None:
    return " ".join(html.unescape(annotation or "").split()) or None


def _named_on_top(block: _Block) -> Iterator[Cue]:
    lines = [_plain(line) for line in block.lines]
    speaker = lines.pop(0) if len(lines) > 1 and looks_like_name(lines[0]) else None
    if lines:
        yield Cue(" ".join(lines), speaker, block.start_ms, block.end_ms)
