"""Utterances cut into sentences that can be quoted: fillers stripped at the start, verbatim otherwise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.meetings import Utterance
from app.retrieval.sentences import split_sentences
from app.retrieval.words import content_stems

# What people say before they begin: taken off the front of a quoted sentence, never out of its middle.
_FILLER = re.compile(
    r"^(?:(?:u[mh]+|uhm|er+m?|h+m+|mm+(?:-hmm)?|ah+|oh|okay|ok|'kay|yeah|yep|yes|right|alright|all right|well|so|"
    r"now|and|but|anyway|basically|you know|i mean|like|also|then|äh+m?|also gut|ja)\b[\s,.;:…-]*)+",
    re.IGNORECASE,
)


_CONTRACTED = re.compile(r"'(?:ll|re|ve|d|m|t)$")


@dataclass(frozen=True, slots=True)
class Piece:
    """One sentence of one utterance. ``at`` is the utterance's id, ``text`` its words from the first real one on."""

    at: int
    speaker: str | None
    text: str
    raw: str
    stems: frozenset[str]


def cut(utterances: Sequence[Utterance]) -> list[Piece]:
    """All sentences in order; an utterance of nothing but fillers gives one piece without stems."""
    return [piece for utterance in utterances for piece in _pieces(utterance)]


def _pieces(utterance: Utterance) -> list[Piece]:
    spans = split_sentences(utterance.text)
    pieces = []
    for span in spans:
        raw = utterance.text[span.start : span.end]
        text = without_fillers(raw)
        stems = frozenset(s for s in content_stems(text) if len(s) > 1 and not _CONTRACTED.search(s))
        pieces.append(Piece(utterance.id, utterance.speaker, text, raw, stems))
    return pieces


def without_fillers(text: str) -> str:
    """The sentence from its first real word on, which gets a capital; unchanged when nothing would be left."""
    rest = _FILLER.sub("", text, count=1).strip()
    if not rest or not any(c.isalnum() for c in rest):
        return text.strip()
    return capitalised(rest)


def capitalised(text: str) -> str:
    """The first letter as a capital."""
    return text[:1].upper() + text[1:]
