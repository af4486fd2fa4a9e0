"""A meeting as a text that can be searched, and the way back from a place in that text to who said it when."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from app.domain.documents import Block, BlockKind, ParsedDocument, Span
from app.domain.ids import MeetingId
from app.domain.meetings import Transcript, Utterance

MEDIA_TYPE = "text/x-meeting"
CAPTIONS = (".vtt", ".srt")
"""Files that the library reads as turns with their times."""
_PARAGRAPH = 12
"""Utterances in one paragraph at most: a lecture is one turn, but no paragraph."""
_MEETING = re.compile(r"\(meeting \d+\)\.txt$")
_ENDS = ".,;:!?\u2026\u3002\"')"
_LEAD = re.compile(r"^(?:(?P<name>[^\n:()]{1,80}) )?\((?P<time>\d{1,3}:\d\d(?::\d\d)?)\): ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class SpokenText:
    """``parsed.text[words[i].start : words[i].end]`` is what the utterance ``utterances[i]`` says, by ``speakers[i]``.

    Its place begins at ``starts[i]``, where the name of who begins to speak may stand before the words.
    """

    parsed: ParsedDocument
    starts: tuple[int, ...]
    words: tuple[Span, ...]
    utterances: tuple[Utterance, ...]

    def said_at(self, span: Span) -> tuple[Utterance, ...]:
        """The utterances that a place in the text touches."""
        return tuple(self.utterances[i] for i in self._touched(span))

    def quote(self, span: Span) -> str:
        """The words at a place without the names between them; "…" stands where something was left out between two."""
        quote, before = "", None
        for i in self._touched(span):
            words, said = self.words[i], self.utterances[i]
            part = self.parsed.text[max(words.start, span.start) : min(words.end, span.end)].strip()
            if not part:
                continue
            if before is not None and before.speaker != said.speaker and said.speaker:
                part = f"{said.speaker}: {part}"
            gap = "" if before is None else " " if said.id == before.id + 1 else " … "
            quote, before = quote + gap + part, said
        return quote

    def _touched(self, span: Span) -> range:
        first = max(bisect_right(self.starts, span.start) - 1, 0)
        return range(first, bisect_right(self.starts, max(span.end - 1, span.start)))


def spoken_text(transcript: Transcript, speaker: str | None = None) -> SpokenText:
    """One paragraph per turn, "Name: what they said"; with a ``speaker`` only what that one said."""
    starts, words, said_by, blocks = list[int](), list[Span](), list[Utterance](), list[Block]()
    pieces: list[str] = []
    length = 0
    for name, said in _turns(transcript.utterances, speaker):
        begin = length
        for number, utterance in enumerate(said):
            lead = (f"{name}: " if name else "") if number == 0 else " "
            starts.append(length)
            pieces.append(lead + utterance.text)
            words.append(Span(length + len(lead), length + len(pieces[-1])))
            said_by.append(utterance)
            length += len(pieces[-1])
        blocks.append(Block(BlockKind.PARAGRAPH, Span(begin, length)))
        pieces.append("\n\n")
        length += 2
    text = "".join(pieces)
    parsed = ParsedDocument(MEDIA_TYPE, transcript.title, text, tuple(blocks), language=transcript.language)
    return SpokenText(parsed, tuple(starts), tuple(words), tuple(said_by))


def written_out(transcript: Transcript) -> str:
    """The meeting as a text of its own: title, date, and one paragraph per turn, "Name (4:07): what they said"."""
    parts = [transcript.title, transcript.date or "", *said_by_whom(transcript)]
    return "\n\n".join(part for part in parts if part) + "\n"


def said_by_whom(transcript: Transcript) -> list[str]:
    """One paragraph per turn, "Name (4:07): what they said"; what is not known is left out."""
    parts = []
    for name, said in _turns(transcript.utterances, None):
        start = said[0].start_ms
        at = "" if start is None else f"({_clock(start)})"
        lead = " ".join(part for part in (name or "", at) if part)
        words = " ".join(" ".join(u.text.split()) for u in said)
        words += "" if words[-1:] in _ENDS else "."  # what does not end like a sentence looks like a heading
        parts.append(f"{lead}: {words}" if lead else words)
    return parts


def meeting_text_name(title: str, meeting_id: MeetingId) -> str:
    """The name of the file that :func:`written_out` goes to; ``title`` has only characters that files may have."""
    return f"{title} (meeting {meeting_id}).txt"


def says_who_and_when(path: Path) -> bool:
    """Whether the text of a document is made of such turns: a meeting's own text, or captions."""
    return _MEETING.search(path.name) is not None or path.suffix.lower() in CAPTIONS


def place_before(text: str, offset: int) -> str:
    """Who says what stands at ``offset`` of a text of :func:`said_by_whom`, and when: "Ana Ruiz, 4:07"; else ""."""
    found = ""
    for match in _LEAD.finditer(text):
        if match.start() > offset:
            break
        found = f"{match['name']}, {match['time']}" if match["name"] else match["time"]
    return found


def _clock(ms: int) -> str:
    seconds = ms // 1000
    hours, minutes = seconds // 3600, seconds // 60 % 60
    return f"{hours}:{minutes:02d}:{seconds % 60:02d}" if hours else f"{minutes}:{seconds % 60:02d}"


def _turns(
    utterances: Sequence[Utterance], speaker: str | None
) -> list[tuple[str | None, Sequence[Utterance]]]:
    turns: list[tuple[str | None, Sequence[Utterance]]] = []
    for name, turn in groupby(utterances, key=_speaker):
        said = list(turn)
        if speaker is None or name == speaker:
            turns += [(name, said[i : i + _PARAGRAPH]) for i in range(0, len(said), _PARAGRAPH)]
    return turns


def _speaker(utterance: Utterance) -> str | None:
    return utterance.speaker
