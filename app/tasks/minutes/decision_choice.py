"""Which sentences together tell what was settled: the best by the taught head, each adding something new.

Maximal coverage under a budget of words, chosen greedily (Lin and Bilmes, NAACL 2010): a sentence counts by its score,
by the share of its words that nothing chosen has yet, and less the longer it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.tasks.minutes.cues import cues_of
from app.tasks.minutes.pieces import Piece, is_cut_off, stumbles

_PER_WORD, _LEAST_WORDS, _MOST_WORDS = 0.015, 80, 200
_LENGTH_POWER, _NEIGHBOUR = 0.85, 1.4
_FEWEST_STEMS = 4
_STUMBLE = 0.6
"""What a word that breaks off takes from a sentence's worth: it reads badly."""
_TOGETHER = 2
"""Utterances apart at most that are told as one."""


def choose_settled(pieces: Sequence[Piece], scores: Sequence[float], words: int) -> list[list[int]]:
    """Places in ``pieces``, one list per thing that was settled, the sentence that tells it best first.

    ``words`` is the length of the meeting; the sentences chosen have 80 to 200 words together.
    """
    room = min(_MOST_WORDS, max(_LEAST_WORDS, round(words * _PER_WORD)))
    worth = {i: _worth(piece, scores[i]) for i, piece in enumerate(pieces) if scores[i] > 0 and _tells(piece)}
    have: set[str] = set()
    chosen: list[int] = []
    taken: set[int] = set()
    while room > 0 and worth:
        best = max(worth, key=lambda i: (worth[i] * _adds(pieces[i], have, taken), -i))
        if worth[best] * _adds(pieces[best], have, taken) <= 0:
            break
        del worth[best]
        chosen.append(best)
        have |= pieces[best].stems
        taken.add(pieces[best].at)
        room -= len(pieces[best].text.split())
    return _grouped(sorted(chosen), pieces, scores)


def _tells(piece: Piece) -> bool:
    """A whole statement: no question, no scrap, no clause without what it hangs on, and not merely what I think."""
    if len(piece.stems) < _FEWEST_STEMS or piece.raw.rstrip().endswith("?") or is_cut_off(piece):
        return False
    cues = cues_of(piece.language)
    return cues is None or not (cues.clause.search(piece.text) or cues.talky.search(piece.text))


def _worth(piece: Piece, score: float) -> float:
    clear = float(_STUMBLE ** stumbles(piece.text))
    return score * clear / float(len(piece.text.split()) ** _LENGTH_POWER)


def _adds(piece: Piece, have: set[str], taken: set[int]) -> float:
    """The share of its words that is new, and more beside what is told already."""
    new = len(piece.stems - have) / len(piece.stems)
    return new * (_NEIGHBOUR if piece.at - 1 in taken or piece.at + 1 in taken else 1.0)


def _grouped(places: Sequence[int], pieces: Sequence[Piece], scores: Sequence[float]) -> list[list[int]]:
    """What stands close together is one thing."""
    groups: list[list[int]] = []
    for place in places:
        if groups and pieces[place].at - pieces[groups[-1][-1]].at <= _TOGETHER:
            groups[-1].append(place)
        else:
            groups.append([place])
    return [sorted(group, key=lambda i: (-scores[i], i)) for group in groups]
