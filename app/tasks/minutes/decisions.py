"""Sentences in which something is settled. Scored by hand-set weights; a question or a doubt speaks against it."""

from __future__ import annotations

from collections.abc import Sequence

from app.tasks.minutes.cues import Cues, cues_of
from app.tasks.minutes.pieces import Piece
from app.tasks.minutes.ranked import Scored

_SUBSTANCE = 2
_SURE = 1.8
_MOST_WORDS_POINTING = 8
_FULL, _FULL_STEMS = 0.05, 12
"""What is settled is said in full sentences more often than in scraps."""


def find(pieces: Sequence[Piece], total: int) -> list[Scored]:
    """Every sentence with a cue of a decision, scored; ``total`` is the number of utterances."""
    found = []
    for place, piece in enumerate(pieces):
        cues = cues_of(piece.language)
        if cues is None or piece.raw.rstrip().endswith("?"):
            continue
        weight = max((w for w, cue in cues.decisions if cue.search(piece.raw)), default=0.0)
        if weight and (substance(piece) >= _SUBSTANCE or (weight >= _SURE and _refers(cues, piece))):
            found.append(Scored(piece, weight + _evidence(cues, place, pieces, total)))
    return found


def is_named(piece: Piece) -> bool:
    """Whether it says outright that something is settled: "we decided", "let's go with", "agreed"."""
    cues = cues_of(piece.language)
    return cues is not None and any(w >= _SURE and cue.search(piece.raw) for w, cue in cues.decisions)


def substance(piece: Piece) -> int:
    """How many words say what was decided, apart from those that say that it was."""
    cues = cues_of(piece.language)
    return len(piece.stems - cues.decided) if cues else len(piece.stems)


def _refers(cues: Cues, piece: Piece) -> bool:
    """ "Let's go with that": what is meant stands next to it, and it is not about the past."""
    return bool(cues.points.search(piece.raw)) and len(piece.raw.split()) <= _MOST_WORDS_POINTING


def _evidence(cues: Cues, place: int, pieces: Sequence[Piece], total: int) -> float:
    piece = pieces[place]
    following = [p for p in pieces[place + 1 : place + 4] if p.speaker != piece.speaker]
    score = 0.4 * any(cues.accept.match(p.raw) for p in following)
    score += 0.3 * (piece.at / max(1, total - 1)) + 0.08 * min(len(piece.stems), 7)
    score += _FULL * min(len(piece.stems), _FULL_STEMS)
    return score - 0.9 * bool(cues.against.search(piece.raw))
