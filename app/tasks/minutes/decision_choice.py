"""Which sentences together tell what was settled: the best by the taught head, each adding something new.

Maximal coverage under a budget of words, chosen greedily (Lin and Bilmes, NAACL 2010): a sentence counts by its score,
by the share of its words that nothing chosen has yet, and less the longer it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.tasks.minutes.pieces import Piece

_PER_WORD, _LEAST_WORDS, _MOST_WORDS = 0.015, 80, 200
_LENGTH_POWER, _NEIGHBOUR = 0.7, 1.4
_FEWEST_STEMS = 4
_TOGETHER = 2
"""Utterances apart at most that are told as one."""


def choose_settled(pieces: Sequence[Piece], scores: Sequence[float], words: int) -> list[list[int]]:
    """Places in ``pieces``, one list per thing that was settled, the sentence that tells it best first.

    ``words`` is the length of the meeting; the sentences chosen have 80 to 200 words together.
    """
    room = min(_MOST_WORDS, max(_LEAST_WORDS, round(words * _PER_WORD)))
    open_places = {i for i, piece in enumerate(pieces) if scores[i] > 0 and _tells(piece)}
    have: set[str] = set()
    chosen: list[int] = []
    taken: set[int] = set()
    while room > 0 and open_places:
        best = max(open_places, key=lambda i: (_worth(pieces[i], scores[i], have, taken), -i))
        if _worth(pieces[best], scores[best], have, taken) <= 0:
            break
        open_places.discard(best)
        chosen.append(best)
        have |= pieces[best].stems
        taken.add(pieces[best].at)
        room -= len(pieces[best].text.split())
    return _grouped(sorted(chosen), pieces, scores)


def _tells(piece: Piece) -> bool:
    return len(piece.stems) >= _FEWEST_STEMS and not piece.raw.rstrip().endswith("?")


def _worth(piece: Piece, score: float, have: set[str], taken: set[int]) -> float:
    new = len(piece.stems - have) / len(piece.stems)
    beside = piece.at - 1 in taken or piece.at + 1 in taken
    length = float(len(piece.text.split()) ** _LENGTH_POWER)
    return score * new * (_NEIGHBOUR if beside else 1.0) / length


def _grouped(places: Sequence[int], pieces: Sequence[Piece], scores: Sequence[float]) -> list[list[int]]:
    """What stands close together is one thing."""
    groups: list[list[int]] = []
    for place in places:
        if groups and pieces[place].at - pieces[groups[-1][-1]].at <= _TOGETHER:
            groups[-1].append(place)
        else:
            groups.append([place])
    return [sorted(group, key=lambda i: (-scores[i], i)) for group in groups]
