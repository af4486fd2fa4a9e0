"""Is a sentence carried by the evidence it rests on? Checked with words, facts and cosines; no language model.

score = mean of (cosine to the nearest evidence sentence, share of its content words in the evidence, the same in
the two evidence sentences that hold most of them, share of its facts in the evidence). Whatever the score, a
sentence fails when the evidence lacks a fact of it or says otherwise, and is supported in part at most when a
condition was lost. A bare answer ("three months") is looked up word for word instead. What this cannot see: right
words in a wrong relation, unless one of the rules names it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.retrieval import Fault, FaultKind, Support
from app.retrieval.answer_types import AnswerType, answer_type, carriers
from app.retrieval.conditions import conditional_clause
from app.retrieval.facts import facts, without_marks
from app.retrieval.grounding_faults import FATAL, find_faults
from app.retrieval.grounding_lines import Line, Source, fact_source, lines, whole
from app.retrieval.grounding_spans import is_span, stands_together, verbatim
from app.retrieval.numerals import numbers_in
from app.retrieval.words import content_stems, words

__all__ = ["Checked", "Source", "adds_nothing", "answers", "check", "keeps_answer"]

SUPPORTED_AT = 0.64
PARTIAL_AT = 0.5
_BARE = 3
"""Words; a longer text with a full stop may be a sentence whose verb is on no list."""
_KEPT = 0.6
"""Share of the quote's new content words that a rephrased sentence must keep when no answer type tells what
counts.
"""
_LIST_MARK = re.compile(
    r"^\s*(?:[-*•–#>]+\s+|\(?\d{1,2}[.)]\s+(?!Jan|Feb|März|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez|Quartal|Halbjahr|Klasse"
    r"|Stock|Etage)(?=[\W_]*[A-Z][\w-]*[ :,*]+(?!\d)\w))"
)
"""Not the ordinal of "3. Quartal"."""
_LABEL = re.compile(r"[\W\d]*(?:[\w’'-]+ ){0,4}[\w’'-]+\**:(?=\W|$)")
"""What a list item opens with ("Costs:"); its capitals are no names, and cost no score."""
_RELATION_WORDS = """before after until till unless except without within only if or but against under over above below
more less than between during since while because although despite vor nach bis ausser nur wenn oder aber no not never
none neither nor cannot isn't aren't wasn't weren't don't doesn't didn't won't can't couldn't shouldn't wouldn't hasn't
haven't hadn't unable nicht kein keine keinen keiner keines nie niemals ohne pas jamais aucun aucune sans nunca sin non
mai senza"""
_RELATIONS = frozenset(_RELATION_WORDS.split())


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a check: ``score`` from 0 to 1; ``faults`` say what is wrong, the worst first."""

    support: Support
    score: float
    faults: tuple[Fault, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts that the evidence lacks."""
        return tuple(f.value for f in self.faults if f.kind is FaultKind.MISSING_FACT)

    @property
    def negation(self) -> bool:
        """Whether only one side says "not"."""
        return any(f.kind is FaultKind.NEGATION for f in self.faults)


def check(text: str, sources: Sequence[Source]) -> Checked:
    """Check one sentence against all of ``sources`` together."""
    text = _LIST_MARK.sub("", without_marks(text))
    if not sources or not words(text):
        return Checked(Support.UNSUPPORTED, 0.0)
    evidence = whole(sources)
    if is_span(text):
        return _checked_span(text, evidence, sources)
    found = lines(text, sources)
    faults = find_faults(text, evidence, found)
    score = _score(text, evidence, found, sources, faults)
    return Checked(_support(score, faults), score, faults or _far(score))


def _far(score: float) -> tuple[Fault, ...]:
    return () if score >= SUPPORTED_AT else (Fault(FaultKind.FAR),)


def _support(score: float, faults: Sequence[Fault]) -> Support:
    if score < PARTIAL_AT or any(f.kind in FATAL for f in faults):
        return Support.UNSUPPORTED
    return Support.SUPPORTED if score >= SUPPORTED_AT and not faults else Support.PARTIAL


def _checked_span(text: str, evidence: str, sources: Sequence[Source]) -> Checked:
    """A bare answer: word for word it is supported, its words close together support it in part."""
    cosine = max((c for s in sources for c in s.cosines), default=0.0)
    if any(verbatim(text, s.text) or verbatim(text, s.header) for s in sources):
        if conditional_clause(text, [sentence for s in sources for sentence in s.sentences]):
            return Checked(Support.PARTIAL, SUPPORTED_AT, (Fault(FaultKind.LOST_CONDITION),))
        return Checked(Support.SUPPORTED, (1.0 + max(SUPPORTED_AT, cosine)) / 2)
    found = lines(text, sources)
    faults = find_faults(text, evidence, found)
    score = _score(text, evidence, found, sources, faults)
    if text.rstrip().endswith((".", "!")) and len(words(text)) > _BARE:
        return Checked(_support(score, faults), score, faults or _far(score))
    near = any(stands_together(text, line.text) for line in found)
    if not near or any(f.kind in FATAL for f in faults):
        return Checked(Support.UNSUPPORTED, min(score, PARTIAL_AT), faults or (Fault(FaultKind.FAR),))
    return Checked(_support(max(score, PARTIAL_AT), faults), max(score, PARTIAL_AT), faults or _far(score))


def _score(
    text: str, evidence: str, found: Sequence[Line], sources: Sequence[Source], faults: Sequence[Fault]
) -> float:
    stems = content_stems(text)
    held = fact_source(evidence)
    near = frozenset(content_stems(" ".join((*_best_two(text, found), *(s.header for s in sources)))))
    label = frozenset(words((_LABEL.match(text) or [""])[0]))
    named = [f for f in facts(text) if not label.issuperset(words(f.value))]
    lacking = {f.value for f in faults if f.kind is FaultKind.MISSING_FACT}
    missing = sum(f.value in lacking for f in named)
    signals = (
        max((max(0.0, c) for s in sources for c in s.cosines), default=0.0),
        _share(stems, held.stems),
        _share(stems, near),
        1.0 - missing / max(1, len(named)),
    )
    return sum(signals) / len(signals)


def _best_two(text: str, found: Sequence[Line]) -> tuple[str, ...]:
    """The evidence sentence that holds most of the content words, and the one that adds most to it."""
    if not found:
        return ()
    first, rest = found[0], found[1:]
    left = frozenset(content_stems(text)) - frozenset(content_stems(first.text))
    second = max(rest, key=lambda line: len(left & frozenset(content_stems(line.text))), default=None)
    return (first.text, second.text) if second else (first.text,)


def _share(stems: Sequence[str], known: frozenset[str]) -> float:
    return sum(s in known for s in stems) / len(stems) if stems else 1.0


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
