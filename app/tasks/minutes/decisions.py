"""Sentences in which something is settled. Scored by hand-set weights; a question or a doubt speaks against it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.tasks.minutes.pieces import Piece
from app.tasks.minutes.ranked import Scored

_WE = r"\b(?:we|the\s+(?:team|group|board|committee))"
_CUES: tuple[tuple[float, re.Pattern[str]], ...] = tuple(
    (weight, re.compile(regex, re.IGNORECASE))
    for weight, regex in (
        (
            2.4,
            rf"{_WE}(?:'ve|\s+have)?\s+(?:\w+\s+)?(?:decided|agreed|settled\s+on|chosen|chose|concluded|approved)\b",
        ),
        (
            2.4,
            r"\b(?:the\s+)?decision\s+(?:is|was|:)|\bit(?:'s|\s+is|\s+was)\s+(?:decided|agreed|settled)\b|^decision\b",
        ),
        (2.2, r"\b(?:let's|let\s+us)\s+(?:(?:go|stick|stay|run)\s+(?:with|for)|settle\s+on)\b"),
        (
            2.0,
            r"\b(?:we'll|we\s+will|we're\s+(?:going|gonna)|we\s+are\s+going|i\s+say\s+we)\s+(?:to\s+)?(?:go|stick|stay|keep)\b"
            r"(?!\s+(?:through|over|around|back|into|on\s+to))",
        ),
        (
            1.8,
            r"\bwe\s+(?:postpone|drop|skip|stay|keep|stop|cancel|adopt)\b|\b(?:agreed|decided|approved|settled|that's\s+final|done\s+deal)\b|\bso\s+it(?:'s|\s+is)\s+settled",
        ),
        (
            1.5,
            r"\b(?:let's|let\s+us)\s+(?:use|keep|make|take|drop|skip|move|postpone|set|do|have|put|leave|say|ship|cut)\b",
        ),
        (
            1.2,
            r"\b(?:we'll|we\s+will|we're\s+(?:going\s+to|gonna)|we\s+are\s+going\s+to|we\s+are\s+gonna)\s+"
            r"(?:use|have|make|take|drop|move|postpone|do|put|ship|sell|cut|not|launch|start|only|be\s+using)\b",
        ),
        (1.0, r"\b(?:in\s+the\s+end|final(?:ly|ise|ize)?|conclusion|to\s+conclude|so\s+basically\s+we)\b"),
        (
            0.9,
            r"\b(?:will|is\s+going\s+to|is\s+gonna|are\s+going\s+to)\s+(?:be|have|cost|feature|include|contain|use)\b",
        ),
        (
            0.8,
            r"\b(?:has|have|needs?|ought)\s+to\s+(?:be|have|cost|include)\b|\b(?:must|should)\s+(?:be|have|cost)\b",
        ),
    )
)
_CUE_STEMS = frozenset(
    {"decid", "decis", "agre", "agree", "chose", "chosen", "settl", "approv", "conclud", "conclus", "final"}
)
_SUBSTANCE = 2
_SURE = 1.8
_AGAINST = re.compile(
    r"\b(?:let's\s+(?:put|come|move\s+on)|whether|should\s+we|shall\s+we|do\s+we|if\s+we|if\s+you|maybe|perhaps|might|could|not\s+sure|don't\s+know|haven't|"
    r"have\s+to\s+decide|need\s+to\s+decide|we'll\s+decide|i\s+think|probably|yet|i\s+guess|would\s+be)\b",
    re.IGNORECASE,
)
_ACCEPT = re.compile(
    r"^\W*(?:(?:okay|ok|yeah|yes|right)\W+)*(?:agreed|agree|fine|good|perfect|great|exactly|sounds\s+good)\b",
    re.IGNORECASE,
)


def find(pieces: Sequence[Piece], total: int) -> list[Scored]:
    """Every sentence with a cue of a decision, scored; ``total`` is the number of utterances."""
    found = []
    for place, piece in enumerate(pieces):
        if piece.raw.rstrip().endswith("?"):
            continue
        weight = max((w for w, cue in _CUES if cue.search(piece.raw)), default=0.0)
        if weight and (substance(piece) >= _SUBSTANCE or (weight >= _SURE and _refers(piece))):
            found.append(Scored(piece, weight + _evidence(place, pieces, total)))
    return found


def substance(piece: Piece) -> int:
    """How many words say what was decided, apart from those that say that it was."""
    return len(piece.stems - _CUE_STEMS)


def _refers(piece: Piece) -> bool:
    """ "Let's go with that": what is meant stands next to it, and it is not about the past."""
    return bool(re.search(r"\b(?:that|this|it)\b", piece.raw, re.IGNORECASE)) and len(piece.raw.split()) <= 8


def _evidence(place: int, pieces: Sequence[Piece], total: int) -> float:
    piece = pieces[place]
    following = [p for p in pieces[place + 1 : place + 4] if p.speaker != piece.speaker]
    score = 0.4 * any(_ACCEPT.match(p.raw) for p in following)
    score += 0.3 * (piece.at / max(1, total - 1)) + 0.08 * min(len(piece.stems), 7)
    return score - 0.9 * bool(_AGAINST.search(piece.raw))
