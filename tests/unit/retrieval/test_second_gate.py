from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.retrieval import NotFoundReason
from app.retrieval.answerability import ANSWER_AT, Verdict
from app.retrieval.explaining import MODEL_SAYS, TYPICAL, explain, with_model
from app.retrieval.second_gate import SecondGate, judge_again
from app.retrieval.short_answers import PassageReading

GATE = SecondGate(bias=0.0, first=1.0, says=1.0, answer_at=0.5, floor=0.2)
DENIES, AFFIRMS = PassageReading(0, "x", 0.99, -1.0), PassageReading(1, "y", 0.01, -0.1)


def test_what_was_clearly_refused_stays_refused() -> None:
    first = Verdict(0.1, NotFoundReason.NO_EVIDENCE, TYPICAL)
    assert judge_again(first, [AFFIRMS], GATE) is first
    empty = Verdict(0.9, NotFoundReason.LIBRARY_EMPTY)
    assert judge_again(empty, [AFFIRMS], GATE) is empty


def test_a_close_refusal_can_be_overruled() -> None:
    first = Verdict(0.3, NotFoundReason.EVIDENCE_INSUFFICIENT, TYPICAL)
    assert judge_again(first, [AFFIRMS], GATE).reason is None
    assert judge_again(first, [DENIES], GATE).reason is NotFoundReason.EVIDENCE_INSUFFICIENT


def test_without_a_reading_the_first_gate_stands() -> None:
    first = Verdict(0.7, None, TYPICAL)
    assert judge_again(first, [], GATE) is first


def test_a_model_that_nobody_calibrated_decides_nothing() -> None:
    again = judge_again(Verdict(0.4, None, TYPICAL), [DENIES], SecondGate())
    assert again.confidence == pytest.approx(0.4)
    assert again.reason is None
    assert SecondGate().answer_at == ANSWER_AT


def test_the_model_can_refuse_what_only_looks_right() -> None:
    refused = judge_again(Verdict(0.7, None, TYPICAL), [DENIES], GATE)
    assert refused.reason is NotFoundReason.EVIDENCE_INSUFFICIENT
    assert refused.confidence < 0.5
    assert judge_again(Verdict(0.7, None, TYPICAL), [DENIES, AFFIRMS], GATE).reason is None


def test_coefficients_come_from_a_card() -> None:
    gate = SecondGate.of({"gate_says": 0.8, "gate_answer_at": 0.4, "short_bias": 3.0})
    assert (gate.says, gate.answer_at, gate.first) == (0.8, 0.4, 1.0)


def test_a_typical_question_has_no_effects() -> None:
    signals = explain(TYPICAL, "all-MiniLM-L6-v2")
    assert {s.effect for s in signals} == {0.0}
    assert explain(None, "any") == ()


def test_the_strongest_reason_comes_first_and_has_its_direction() -> None:
    signals = explain(replace(TYPICAL, cosine=0.2, missing_names=1.0), "all-MiniLM-L6-v2")
    assert signals[0].name == "cosine"
    assert signals[0].effect < 0
    assert next(s for s in signals if s.name == "missing_names").effect < 0
    told = with_model(signals, [DENIES], GATE)
    said = next(s for s in told if s.name == MODEL_SAYS)
    assert said.effect < 0
    assert len(told) == len(signals) + 1
    assert with_model(signals, [], GATE) == signals


def test_a_refusal_for_a_plain_fact_stands() -> None:
    for fact in ("other_time", "no_such_role", "blank_field"):
        first = Verdict(0.3, NotFoundReason.EVIDENCE_INSUFFICIENT, replace(TYPICAL, **{fact: 1.0}))
        assert judge_again(first, [AFFIRMS], GATE) is first


def test_overruling_takes_more_than_answering() -> None:
    low = SecondGate(says=0.0, answer_at=0.2, floor=0.1)
    assert judge_again(Verdict(0.3, None, TYPICAL), [AFFIRMS], low).reason is None
    refused = judge_again(Verdict(0.3, NotFoundReason.NO_EVIDENCE, TYPICAL), [AFFIRMS], low)
    assert (refused.reason, refused.answer_at) == (NotFoundReason.NO_EVIDENCE, ANSWER_AT)


def test_what_is_said_in_other_words_takes_no_more_than_what_passed() -> None:
    gate = replace(GATE, answer_at=0.2)
    near = replace(TYPICAL, untyped=0.0, missing_names=0.0, missing_numbers=0.0)
    unsure = PassageReading(0, "x", 0.5, -1.0)
    assert judge_again(Verdict(0.3, NotFoundReason.NO_EVIDENCE, near), [unsure], gate).reason is None
    for amiss in (
        replace(near, cosine=0.3),
        replace(near, untyped=1.0),
        replace(near, missing_names=0.5),
        replace(near, missing_numbers=1.0),
    ):
        first = Verdict(0.3, NotFoundReason.NO_EVIDENCE, amiss)
        assert judge_again(first, [unsure], gate).reason is NotFoundReason.NO_EVIDENCE


def test_a_document_that_says_none_of_the_names_is_not_argued_about() -> None:
    first = Verdict(0.3, NotFoundReason.NO_EVIDENCE, replace(TYPICAL, missing_names=1.0))
    assert judge_again(first, [AFFIRMS], GATE) is first
