"""Is a sentence carried by the evidence it rests on? Checked with words, facts and cosines; no language model.

score = mean of (cosine to the nearest evidence sentence, share of its content words in the evidence, the same in the
two nearest sentences, share of its facts in the evidence). A fact that is missing, or a negation on one side only,
fails the sentence whatever its score. What this cannot see: right words in a wrong relation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.retrieval import Support
from app.retrieval.answer_types import AnswerType, answer_type, carriers
from app.retrieval.facts import FactSource, facts
from app.retrieval.numerals import numbers_in
from app.retrieval.words import content_stems, words

SUPPORTED_AT = 0.64
PARTIAL_AT = 0.5
_NEAREST = 2
_KEPT = 0.6
"""Share of the quote's new content words that a rephrased sentence must keep when no answer type tells what
counts.
"""
_SAME, _SAME_BACK = 0.75, 0.5
_NEGATION_WORDS = """no not never none neither nor without cannot isn't aren't wasn't weren't don't doesn't didn't
won't can't couldn't shouldn't wouldn't hasn't haven't hadn't unable nicht kein keine keinen keiner keines nie niemals
ohne pas jamais aucun aucune sans nunca sin non mai senza"""
_NEGATIONS = frozenset(_NEGATION_WORDS.split())
_RELATION_WORDS = """before after until till unless except without within only if or but against under over above below
more less than between during since while because although despite vor nach bis ausser nur wenn oder aber"""
_RELATIONS = frozenset(_RELATION_WORDS.split()) | _NEGATIONS


@dataclass(frozen=True, slots=True)
class Source:
    """One piece of evidence: what it says (``text``, with its title in ``header``) cut into ``sentences``.

    ``cosines`` are those of the sentence being checked with each of them.
    """

    n: int
    header: str
    text: str
    sentences: tuple[str, ...]
    cosines: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a check: ``score`` from 0 to 1; ``missing`` are the facts that the evidence lacks."""

    support: Support
    score: float
    missing: tuple[str, ...] = ()
    negation: bool = False


def check(text: str, sources: Sequence[Source]) -> Checked:
    """Check one sentence against all of ``sources`` together."""
    if not sources:
        return Checked(Support.UNSUPPORTED, 0.0)
    held = FactSource("\n".join(f"{s.header}\n{s.text}" for s in sources))
    missing = tuple(f.value for f in held.missing(text))
    nearest = _nearest(sources)
    score = _score(text, held, nearest, sources, len(missing))
    negation = bool(nearest) and _contradicts(text, nearest[0])
    return Checked(_support(score, bool(missing) or negation), score, missing, negation)


def _support(score: float, failed: bool) -> Support:
    if failed or score < PARTIAL_AT:
        return Support.UNSUPPORTED
    return Support.SUPPORTED if score >= SUPPORTED_AT else Support.PARTIAL


def _score(
    text: str, held: FactSource, nearest: Sequence[str], sources: Sequence[Source], missing: int
) -> float:
    stems = content_stems(text)
    near = frozenset(content_stems(" ".join((*nearest, *(s.header for s in sources)))))
    cosine = max((c for s in sources for c in s.cosines), default=0.0)
    signals = (
        max(0.0, cosine),
        _share(stems, held.stems),
        _share(stems, near),
        1.0 - missing / max(1, len(facts(text))),
    )
    return sum(signals) / len(signals)


def _share(stems: Sequence[str], known: frozenset[str]) -> float:
    return sum(s in known for s in stems) / len(stems) if stems else 1.0


def _nearest(sources: Sequence[Source]) -> list[str]:
    pairs = [pair for s in sources for pair in zip(s.cosines, s.sentences, strict=False)]
    return [sentence for _, sentence in sorted(pairs, reverse=True)[:_NEAREST]]


def _contradicts(text: str, source: str) -> bool:
    """Nearly the same words, but only one of the two says "not"."""
    if _negated(text) == _negated(source):
        return False
    said, meant = content_stems(text), content_stems(source)
    return _share(said, frozenset(meant)) >= _SAME and _share(meant, frozenset(said)) >= _SAME_BACK


def _negated(text: str) -> bool:
    return any(w in _NEGATIONS for w in words(text))


def answers(text: str, question: str) -> bool:
    """Whether a sentence says something the question did not: not an echo, and of the kind that was asked
    for.
    """
    asked = frozenset(content_stems(question))
    new = [s for s in content_stems(text) if s not in asked]
    kind = answer_type(question)
    return bool(new) and (kind is AnswerType.ANY or bool(carriers(text, question, kind)))


def adds_nothing(text: str, quote: str, question: str) -> bool:
    """Whether a rephrasing says only what the quote (or the question) says, word by word.

    Content words may differ in their ending only, numbers in their writing, and words that relate two things ("before",
    "unless", "only") must be there too: "delivered before it goes to the sender" is made of right words, and wrong.
    """
    told = f"{quote}\n{question}"
    known, numbers = frozenset(content_stems(told)), numbers_in(told)
    if not all(s in known or s in numbers or numbers_in(s) & numbers for s in content_stems(text)):
        return False
    return _RELATIONS.isdisjoint(frozenset(words(text)) - frozenset(words(told)))


def keeps_answer(text: str, quote: str, question: str) -> bool:
    """Whether a rephrased sentence still holds what made the quote an answer.

    All tokens of the kind that was asked for must be there; where the question names no kind, most of the
    content words that the question did not bring along.
    """
    kept = frozenset(content_stems(text))
    wanted = carriers(quote, question, answer_type(question))
    if wanted:
        return wanted <= carriers(text, question, answer_type(question))
    asked = frozenset(content_stems(question))
    new = frozenset(content_stems(quote)) - asked
    return bool(new) and len(new & kept) >= _KEPT * len(new)
