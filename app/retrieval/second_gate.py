"""The second gate: does the passage say it, or does it only look as if it did? Asked of a taught model.

Retrieval cannot tell a passage that answers from one about the same thing that does not. A taught model reads the
passages and says how probable it finds that they hold an answer; that and the first gate's confidence become one
calibrated probability. The coefficients belong to one adapter and one embedder and are stored on the adapter's card.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.retrieval import NotFoundReason
from app.retrieval.answerability import ANSWER_AT, Verdict
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


def judge_again(first: Verdict, readings: Sequence[PassageReading], gate: SecondGate) -> Verdict:
    """The first gate's verdict with the model's word. It may also overrule a refusal that was close; that takes more.

    Not one that rests on a plain fact: another year, an office or a field that is not there. Models read over those.
    """
    if first.seen is None or first.confidence < gate.floor or not readings:
        return first
    seen = first.seen
    if first.reason is not None and (seen.other_time or seen.no_such_role or seen.blank_field):
        return first
    total = gate.bias + gate.first * log_odds(first.confidence) + gate.says * says(readings)
    confidence = probability(total)
    enough = gate.answer_at if first.reason is None else max(gate.answer_at, ANSWER_AT)
    reason = None if confidence >= enough else first.reason or NotFoundReason.EVIDENCE_INSUFFICIENT
    return Verdict(confidence, reason, first.seen, enough)
