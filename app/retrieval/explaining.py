"""What a decision rests on, in parts that a person can be shown."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.retrieval import Signal
from app.retrieval.answerability import Signals, calibration_for
from app.retrieval.second_gate import SecondGate
from app.retrieval.short_answers import PassageReading, says

# Means over the 1,243 questions of SQuAD 2 (open part) that have an answer.
TYPICAL = Signals(
    cosine=0.60,
    chunk_cosine=0.56,
    passage_coverage=0.79,
    sentence_coverage=0.71,
    margin=0.45,
    untyped=0.04,
    missing_names=0.02,
    missing_numbers=0.01,
    unknown_words=0.02,
    other_time=0.0,
    no_such_role=0.0,
    blank_field=0.0,
)
TYPICAL_SAYS = 1.5
"""Mean over the answerable of 300 questions about two articles that no adapter was taught with."""
MODEL_SAYS = "model_says"
"""The signal of a taught model; the others are named like the fields of Signals."""


def explain(seen: Signals | None, embedder: str, *, german: bool = False) -> tuple[Signal, ...]:
    """The first gate's signals, the one that matters most first; its effect is compared with a typical question's."""
    if seen is None:
        return ()
    weights = calibration_for(embedder, german=german).weights
    found = [_signal(name, seen, weights) for name in Signals.__dataclass_fields__]
    return tuple(sorted(found, key=lambda signal: -abs(signal.effect)))


def with_model(
    signals: Sequence[Signal], readings: Sequence[PassageReading], gate: SecondGate
) -> tuple[Signal, ...]:
    """The same with what the taught model says, and the first gate's part scaled to its weight beside it."""
    if not readings:
        return tuple(signals)
    said = says(readings)
    scaled = [Signal(s.name, s.value, gate.first * s.effect) for s in signals]
    scaled.append(Signal(MODEL_SAYS, said, gate.says * (said - TYPICAL_SAYS)))
    return tuple(sorted(scaled, key=lambda signal: -abs(signal.effect)))


def _signal(name: str, seen: Signals, weights: Signals) -> Signal:
    value: float = getattr(seen, name)
    typical: float = getattr(TYPICAL, name)
    weight: float = getattr(weights, name)
    return Signal(name, value, weight * (value - typical))
