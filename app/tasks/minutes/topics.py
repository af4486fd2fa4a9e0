"""Cutting a meeting where the talk turns to something else.

After Hearst, TextTiling (Computational Linguistics 23(1), 1997): the text on both sides of every possible border
is compared, and a border is where that similarity dips deepest. Here the sides are mean sentence vectors instead
of word counts, which needs one pass and running sums.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.retrieval.words import is_stop_word, words
from app.tasks.minutes.cues import cues_of
from app.tasks.minutes.language import small_words
from app.tasks.minutes.pieces import Piece
from app.tasks.minutes.vectors import Vector, centroid, dot

_SIDE = 12
_FIRST_WORDS, _GROWTH = 300, 0.05
_MOST = 15
_MIN_SHARE = 0.5
_PARTS = 3
"""A title is a phrase and two words, or three words."""
_TALK_WORDS = """
    yeah okay like gonna think know mean really thing things stuff kind sort lot bit actually maybe
    right well good want need get got going just one two something anything everything people way
    time let make sure say said see look put use still also even much many little probably basically
    whatever cool mm hmm uh um oh yes come comes came coming back happen happens happened already whether
    around else each every today morning thank thanks please madam sir question questions talk talking huh usually
    anymore later sometimes quite pretty ah eh
    bye hello hi hey sorry welcome evening afternoon ask asked asking tell told ago last next best better bigger
    half dozen hundred thousand million billion first second third zero one two three four five six seven eight nine ten
    eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy
    eighty ninety percent
    tschüss tschüs hallo servus moin grüß willkommen abend letzte letzten letztes nächste nächsten nächstes
    eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn
    neunzehn zwanzig dreißig vierzig fünfzig hundert tausend prozent erste ersten zweite zweiten dritte dritten
    salut bonsoir pardon désolé prochain prochaine dernier dernière deux trois quatre cinq sept huit neuf dix onze douze
    quinze vingt trente quarante cinquante cent mille premier première deuxième
    hola adiós perdón siguiente último última dos tres cuatro cinco seis siete ocho nueve diez once doce quince veinte
    treinta cuarenta cincuenta cien ciento mil primero primera segundo
"""
_SHORT_FORM = re.compile(r"'(?:t|ve|ll|re|s|m|d)$")
_TALK = frozenset(words(_TALK_WORDS))
"""Words that name no topic in any language: talk, greetings, numbers."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Pieces ``first`` to ``last`` (indices, both included)."""

    first: int
    last: int


def stretches(vectors: Sequence[Vector | None], at: Sequence[int], words: int) -> list[Stretch]:
    """Cut ``len(vectors)`` pieces of ``words`` words into topics: three in ten minutes of talk, ten in an hour.

    ``at[i]`` is the utterance of piece i, which is never cut; None stands for the vector of an empty piece.
    """
    count = len(vectors)
    wanted = min(_MOST, round(words / (_FIRST_WORDS + _GROWTH * words)))
    if wanted < 2:
        return [Stretch(0, count - 1)] if count else []
    dips = _dips(vectors)
    borders: list[int] = []
    apart = max(_SIDE, int(count / wanted * _MIN_SHARE))
    for depth, border in sorted(((d, b) for b, d in dips.items()), reverse=True):
        whole = at[border] != at[border - 1]
        clear = all(abs(border - other) >= apart for other in (*borders, 0, count))
        if depth > 0 and whole and clear and len(borders) < wanted - 1:
            borders.append(border)
    edges = [0, *sorted(borders), count]
    return [Stretch(a, b - 1) for a, b in zip(edges, edges[1:], strict=False)]


def _dips(vectors: Sequence[Vector | None]) -> dict[int, float]:
    """How much less alike the two sides are at each border than at the peaks to its left and right."""
    step = max(1, len(vectors) // 400)
    places = list(range(_SIDE // 2, len(vectors) - _SIDE // 2, step))
    alike = [_alike(vectors, place) for place in places]
    dips = {}
    for i, place in enumerate(places):
        left, right = _peak(alike, i, -1), _peak(alike, i, 1)
        dips[place] = left + right - 2 * alike[i]
    return dips


def _alike(vectors: Sequence[Vector | None], place: int) -> float:
    before = centroid(v for v in vectors[max(0, place - _SIDE) : place] if v is not None)
    after = centroid(v for v in vectors[place : place + _SIDE] if v is not None)
    return dot(before, after) if before and after else 1.0


def _peak(alike: Sequence[float], i: int, step: int) -> float:
    best = alike[i]
    j = i + step
    while 0 <= j < len(alike) and alike[j] >= best:
        best = alike[j]
        j += step
    return best


def title(
    pieces: Sequence[Piece], in_topics: Mapping[str, int], topics: int, names: frozenset[str] = frozenset()
) -> str:
    """The three or four words that are frequent here and not everywhere; empty when there are none.

    ``in_topics`` says in how many of the meeting's ``topics`` a word occurs; ``names`` are the words of the speakers'
    names, which say who spoke and not what of.
    """
    counts: Counter[str] = Counter()
    phrases: Counter[str] = Counter()
    for piece in pieces:
        said = words(piece.text)
        good = [w if w not in names and _telling(w, piece) else "" for w in said]
        counts.update(set(filter(None, good)))
        phrases.update({f"{a} {b}" for a, b in zip(good, good[1:], strict=False) if a and b and a != b})

    def weight(word: str) -> float:
        return counts[word] * math.log((topics + 1) / (in_topics.get(word, 0) + 0.5))

    pairs = [p for p, n in phrases.items() if n >= 2]
    best = sorted(pairs, key=lambda p: (-sum(map(weight, p.split())) * phrases[p], p))[:1]
    used = {word for phrase in best for word in phrase.split()}
    for word in sorted(counts, key=lambda w: (-weight(w), w)):
        if len(best) == _PARTS or (counts[word] < 2 and best):
            break
        if word not in used:
            best.append(word)
    return ", ".join(best).capitalize()


def _telling(word: str, piece: Piece) -> bool:
    cues = cues_of(piece.language)
    talk = word in _TALK or is_stop_word(word) or word in small_words(piece.language)
    talk = talk or (cues is not None and word in cues.chatter) or bool(_SHORT_FORM.search(word))
    return len(word) > 2 and not word.isdigit() and not talk


def spread(parts: Sequence[Sequence[Piece]]) -> Mapping[str, int]:
    """In how many of the parts each word occurs."""
    return Counter(word for part in parts for word in {w for piece in part for w in words(piece.text)})
