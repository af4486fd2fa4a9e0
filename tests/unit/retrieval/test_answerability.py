from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.retrieval import NotFoundReason
from app.retrieval.answerability import ANSWER_AT, CELL, Calibration, Signals, confidence, judge, signals
from app.retrieval.fusion import Retrieval
from app.retrieval.reading import read
from app.retrieval.words import Rarity
from tests.unit.retrieval.test_reading import retrieve
from tests.unit.retrieval.worlds import World, small_world, stored

NOTICE = "How many months is the notice period?"
NOTHING = Signals(*([0.0] * 12))
PLAIN = Calibration(-1.0, replace(NOTHING, cosine=2.0, untyped=-1.0), 1.0)
Q3 = "In the quarter the mill sold 40 tons of paper. Ann Lake runs the mill."


def test_the_probability_is_logistic() -> None:
    assert confidence(NOTHING, PLAIN) == pytest.approx(0.268941, abs=1e-6)
    assert confidence(replace(NOTHING, cosine=0.5), PLAIN) == pytest.approx(0.5)
    assert confidence(replace(NOTHING, cosine=0.5, untyped=1.0), PLAIN) < 0.5


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
    assert signals(known, read(known)).missing_names == 0.0
    seen = signals(strange, read(strange))
    assert seen.missing_names == 1.0
    assert seen.unknown_words > 0.0


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("How many tons of paper did the mill sell in the third quarter of 2025?", 0.0),
        ("How many tons of paper did the mill sell in Q3 2025?", 0.0),
        ("How many tons of paper did the mill sell in the first quarter of 2025?", 1.0),
        ("How many tons of paper did the mill sell in the third quarter of 2019?", 1.0),
        ("How many tons of paper did the mill sell?", 0.0),
    ],
)
def test_another_quarter_or_year_is_not_answered(question: str, other: float) -> None:
    found = retrieve(World(stored(1, Q3, "Mill report Q3 2025")), question)
    verdict = judge(found, read(found))
    assert signals(found, read(found)).other_time == other
    assert (verdict.reason is None) or other


@pytest.mark.parametrize(
    ("question", "strange"),
    [
        ("Who is the treasurer of the mill?", 1.0),
        ("Who is the mill owner?", 0.0),
        ("Who runs the mill?", 0.0),
    ],
)
def test_an_office_that_the_passage_does_not_know(question: str, strange: float) -> None:
    found = retrieve(World(stored(1, Q3, "Mill report")), question)
    assert signals(found, read(found)).no_such_role == strange


def test_a_number_that_the_passage_lacks_counts_against_it() -> None:
    found = retrieve(small_world(), "What weighs 40 grams and what weighs 900 grams?")
    assert signals(found, read(found)).missing_numbers == 0.5


FORM = "Make: Cessna; Serial Number:\nRegistration: N100; Seats: ;"


@pytest.mark.parametrize(
    ("question", "blank"),
    [
        ("What is the serial number of the plane?", 1.0),
        ("How many seats does it have?", 1.0),
        ("What is the registration?", 0.0),
        ("What is the colour?", 0.0),
    ],
)
def test_an_empty_field_of_a_form(question: str, blank: float) -> None:
    found = retrieve(World(stored(1, FORM, "Plane")), question)
    assert signals(found, read(found)).blank_field == blank


@pytest.mark.parametrize(
    ("question", "known"),
    [
        ("How long is the delivery time of the pump?", True),
        ("How long is the delivery time of the pump in Norland?", False),
        ("How long is the delivery time of the pump model 77?", False),
        ("How long is the delivery time of the hose?", False),
        ("How long is the warranty of the pump?", False),
    ],
)
def test_a_cell_whose_row_and_column_are_named_is_no_long_shot(question: str, known: bool) -> None:
    rows = "Part: Pump; In stock: 5; Delivery time: 8 days\n\nPart: Bell; In stock: 9; Delivery time: 3 days"
    found = retrieve(World(stored(1, rows, "Parts")), question)
    sentences = read(found)
    assert (judge(found, sentences).confidence >= CELL) == known


def test_a_number_inside_a_range_is_not_missing() -> None:
    leave = "Years of service: 3 to 5; Days of leave: 28\n\nYears of service: 6 to 10; Days of leave: 30"
    found = retrieve(
        World(stored(1, leave, "Leave")), "How many days of leave are there after 7 years of service?"
    )
    assert signals(found, read(found)).missing_numbers == 0.0
    assert read(found)[0].text.endswith("30")


def test_empty_libraries_and_empty_results() -> None:
    empty = Retrieval("?", (), Rarity(0, {}), "fake", 0)
    assert judge(empty, []).reason is NotFoundReason.LIBRARY_EMPTY
    assert judge(replace(empty, documents_searched=3), []).reason is NotFoundReason.NO_EVIDENCE


def test_a_line_labelled_with_what_was_asked_about_is_no_long_shot() -> None:
    lines = "Signals\n\nE5: the lid is not shut.\nE6: the tray is full of water."
    found = retrieve(World(stored(1, lines, "Dryer")), "The dryer blinks E5, what does that mean?")
    assert judge(found, read(found)).confidence >= CELL


def test_the_times_of_a_comparison_may_stand_in_two_documents() -> None:
    sales = "In the quarter the mill sold {} tons of paper."
    world = World(
        stored(1, sales.format(40), "Mill Q1 2025"), stored(2, sales.format(55), "Mill report Q2 2025")
    )
    compared = retrieve(world, "How much more paper did the mill sell in Q2 than in Q1?")
    assert signals(compared, read(compared)).other_time == 0.0
    other = retrieve(world, "How much more paper did the mill sell in Q4 than in Q1?")
    assert signals(other, read(other)).other_time == 1.0


def test_a_german_question_has_a_calibration_of_its_own() -> None:
    found = retrieve(small_world(), "Wie hoch ist die Miete?")
    assert judge(found, read(found)).answer_at > ANSWER_AT
