"""Transcripts as running text, of .txt files and of Word files' paragraphs: finds out which family it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.formats.transcripts.chat import read_chat
from app.formats.transcripts.clocks import find_date
from app.formats.transcripts.dialogue import read_dialogue, read_paragraphs
from app.formats.transcripts.draft import Draft
from app.formats.transcripts.headed import read_headed, read_timed_paragraphs
from app.formats.transcripts.names import is_label

# Lines the services add; they are nobody's words.
_BOILERPLATE = re.compile(
    r"^\s*(?:.{1,80} (?:started|stopped) transcription"
    r"|Transcribed by https://otter\.ai"
    r"|Transcription ended after [\d:]+"
    r"|This editable transcript was computer generated.*"
    r"|You should review Gemini's notes.*)\s*$"
)
_TRANSCRIPT_MARK = re.compile(r"^\s*\U0001f4d6\s*Transcript\s*$")
_NO_TITLE = re.compile(r"^\W*$|https?://|^\d|^(?:\w{3},? )?\w{3,9}\.? \d{1,2},? \d{4}|^[^:]{1,20}:\s")
_TITLE_TAIL = re.compile(r"[-\s]*(?:\d{8}_\d{6}-)?(?:Meeting )?Transcript$", re.IGNORECASE)


def read_text(text: str) -> Draft:
    """The families in the order of how surely they can be told; no cues when it is no transcript at all."""
    lines = [line for line in _evidence(text.split("\n")) if not _BOILERPLATE.match(line)]
    if chat := read_chat(lines):
        return chat
    found = (
        read_headed(lines, at_least=2)
        or read_dialogue(lines)
        or read_headed(lines, at_least=1)
        or read_timed_paragraphs(lines)
    )
    if found is None:
        return Draft(cues=read_paragraphs(lines), date=find_date("\n".join(lines[:5])))
    cues, first = found
    head = lines[:first]
    return Draft(cues=cues, title=_title(head), date=find_date("\n".join(head[:12])))


def _evidence(lines: Sequence[str]) -> Sequence[str]:
    """What follows the transcript mark, where a machine's own notes stand before it."""
    marks = [number for number, line in enumerate(lines) if _TRANSCRIPT_MARK.match(line)]
    return lines[marks[0] + 1 :] if marks else lines


def _title(head: Sequence[str]) -> str | None:
    for line in head[:4]:
        title = _TITLE_TAIL.sub("", line.strip())
        if 0 < len(title) <= 120 and not _NO_TITLE.search(title) and not is_label(title):
            return title
    return None
