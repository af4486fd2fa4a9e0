"""The second gate: does the passage say it, or does it only look as if it did? Asked of a taught model.

Retrieval cannot tell a passage that answers from one about the same thing that does not. A taught model reads the
passages and says how probable it finds that they hold an answer; that and the first gate's confidence become one
calibrated probability. The coefficients belong to one adapter and one embedder and are stored on the adapter's card.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.retrieval import NotFoundReason
from app.retrieval.answerability import ANSWER_AT, Signals, Verdict
from app.retrieval.logistic import log_odds, probability
from app.retrieval.short_answers import PassageReading, says

HOPELESS = 0.08
"""Below this confidence of the first gate no model is asked. On questions about other things it is nearly always lower,
on answerable ones hardly ever.
"""


@dataclass(frozen=True, slots=True)
class SecondGate:
    """Coefficients of a logistic function over log-odds; below ``answer_at`` there is no answer.

    What the first gate gave less than ``floor`` is not asked of the model. The defaults leave the first gate's word as
    it is: a model that nobody calibrated decides nothing.
    """

    bias: float = 0.0
    first: float = 1.0
    says: float = 0.0
    answer_at: float = ANSWER_AT
    floor: float = ANSWER_AT

    @classmethod
    def of(cls, numbers: Mapping[str, float]) -> SecondGate:
        """From an adapter's card ("gate_bias", "gate_says" ...); what it does not name keeps its default."""
        return cls(**{name: numbers[f"gate_{name}"] for name in cls.__slots__ if f"gate_{name}" in numbers})


CLOSE = 0.45
"""Cosine from which on a sentence is near in meaning, whatever its words."""


def judge_again(first: Verdict, readings: Sequence[PassageReading], gate: SecondGate) -> Verdict:
    """The first gate's verdict with the model's word. It may also overrule a refusal that was close; that takes more,
    unless what was found only says it in other words (``_in_other_words``).

    Not one that rests on a plain fact: another year, an office or a field that is not there, a document that says none
    of the names. Models read over those.
    """
    if first.seen is None or first.confidence < gate.floor or not readings:
        return first
    seen = first.seen
    plain = seen.other_time or seen.no_such_role or seen.blank_field or seen.missing_names >= 1.0
    if first.reason is not None and plain:
        return first
    total = gate.bias + gate.first * log_odds(first.confidence) + gate.says * says(readings)
    confidence = probability(total)
    passed = first.reason is None or _in_other_words(seen)
    enough = gate.answer_at if passed else max(gate.answer_at, ANSWER_AT)
    reason = None if confidence >= enough else first.reason or NotFoundReason.EVIDENCE_INSUFFICIENT
    return Verdict(confidence, reason, first.seen, enough)


def _in_other_words(seen: Signals) -> bool:
    """Near in meaning, of the kind asked for, and nothing that was named is missing: "vacation" over a page on leave.

    Of 320 held-back questions of SQuAD 2 it answers two more (without an answer; look-alikes refused .377 for .392), of
    40 made up over contracts, policies and minutes three more, all with an answer.
    """
    amiss = seen.untyped or seen.missing_names or seen.missing_numbers
    return seen.cosine >= CLOSE and not amiss
