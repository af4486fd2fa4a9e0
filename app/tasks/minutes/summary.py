"""The summary: the sentences that stand for the most of what was said, from several topics, no two alike.

Centrality is the cosine with the meeting's mean vector; redundancy is kept out by maximal marginal relevance
(Carbonell and Goldstein, SIGIR 1998). Without vectors the share of the meeting's frequent words stands in.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from app.retrieval.words import words
from app.tasks.minutes.cues import cues_of
from app.tasks.minutes.pieces import Piece, is_cut_off, stumbles
from app.tasks.minutes.ranked import overlap
from app.tasks.minutes.topics import Stretch
from app.tasks.minutes.vectors import Vector, centroid, dot

_BALANCE = 0.7
_FEWEST_WORDS, _BEST_WORDS, _MOST_WORDS = 8, 14, 45
_FEWEST_STEMS = 4
_CANDIDATES = 4
"""Times as many sentences of a topic are looked at as it can have."""
_PER_TOPIC = 2
_STUMBLE = 0.05


def summarize(
    pieces: Sequence[Piece],
    vectors: Sequence[Vector | None],
    topics: Sequence[Stretch],
    limit: int,
    taken: frozenset[int],
) -> list[Piece]:
    """At most ``limit`` sentences in the order they were said; no topic has more than its share, or two.

    Utterances in ``taken`` stand elsewhere in the minutes and are left out.
    """
    if not topics:
        return []
    starts = [topic.first for topic in sorted(topics, key=lambda t: t.first)]
    most = max(_PER_TOPIC, -(-limit // len(topics)))
    scores = _centrality(pieces, vectors)
    free = sorted((i for i in scores if pieces[i].at not in taken), key=lambda i: (-scores[i], i))
    waiting: dict[int, list[int]] = {}
    for i in free:
        waiting.setdefault(bisect_right(starts, i), []).append(i)
    ranked = [i for places in waiting.values() for i in places[: most * _CANDIDATES]]
    chosen: list[int] = []
    used: Counter[int] = Counter()
    while ranked and len(chosen) < limit:
        best = max(ranked, key=lambda i: (_marginal(i, scores[i], chosen, pieces, vectors), -i))
        ranked.remove(best)
        topic = bisect_right(starts, best)
        if used[topic] < most and all(overlap(pieces[best].stems, pieces[j].stems) < 0.5 for j in chosen):
            chosen.append(best)
            used[topic] += 1
    return [pieces[i] for i in sorted(chosen)]


def _centrality(pieces: Sequence[Piece], vectors: Sequence[Vector | None]) -> dict[int, float]:
    middle = centroid(v for piece, v in zip(pieces, vectors, strict=True) if v is not None and piece.stems)
    common = Counter(stem for piece in pieces for stem in piece.stems)
    top = sum(n for _, n in common.most_common(12)) or 1
    scores = {}
    for i, (piece, vector) in enumerate(zip(pieces, vectors, strict=True)):
        if not _quotable(piece):
            continue
        if middle is not None and vector is not None:
            near = dot(middle, vector)
        else:
            near = sum(common[stem] for stem in piece.stems) / top
        scores[i] = near + _substance(piece, common) + _manner(piece)
    return scores


def _quotable(piece: Piece) -> bool:
    long_enough = (
        _FEWEST_WORDS <= len(piece.text.split()) <= _MOST_WORDS and len(piece.stems) >= _FEWEST_STEMS
    )
    return long_enough and not is_cut_off(piece)


def _substance(piece: Piece, common: Counter[str]) -> float:
    """A sentence with many words of substance, above all words that come back, says more."""
    returning = sum(common[stem] > 1 for stem in piece.stems)
    return 0.03 * min(len(piece.stems), 12) + 0.03 * min(returning, 8)


def _manner(piece: Piece) -> float:
    """Full statements are preferred to chatter and to breaking off.

    What is said in the words of prose reads like minutes; what is said in the words of chat does not. The weights are
    those that brought the summaries of one half of the open meetings nearest to the ones that people wrote.
    """
    text, cues = piece.text, cues_of(piece.language)
    talky = cues is not None and bool(cues.talky.search(text))
    score = 0.05 * (len(text.split()) >= _BEST_WORDS) - 0.15 * talky - _STUMBLE * min(2, stumbles(text))
    if cues is not None:
        said = words(text)
        score += sum((w in cues.prose) - (w in cues.spoken) for w in said) / max(1, len(said))
    return score - 0.06 * (text.rstrip()[-1:] not in ".!?")


def _marginal(
    i: int, score: float, taken: Sequence[int], pieces: Sequence[Piece], vectors: Sequence[Vector | None]
) -> float:
    return _BALANCE * score - (1 - _BALANCE) * max(
        (_likeness(i, j, pieces, vectors) for j in taken), default=0.0
    )


def _likeness(i: int, j: int, pieces: Sequence[Piece], vectors: Sequence[Vector | None]) -> float:
    a, b = vectors[i], vectors[j]
    return dot(a, b) if a is not None and b is not None else overlap(pieces[i].stems, pieces[j].stems)
