"""Questions that were left open: asked, with substance, and followed by no answer or by an "I don't know"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.tasks.minutes.pieces import Piece
from app.tasks.minutes.ranked import Scored, overlap

_OPEN = re.compile(
    r"\b(?:open\s+question|still\s+(?:open|unclear|don't\s+know)|unclear|not\s+(?:yet\s+)?(?:sure|decided|clear)|"
    r"don't\s+know\s+(?:yet|whether|if|how|what|who|when)|to\s+be\s+decided|need\s+to\s+(?:find\s+out|clarify|decide)|"
    r"question\s+(?:is|remains)|wonder(?:ing)?\s+(?:if|whether|how|what))\b",
    re.IGNORECASE,
)
_NO_ANSWER = re.compile(
    r"\b(?:don't|do\s+not)\s+know|\bnot\s+sure\b|\bno\s+idea\b|\bgood\s+question\b|\bfind\s+out\b|\blater\b|\bhave\s+to\s+"
    r"(?:check|ask|see)\b|\bneed\s+to\s+(?:check|ask|see)\b|\bdepends\b|\bpark\s+(?:it|that)\b|\bcome\s+back\b|\bhard\s+to\s+say\b",
    re.IGNORECASE,
)
_YES_NO = re.compile(
    r"^\W*(?:yes|yep|yeah|no|nope|sure|exactly|right|of\s+course|correct|agreed)\b", re.IGNORECASE
)
_POLITE = re.compile(
    r"\b(?:can|could|would|will)\s+you\b|\b(?:shall|should|can)\s+we\s+(?:start|begin|move|go)\b|\bany(?:thing|body|one)?\s+"
    r"(?:else|more|questions?|comments?)\b|\byou\s+(?:know|see|mean)\s*\?|\b(?:right|okay|isn't\s+it)\s*\?|\bhow\s+are\s+you\b",
    re.IGNORECASE,
)
_REACH = 4


def find(pieces: Sequence[Piece]) -> list[Scored]:
    """Questions and statements of not knowing, scored by how open they seem."""
    found = []
    for place, piece in enumerate(pieces):
        asked = piece.raw.rstrip().endswith("?")
        if len(piece.stems) < 3 or not (asked or _OPEN.search(piece.raw)) or _POLITE.search(piece.raw):
            continue
        found.append(Scored(piece, _score(place, pieces, asked=asked)))
    return found


def _score(place: int, pieces: Sequence[Piece], *, asked: bool) -> float:
    piece = pieces[place]
    replies = _replies(place, pieces)
    score = 0.5 * asked + 1.0 * bool(_OPEN.search(piece.raw)) + 0.06 * min(len(piece.stems), 8)
    score += 1.0 * any(_NO_ANSWER.search(reply.raw) for reply in replies)
    score -= 0.7 * any(_YES_NO.match(reply.raw) for reply in replies[:2])
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
