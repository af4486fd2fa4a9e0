from __future__ import annotations

import pytest

from app.retrieval.scoping import keys_in, rest_of


@pytest.mark.parametrize(
    ("question", "keys"),
    [
        ("What is the serial number of the aircraft in accident DEN08CA034?", ("DEN08CA034",)),
        ("When is invoice INV-2024-117 due, and 4711/22-B?", ("INV-2024-117", "4711/22-B")),
        ("What did customer 00834512 order?", ("00834512",)),
        ("Where is DEN08CA034, I mean DEN08CA034?", ("DEN08CA034",)),
    ],
)
def test_file_numbers_are_keys(question: str, keys: tuple[str, ...]) -> None:
    assert keys_in(question) == keys


@pytest.mark.parametrize(
    "question",
    [
        "What happened in 1945?",
        "What was decided on 2024-03-12, or on 12/06/2007?",
        "How many of the 10,000 were sold in Q3?",
        "Which B2B offers are there?",
        "What is the rent?",
    ],
)
def test_years_dates_quantities_and_words_are_none(question: str) -> None:
    assert keys_in(question) == ()


def test_the_rest_of_a_question_stays_a_question() -> None:
    assert rest_of("How old was the pilot in accident DEN08CA034?", ["DEN08CA034"]) == (
        "How old was the pilot in accident?"
    )
    assert rest_of("In DEN08CA034, how old was the pilot?", ["DEN08CA034"]) == "In, how old was the pilot?"
    assert rest_of("How old?", ["DEN08CA034"]) == "How old?"
