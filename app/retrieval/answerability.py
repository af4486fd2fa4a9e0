"""Do the documents hold the answer? Two gates, both before any model speaks.

Gate 1 asks whether anything near was found, gate 2 whether what was found says it: the kind of thing asked for is
there, and so are the rare names and numbers of the question. Both speak through one calibrated probability (a logistic
function of the signals below); it is the confidence that is shown. Each embedder has its own coefficients, because
cosines of different embedders do not compare.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.retrieval import NotFoundReason
from app.retrieval.answer_types import AnswerType, answer_type
from app.retrieval.facts import FactSource, facts
from app.retrieval.fusion import Candidate, Retrieval
from app.retrieval.reading import READ_CHUNKS, ReadSentence
from app.retrieval.words import content_stems, coverage, query_terms


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known before the model speaks, each from 0 to about 1."""

    cosine: float
    """Of the best sentence by meaning."""
    chunk_cosine: float
    passage_coverage: float
    """Share of the question's idf weight in the best chunk with its title."""
    sentence_coverage: float
    """The same in the sentence chosen."""
    margin: float
    """How far the chosen sentence's score lies above that of the fourth."""
    untyped: float
    """1 when a kind of thing was asked for and the chosen sentence has none."""
    missing_facts: float
    """Share of the question's names and numbers that the chosen passage lacks."""
    unknown_words: float
    """Share of the question's words that occur nowhere in the library."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Logistic regression of one embedder. ``near`` is gate 1: below it nothing is near at all."""

    bias: float
    weights: Signals
    near: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """``confidence`` is the estimated probability that the evidence holds the answer; no ``reason`` means: answer."""

    confidence: float
    reason: NotFoundReason | None


# Fitted on 2,000 questions of SQuAD 2 and 442 of ClapNQ, each over its own library (answerable .5, look-alike but
# not answerable .2, about something else .3); tried on two sets it never saw: report forms and a year of chats.
#
#                       AUROC look-alike / other    abstains at .35 on answerable / look-alike / other
#   SQuAD 2                   .69 / .99                   .09 / .22 / .99
#   ClapNQ                    .88 / 1.00                  .03 / .46 / .99
#   NTSB forms                .52 / 1.00                  .03 / .00 / 1.00
#   LiHua-World chats         .92 / 1.00                  .16 / .78 / 1.00
#
# Calibration error .03 on the first two. A blank field in a form still looks answered: that takes reading, not words.
_MINILM = Calibration(
    bias=-5.685,
    weights=Signals(
        cosine=6.88,
        chunk_cosine=1.678,
        passage_coverage=0.623,
        sentence_coverage=1.804,
        margin=0.401,
        untyped=-0.578,
        missing_facts=-0.893,
        unknown_words=-0.623,
    ),
    near=0.95,
)
_CALIBRATIONS = {"all-MiniLM-L6-v2": _MINILM}
"""By the name of the embedding space; an embedder that nobody has calibrated is judged like the starter."""
ANSWER_AT = 0.35
"""Below this confidence Carrel says that it found no answer."""


def judge(found: Retrieval, sentences: Sequence[ReadSentence]) -> Verdict:
    """Decide from what was found and read whether to answer."""
    if not found.documents_searched:
        return Verdict(0.0, NotFoundReason.LIBRARY_EMPTY)
    if not sentences:
        return Verdict(0.0, NotFoundReason.NO_EVIDENCE)
    seen = signals(found, sentences)
    calibration = _CALIBRATIONS.get(found.embedder, _MINILM)
    confidence = probability(seen, calibration)
    if confidence >= ANSWER_AT:
        return Verdict(confidence, None)
    near = seen.cosine + seen.passage_coverage >= calibration.near
    return Verdict(confidence, NotFoundReason.EVIDENCE_INSUFFICIENT if near else NotFoundReason.NO_EVIDENCE)


def probability(seen: Signals, calibration: Calibration) -> float:
    """1 / (1 + exp(-(bias + weights · signals)))."""
    weights = calibration.weights
    total = calibration.bias + sum(
        getattr(weights, name) * getattr(seen, name) for name in Signals.__dataclass_fields__
    )
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, total))))


def signals(found: Retrieval, sentences: Sequence[ReadSentence]) -> Signals:
    """``sentences`` are those of the reader, best first, at least one."""
    best, read = sentences[0], found.candidates[:READ_CHUNKS]
    terms = query_terms(found.question)
    weights = found.rarity.stem_weights(terms)
    rivals = [s.score for s in sentences[1:4]]
    untyped = answer_type(found.question) is not AnswerType.ANY and not best.typed
    return Signals(
        cosine=max(s.cosine for s in sentences),
        chunk_cosine=max(c.scored.dense.chunk for c in read),
        passage_coverage=max(coverage(weights, frozenset(content_stems(_passage(c)))) for c in read),
        sentence_coverage=best.coverage,
        margin=best.score - rivals[-1] if rivals else 0.0,
        untyped=float(untyped),
        missing_facts=_missing_facts(found.question, found.candidates[best.candidate]),
        unknown_words=sum(not found.rarity.frequencies.get(t) for t in terms) / max(1, len(terms)),
    )


def _passage(candidate: Candidate) -> str:
    stored = candidate.stored
    return " ".join((stored.path.stem, stored.title, *stored.chunk.heading_path, stored.chunk.text))


def _missing_facts(question: str, chosen: Candidate) -> float:
    asked = facts(question)
    source = FactSource(_passage(chosen))
    return sum(not source.holds(f) for f in asked) / len(asked) if asked else 0.0
