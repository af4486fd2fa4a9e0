from __future__ import annotations

import math

import pytest

from app.domain.jobs import CancelToken
from app.domain.retrieval import Query
from app.retrieval.fusion import Retrieval
from app.retrieval.reading import ReadSentence, read
from app.retrieval.short_answers import (
    PassageReading,
    ShortAnswer,
    Trust,
    confirmed,
    fits,
    likelihood,
    locate,
    says,
    short_answers,
)
from app.services.search import SearchService
from tests.unit.retrieval.worlds import BIRDS, LEASE, TextSide, VectorSide, World, stored

NOTICE = "How many months is the notice period?"


def found_in(world: World, question: str) -> tuple[Retrieval, list[ReadSentence]]:
    search = SearchService(world, TextSide(world), lambda: VectorSide(world), world.embedder)
    found = search.retrieve(Query(question), CancelToken())
    return found, read(found)


def placed(text: str, question: str = NOTICE, lease: str = LEASE) -> ShortAnswer | None:
    found, sentences = found_in(World(stored(1, lease, "Lease"), stored(2, BIRDS, "Birds")), question)
    answers = short_answers([PassageReading(0, text, 0.2, -0.1)], found, sentences)
    return answers[0] if answers else None


@pytest.mark.parametrize(
    ("text", "passage", "where"),
    [
        ("three months", "It is three months long.", [(6, 18)]),
        ("Three  Months.", "It is three\n months long.", [(6, 19)]),
        ("5", "25 or 2.5 or 5,000 or 5.", [(22, 23)]),
        ("art", "The party is part of art.", [(21, 24)]),
        ("€ 1,450", "The rent is € 1,450 a month", [(12, 19)]),
        ("Straße", "Die Straße", [(4, 10)]),
        ("May", "In May, and May again", [(3, 6), (12, 15)]),
        ("x", "no", []),
        ("  ", "anything", []),
        ("(a", "f (a) b", [(2, 4)]),
        ("Ann, Bob and Cy", "from Ann, Bob, and Cy", [(5, 21)]),
        ("Ann, Bob, and Cy", "from Ann, Bob and Cy", [(5, 20)]),
        ("the storm", "It was a storm", [(9, 14)]),
        ("they pay well", "because it may pay well", [(15, 23)]),
    ],
)
def test_words_are_found_only_as_they_stand(text: str, passage: str, where: list[tuple[int, int]]) -> None:
    assert [(s.start, s.end) for s in locate(text, passage)] == where


def test_the_sentence_around_the_words_is_the_quote() -> None:
    answer = placed("three months")
    assert answer is not None
    assert answer.text == "three months"
    assert LEASE[answer.span.start : answer.span.end] == "three months"
    assert answer.quote.text == "The notice period is three months to the end of a quarter."
    assert LEASE[answer.quote.span.start : answer.quote.span.end] == answer.quote.text
    assert answer.reader == 0.0


def test_spans_lie_in_the_document_not_in_the_chunk() -> None:
    answer = placed("by the\nthird working day", "What does the rent clause say?")
    assert answer is not None
    assert answer.text == "by the third working day"
    assert LEASE[answer.span.start : answer.span.end].split() == ["by", "the", "third", "working", "day"]


def both(first: str, again: str, question: str, lease: str) -> list[ShortAnswer]:
    found, sentences = found_in(World(stored(1, lease, "Lease"), stored(2, BIRDS, "Birds")), question)
    reading, second = (PassageReading(0, text, 0.2, -0.1) for text in (first, again))
    return confirmed([reading], second, found, sentences)


SIGNED = "The lease was signed by the tenants in Mill Lane. It ends in June."


def test_a_second_reading_is_an_answer_of_its_own_and_says_how_far_the_first_agree() -> None:
    first, second = both("June", "in June", "When does the lease end?", SIGNED)
    assert (first.again, second.again) == (False, True)
    assert 0.0 < first.agrees == second.agrees < 1.0
    assert second.text == "in June"


def test_whoever_has_no_name_counts_only_when_both_readings_say_so() -> None:
    who = "Who signed the lease?"
    assert [a.text for a in both("the tenants", "the tenants", who, SIGNED)] == ["the tenants"] * 2
    assert both("the tenants", "the lease", who, SIGNED) == []
    assert (
        both("signed", "signed", who, SIGNED)
        == both("lane", "lane", "Who ends it?", "In this lane it ends.")
        == []
    )
    assert [a.text for a in both("Mill Lane", "the tenants", who, SIGNED)] == ["Mill Lane"]


def test_words_that_do_not_stand_there_are_no_answer() -> None:
    assert placed("six months") is None
    assert placed("") is None


def test_of_several_places_the_one_in_the_best_sentence_counts() -> None:
    lease = "The key was cut three months ago. The notice period is three months, in writing. It rains."
    answer = placed("three months", lease=lease)
    assert answer is not None
    assert answer.quote.text.startswith("The notice period")


def test_an_answer_across_two_sentences_is_quoted_with_both() -> None:
    lease = "The notice is to be sent to Mill Lane. Nothing else is valid."
    answer = placed("Mill Lane. Nothing else", "What is the notice like?", lease)
    assert answer is not None
    assert answer.quote.text == lease


@pytest.mark.parametrize(
    ("text", "question", "right"),
    [
        ("three months", "How long is the notice period?", True),
        ("9 a.m", "How long is the notice period?", False),
        ("12", "How many tenants are there?", True),
        ("Mill Lane", "How many tenants are there?", False),
        ("Ottoline Farrow", "Who is the landlord?", True),
        ("flat", "Who is the landlord?", False),
        ("Dr Ottoline Farrow", "Who is married to Ottoline Farrow?", False),
        ("Dr Paul Weber", "Who is married to Ottoline Farrow?", True),
        ("the Queen", "What opened the new mill?", True),
        ("the queen", "What did the queen open?", False),
        ("flat", "What is let?", True),
        ("1,180 euros", "What is the monthly rent?", True),
        ("May 2024", "What is the monthly rent?", False),
        ("12th century", "When was the mill built?", True),
        ("911", "When was the mill built?", True),
        ("13-year-old", "How old was she when she signed?", True),
        ("Weber", "When was the mill built?", False),
        ("monthly rent", "What is the monthly rent for?", False),
    ],
)
def test_an_answer_is_of_the_kind_that_was_asked_for(text: str, question: str, right: bool) -> None:
    assert fits(text, question) is right


def test_the_most_believing_passage_speaks_for_all() -> None:
    readings = [PassageReading(0, "a", 0.9, -2.0), PassageReading(1, "b", 0.1, -0.5)]
    assert says(readings) == pytest.approx(math.log(9))
    assert says([]) < -10


def test_likelihood_grows_with_every_sign_for_it() -> None:
    question = "What does the notice say about months?"
    found, sentences = found_in(World(stored(1, LEASE, "Lease"), stored(2, BIRDS, "Birds")), question)
    base, sure, believed, second = (
        short_answers([reading], found, sentences)[0]
        for reading in (
            PassageReading(0, "three months", 0.5, -1.0),
            PassageReading(0, "three months", 0.5, -0.1),
            PassageReading(0, "three months", 0.1, -1.0),
            PassageReading(1, "40 grams", 0.5, -1.0),
        )
    )
    trust = Trust()
    rated = [likelihood(one, found, trust) for one in (second, base, sure, believed)]
    assert rated[0] < rated[1] < min(rated[2], rated[3])
    assert all(0.0 < value < 1.0 for value in rated)


def test_coefficients_come_from_a_card_as_far_as_it_names_them() -> None:
    trust = Trust.of({"short_bias": 1.5, "gate_bias": 9.0, "short_nonsense": 3.0})
    assert (trust.bias, trust.sure) == (1.5, Trust().sure)


ROWS = "Yields in tons.\nField: North; 2024: 40\nField: South; 2024: 55\nAll fields together gave 95 tons in 2024."


@pytest.mark.parametrize(
    ("question", "words", "kept"),
    [
        ("How many tons did the field South give in 2024?", "55", True),
        ("How many tons did the field South give in 2024?", "95", False),
        ("How many tons did all fields give together in 2024?", "95", True),
        ("Which field gave the largest yield in 2024?", "North", False),
    ],
)
def test_pointing_beside_the_row_that_was_named_or_comparing_rows_is_no_answer(
    question: str, words: str, kept: bool
) -> None:
    found, sentences = found_in(World(stored(1, ROWS, "Yields")), question)
    reading = PassageReading(0, words, 0.05, -0.1)
    assert bool(short_answers([reading], found, sentences)) is kept
