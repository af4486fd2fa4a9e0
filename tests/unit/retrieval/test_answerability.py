from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.retrieval import NotFoundReason
from app.retrieval.answerability import ANSWER_AT, Calibration, Signals, judge, probability, signals
from app.retrieval.fusion import Retrieval
from app.retrieval.reading import read
from app.retrieval.words import Rarity
from tests.unit.retrieval.test_reading import retrieve
from tests.unit.retrieval.worlds import small_world

NOTICE = "How many months is the notice period?"
PLAIN = Calibration(-1.0, Signals(2.0, 0.0, 0.0, 0.0, 0.0, -1.0, 0.0, 0.0), 1.0)


def test_the_probability_is_logistic() -> None:
    nothing = Signals(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    assert probability(nothing, PLAIN) == pytest.approx(0.268941, abs=1e-6)
    assert probability(replace(nothing, cosine=0.5), PLAIN) == pytest.approx(0.5)
    assert probability(replace(nothing, cosine=0.5, untyped=1.0), PLAIN) < 0.5


def test_what_the_library_holds_is_answered() -> None:
    found = retrieve(small_world(), NOTICE)
    verdict = judge(found, read(found))
    assert verdict.reason is None
    assert ANSWER_AT <= verdict.confidence <= 1.0


def test_what_it_does_not_hold_is_not() -> None:
    found = retrieve(small_world(), "Which penguin species winters at Zanzibar volcano?")
    verdict = judge(found, read(found))
    assert verdict.reason is NotFoundReason.NO_EVIDENCE
    assert verdict.confidence < ANSWER_AT


def test_a_name_that_the_passage_lacks_counts_against_it() -> None:
    known = retrieve(small_world(), "How many months is the notice period in Mill Lane?")
    strange = retrieve(small_world(), "How many months is the notice period in Port Royal?")
    assert signals(known, read(known)).missing_facts == 0.0
    seen = signals(strange, read(strange))
    assert seen.missing_facts == 1.0
    assert seen.unknown_words > 0.0


def test_empty_libraries_and_empty_results() -> None:
    empty = Retrieval("?", (), Rarity(0, {}), "fake", 0)
    assert judge(empty, []).reason is NotFoundReason.LIBRARY_EMPTY
    assert judge(replace(empty, documents_searched=3), []).reason is NotFoundReason.NO_EVIDENCE
