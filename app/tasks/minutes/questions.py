"""Questions that were left open: asked, with substance, and followed by no answer or by an "I don't know"."""

from __future__ import annotations

from collections.abc import Sequence

from app.tasks.minutes.cues import Cues, cues_of
from app.tasks.minutes.pieces import Piece
from app.tasks.minutes.ranked import Scored, overlap

_REACH = 4
_FEWEST_STEMS = 3


def find(pieces: Sequence[Piece]) -> list[Scored]:
    """Questions and statements of not knowing, scored by how open they seem."""
    found = []
    for place, piece in enumerate(pieces):
        cues = cues_of(piece.language)
        asked = piece.raw.rstrip().endswith("?")
        if cues is None or len(piece.stems) < _FEWEST_STEMS - bool(cues.chatter):
            continue
        if (asked or cues.open.search(piece.raw)) and not cues.polite.search(piece.raw):
            found.append(Scored(piece, _score(cues, place, pieces, asked=asked)))
    return found


def _score(cues: Cues, place: int, pieces: Sequence[Piece], *, asked: bool) -> float:
    piece = pieces[place]
    replies = _replies(place, pieces)
    score = 0.5 * asked + 1.0 * bool(cues.open.search(piece.raw)) + 0.06 * min(len(piece.stems), 8)
    score += 1.0 * any(cues.no_answer.search(reply.raw) for reply in replies)
    score -= 0.7 * any(cues.yes_no.match(reply.raw) for reply in replies[:2])
    return score - 0.8 * any(overlap(reply.stems, piece.stems) > 0.2 for reply in replies)


def _replies(place: int, pieces: Sequence[Piece]) -> list[Piece]:
    """What others say right after, up to the next question."""
    asker = pieces[place].speaker
    found = []
    for piece in pieces[place + 1 : place + 1 + _REACH]:
        if piece.raw.rstrip().endswith("?"):
            break
        if piece.speaker != asker or asker is None:
            found.append(piece)
    return found
