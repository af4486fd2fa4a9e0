"""Chats as messengers hand them on: a day and a time of day in front of every message, then "Name: text".

``[14.03.2026, 09:02] Ana: ...`` (also with AM and PM), ``14.03.26, 09:02 - Ana: ...``. These are times of day, no
places in a recording, so messages get no times. The day of the first message is the chat's, where the order of day and
month can be told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from app.formats.transcripts.draft import Cue, Draft
from app.formats.transcripts.names import could_be_name, split_prefix

_DAY = r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}"
_TIME = r"\d{1,2}:\d{2}(?::\d{2})?(?:[ \u202f\xa0]?[AaPp]\.?[Mm]\.?)?"
_HIDDEN = "\u200e\u200f\ufeff"
_UNKNOWN = "~\u202f\xa0 "
"""In front of names that are not in the address book."""
_FRONT = re.compile(
    rf"^[{_HIDDEN}\s]{{0,4}}(?:\[({_DAY}),?\s{{1,2}}{_TIME}\]|({_DAY}),?\s{{1,2}}{_TIME}\s[-–—])\s*(.*)$",
    re.DOTALL,
)
_NOTHING_SAID = re.compile(rf"^[{_HIDDEN}\s]{{0,4}}<[^<>]{{0,80}}>\s*$")
_FEWEST, _SHARE = 2, 3


def read_chat(lines: Sequence[str]) -> Draft | None:
    """None when fewer than every third line that says something begins as a message does."""
    fronts = [_FRONT.match(line) for line in lines]
    heads = [match for match in fronts if match]
    if len(heads) < _FEWEST or len(heads) * _SHARE < sum(bool(line.strip()) for line in lines):
        return None
    cues: list[Cue] = []
    for line, front in zip(lines, fronts, strict=True):
        if front:
            cues += _message(front[3])
        elif cues and line.strip():
            cues[-1] = Cue(f"{cues[-1].text} {line.strip()}", cues[-1].speaker)
    days = [match[1] or match[2] for match in heads]
    return Draft(cues=cues, date=_first_day(days)) if cues else None


def _message(text: str) -> list[Cue]:
    """Nothing for what nobody said: "Ben joined", "<picture omitted>"."""
    found = split_prefix(text.strip(_HIDDEN + " ").lstrip(_UNKNOWN))
    if found is None or not could_be_name(found[0]) or not found[1] or _NOTHING_SAID.match(found[1]):
        return []
    return [Cue(found[1].strip(_HIDDEN), found[0])]


def _first_day(days: Sequence[str]) -> str | None:
    """With full stops the day comes first, with the year first the month does; else one of the days must tell."""
    parts = [[int(part) for part in re.split(r"[./-]", day)] for day in days]
    first = parts[0]
    if first[0] > 31:
        year, month, day = first
    elif "." in days[0] or any(p[0] > 12 for p in parts):
        day, month, year = first
    elif any(p[1] > 12 for p in parts):
        month, day, year = first
    else:
        return None
    try:
        return date(year if year > 99 else 2000 + year, month, day).isoformat()
    except ValueError:
        return None
