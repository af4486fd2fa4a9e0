"""Words of a text: cutting, folding, stop words, stems, and how much a rare word weighs.

Everything here is pure and language-neutral as far as that goes; ``facts`` builds on it and finds the
numbers, dates and names that have to be true. Words are lower case and without accents; scripts written
without spaces are cut into characters (and into runs of three for the full-text index, which keeps trigrams
of them).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.retrieval.stemming import stem
from app.retrieval.stop_words import ENGLISH_STOP_WORDS, GERMAN_STOP_WORDS, STOP_WORDS

UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\u0e00-\u0e7f"
"""Kana, Han and Thai, as the inside of a character class."""
_WORD = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+(?:['’](?![sS]\b)[^\W_{UNSPACED}]+)?")
_RUN = re.compile(rf"[{UNSPACED}]+")
_TRIGRAM = 3
MAX_QUERY_TERMS = 16
"""More terms make a full-text query slow and no better (measured on SQuAD 2)."""


def fold(text: str) -> str:
    """``text`` without accents and compatibility forms; the length may change."""
    if text.isascii():
        return text
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", plain)


@lru_cache(maxsize=2_000)
def words(text: str) -> tuple[str, ...]:
    """All words in order, folded and in lower case; a possessive 's is dropped."""
    found = (w.lower().replace("’", "'") for w in _WORD.findall(fold(text)))
    return tuple(w for w in found if w != "s")


def is_stop_word(word: str) -> bool:
    """Whether a folded lower-case word carries no meaning of its own."""
    return word in STOP_WORDS


@lru_cache(maxsize=2_000)
def is_german(text: str) -> bool:
    """Whether more of its small words are German than English; False where there are none."""
    said = words(text)
    german = sum(word in GERMAN_STOP_WORDS for word in said)
    return german > sum(word in ENGLISH_STOP_WORDS for word in said)


@lru_cache(maxsize=2_000)
def content_stems(text: str) -> tuple[str, ...]:
    """Stems of the words that carry meaning, in order, with repetitions."""
    return tuple(stem(w) for w in words(text) if w not in STOP_WORDS)


def query_terms(text: str) -> tuple[str, ...]:
    """What a full-text index is asked for: distinct words without stop words (with them, if nothing else is
    left).
    """
    runs = [
        run[i : i + _TRIGRAM] for run in _RUN.findall(text) for i in range(max(1, len(run) - _TRIGRAM + 1))
    ]
    spaced = words(_RUN.sub(" ", text))
    small = STOP_WORDS | GERMAN_STOP_WORDS if is_german(text) else STOP_WORDS
    meaning = [w for w in spaced if w not in small]
    return tuple(dict.fromkeys([*(meaning or ([] if runs else spaced)), *runs]))


@dataclass(frozen=True, slots=True)
class Rarity:
    """How rare words are among ``size`` chunks; ``frequencies`` maps *words* to the number of chunks that
    hold them.
    """

    size: int
    frequencies: Mapping[str, int]

    def idf(self, word: str) -> float:
        """ln((N + 1) / (n + 0.5)): Robertson's weight, kept above zero. A word nobody counted weighs like an
        unseen one.
        """
        return max(0.05, math.log((self.size + 1) / (self.frequencies.get(word, 0) + 0.5)))

    def rarest(self, terms: Sequence[str], limit: int = MAX_QUERY_TERMS) -> tuple[str, ...]:
        """At most ``limit`` terms, the rarest ones, in their order."""
        if len(terms) <= limit:
            return tuple(terms)
        kept = set(sorted(terms, key=self.idf, reverse=True)[:limit])
        return tuple(t for t in terms if t in kept)

    def stem_weights(self, terms: Iterable[str]) -> dict[str, float]:
        """Weight by stem (by character without spaces); of two words with one stem the commoner counts."""
        weights: dict[str, float] = {}
        for term in terms:
            for key in term if _RUN.match(term) else (stem(term),):
                weights[key] = min(weights.get(key, math.inf), self.idf(term))
        return weights


def coverage(weights: Mapping[str, float], stems: Collection[str]) -> float:
    """Share of the weight that ``stems`` hold, from 0 to 1; 0 where there is nothing to cover."""
    total = sum(weights.values())
    return sum(w for s, w in weights.items() if s in stems) / total if total else 0.0
