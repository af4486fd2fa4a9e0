"""What can be seen of a sentence that may settle something, as numbers: for English, without any model.

Cues, mood, place in the meeting, what comes before and after, and how much of the meeting it stands for. The weights
of these numbers are taught (``decision_head``); the order of ``NAMES`` is the order of its columns.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from app.domain.meetings import Utterance
from app.tasks.minutes.commitments import Commitment
from app.tasks.minutes.cues import Cues, cues_of
from app.tasks.minutes.pieces import Piece

_NEAR, _FOLLOWING, _COMMON = 12, 3, 60
_COUNT_WORDS = "two|three|four|five|six|ten|twelve|fifteen|twenty|thirty|forty|fifty|hundred|percent"
_MOODS = {
    "we": re.compile(r"\b(?:we|we'll|we're|let's|our|us)\b", re.IGNORECASE),
    "i": re.compile(r"\bI\b"),
    "you": re.compile(r"\byou\b", re.IGNORECASE),
    "will": re.compile(r"\b(?:will|gonna|going to|shall)\b|'ll\b", re.IGNORECASE),
    "should": re.compile(r"\b(?:should|must|need|needs|have to|has to|got to)\b", re.IGNORECASE),
    "maybe": re.compile(r"\b(?:maybe|perhaps|might|could|would|probably|think|guess|if)\b", re.IGNORECASE),
    "not": re.compile(r"n't\b|\bnot\b|\bno\b", re.IGNORECASE),
    "was": re.compile(r"\b(?:was|were|had|did|used to)\b", re.IGNORECASE),
    "want": re.compile(r"\b(?:want|like|wanted)\b", re.IGNORECASE),
    "number": re.compile(rf"\d|\b(?:{_COUNT_WORDS})\b", re.IGNORECASE),
    "so": re.compile(r"^\W*(?:okay|ok|so|alright|right|well)\b", re.IGNORECASE),
}
NAMES = (
    "stems", "words", "place", "place squared", "late", "early", "cue", "against", "accepted", "returning",
    "question", "question before", "question after", "task", "share of speaker", "shared with near",
    "common", "commas", "density", "length of utterance", "degree", *_MOODS,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Whole:
    """What is counted once for the whole meeting."""

    pieces: Sequence[Piece]
    words_of: Sequence[int]
    share: dict[str | None, float]
    count: Counter[str]
    common: frozenset[str]
    tasks: dict[int, float]


def features(
    pieces: Sequence[Piece], utterances: Sequence[Utterance], tasks: Sequence[Commitment]
) -> list[list[float]]:
    """One row of ``NAMES`` per piece; ``tasks`` are the commitments found in the same pieces."""
    words_of = [len(u.text.split()) for u in utterances]
    said: Counter[str | None] = Counter()
    for utterance, size in zip(utterances, words_of, strict=True):
        said[utterance.speaker] += size
    total = sum(words_of) or 1
    count = Counter(chain.from_iterable(piece.stems for piece in pieces))
    common = frozenset(stem for stem, _ in count.most_common(_COMMON))
    scores = {id(task.piece): max(0.0, task.score) for task in tasks}
    share = {speaker: size / total for speaker, size in said.items()}
    whole = _Whole(pieces, words_of, share, count, common, scores)
    rows = [_row(whole, i) for i in range(len(pieces))]
    most = max((row[_DEGREE] for row in rows), default=0.0) or 1.0
    for row in rows:
        row[_DEGREE] /= most
    return rows


def _row(whole: _Whole, i: int) -> list[float]:
    piece = whole.pieces[i]
    cues = cues_of(piece.language) or cues_of(None)
    assert cues is not None
    size = len(piece.raw.split())
    place = piece.at / max(1, len(whole.words_of) - 1)
    return [
        min(len(piece.stems), 12),
        math.log(1 + size),
        place,
        place * place,
        max(0.0, place - 0.7) / 0.3,
        place < 0.1,
        max((weight for weight, cue in cues.decisions if cue.search(piece.raw)), default=0.0),
        bool(cues.against.search(piece.raw)),
        _accepted(whole, i, cues),
        sum(math.log(whole.count[s]) for s in piece.stems) / math.sqrt(1 + len(piece.stems)),
        _asks(whole, i),
        _asks(whole, i - 1),
        _asks(whole, i + 1),
        whole.tasks.get(id(piece), 0.0),
        whole.share[piece.speaker],
        _shared_with_near(whole, i),
        len(piece.stems & whole.common),
        piece.raw.count(","),
        len(piece.stems) / max(1, size),
        min(60, whole.words_of[piece.at]),
        sum(whole.count[s] - 1 for s in piece.stems) / math.log(2 + len(piece.text.split())),
        *(bool(mood.search(piece.raw)) for mood in _MOODS.values()),
    ]


_DEGREE = NAMES.index("degree")
"""Edges of the sentence in the graph that TextRank walks on (Mihalcea and Tarau, 2004), counted without building it:
how often its words come back elsewhere, by the logarithm of its length."""


def _accepted(whole: _Whole, i: int, cues: Cues) -> bool:
    """Somebody else agrees right after."""
    after = whole.pieces[i + 1 : i + 1 + _FOLLOWING]
    return any(p.speaker != whole.pieces[i].speaker and cues.accept.match(p.raw) for p in after)


def _asks(whole: _Whole, i: int) -> bool:
    return 0 <= i < len(whole.pieces) and whole.pieces[i].raw.rstrip().endswith("?")


def _shared_with_near(whole: _Whole, i: int) -> int:
    """How many of its words are said again close by."""
    near = (*whole.pieces[max(0, i - _NEAR) : i], *whole.pieces[i + 1 : i + 1 + _NEAR])
    return sum(any(stem in p.stems for p in near) for stem in whole.pieces[i].stems)
