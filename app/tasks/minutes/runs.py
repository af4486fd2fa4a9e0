"""Sentences that captions cut in two: which utterances are read as one run of talk.

Teams and Whisper write a cue every few seconds, wherever the sentence stands; a line of the minutes is a whole
sentence all the same. Nothing is joined where a transcript has no full stops to tell sentences by, no times, or where
somebody else speaks in between; nor where it was cut at every breath, as people do who write down how somebody talks:
what is broken off there is mostly begun anew.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.domain.meetings import Utterance

_PAUSE_MS = 1000
_LONGEST = 360
"""Characters of a sentence that is still open; beyond it the next cue begins afresh."""
_WORDS_PER_STOP = 50
"""Talk with fewer full stops than one in so many words is not punctuated."""
_LONG, _FULL, _BY_WIDTH = 0.95, 0.5, 0.5
"""Captions were cut for their width where so many of the sentences they cut stop in a cue that is full: at least half
as long as the long ones (19 in 20 are no longer). Open meetings cut by breath reach .43."""
_STOP = re.compile(r"[.!?…:。！？][\"'”“’»«)\]]*\s*$")
_ANY_STOP = re.compile(r"[.!?…。！？](?=\s|$|[\"'”’»)])")


def runs(utterances: Sequence[Utterance], languages: Sequence[str | None] = ()) -> list[range]:
    """All utterances in order, cut into runs (ranges of indices); most hold one.

    ``languages`` says for every utterance what is spoken there; a run has one language.
    """
    joints = _joints(utterances) if _punctuated(utterances) else frozenset()
    found: list[range] = []
    open_length = 0
    for i, utterance in enumerate(utterances):
        same = not languages or i == 0 or languages[i] == languages[i - 1]
        if i in joints and same and open_length <= _LONGEST:
            found[-1] = range(found[-1].start, i + 1)
        else:
            found.append(range(i, i + 1))
            open_length = 0
        open_length = _still_open(open_length, utterance.text)
    return found


def _joints(utterances: Sequence[Utterance]) -> frozenset[int]:
    """The utterances that go on with the sentence before; none where that is not what cut it."""
    places = [i for i in range(1, len(utterances)) if _goes_on(utterances[i - 1], utterances[i])]
    lengths = sorted(len(u.text) for u in utterances)
    long = lengths[int(_LONG * (len(lengths) - 1))] if lengths else 0
    full = sum(len(utterances[i - 1].text) >= _FULL * long for i in places)
    return frozenset(places) if full >= _BY_WIDTH * len(places) else frozenset()


def _goes_on(before: Utterance, after: Utterance) -> bool:
    """The same speaker, hardly a breath later, and the sentence had not ended."""
    if before.speaker != after.speaker or before.end_ms is None or after.start_ms is None:
        return False
    return after.start_ms - before.end_ms <= _PAUSE_MS and not _STOP.search(before.text)


def _still_open(length: int, text: str) -> int:
    """How long the sentence is that ``text`` leaves open, when ``length`` characters of it were said before."""
    stops = list(_ANY_STOP.finditer(text))
    return len(text) - stops[-1].end() if stops else length + len(text)


def _punctuated(utterances: Sequence[Utterance]) -> bool:
    words = sum(len(u.text.split()) for u in utterances)
    stops = sum(len(_ANY_STOP.findall(u.text)) for u in utterances)
    return stops * _WORDS_PER_STOP >= words
