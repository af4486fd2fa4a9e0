from __future__ import annotations

import pytest

from app.domain.documents import Span
from app.retrieval.whole_spans import completed


def whole(passage: str, answer: str, question: str = "") -> str:
    start = passage.index(answer)
    span = completed(passage, Span(start, start + len(answer)), Span(0, len(passage)), question)
    return passage[span.start : span.end]


@pytest.mark.parametrize(
    ("passage", "answer", "expected"),
    [
        ("It was built in the 16th century.", "16th", "16th century"),
        ("He died at the Battle of Hastings in 1066.", "Hastings", "Battle of Hastings"),
        ("Then the Ming dynasty came.", "Ming", "Ming dynasty"),
        ("It ends on 12 May 2024 at noon.", "May", "12 May 2024"),
        ("Es endet am 12 März 2024 um zwölf.", "März", "12 März 2024"),
        ("Payment is due within 30 days of receipt.", "30", "30 days"),
        ("The notice period is three months to the end.", "months", "three months"),
        ("Dr Paul Weber signed it.", "Weber", "Dr Paul Weber"),
        ("The rent is 1,450 euros, payable at once.", "1,450", "1,450 euros"),
        ("Give 5 mg twice a day.", "5", "5 mg"),
    ],
)
def test_what_belongs_together_stays_together(passage: str, answer: str, expected: str) -> None:
    assert whole(passage, answer) == expected


@pytest.mark.parametrize(
    ("passage", "answer"),
    [
        ("In 1066 William won.", "William"),
        ("In 1999 people left.", "1999"),
        ("Anna and Bert met.", "Anna"),
        ("On Monday Paul came.", "Paul"),
        ("5 was rolled.", "5"),
        ("From 2001 until 2004 it stood.", "2001"),
        ("Signed: Anna Berg, Paul Weber", "Anna Berg"),
        ("The end. Months passed.", "end"),
    ],
)
def test_what_only_stands_beside_it_is_left(passage: str, answer: str) -> None:
    assert whole(passage, answer) == answer


def test_what_the_question_counts_is_not_said_again() -> None:
    assert whole("There were 12 people in the room.", "12", "How many people were there?") == "12"


def test_nothing_is_taken_from_the_next_sentence() -> None:
    passage = "The fee is 30. Days are counted from Monday."
    span = completed(passage, Span(11, 13), Span(0, 14))
    assert passage[span.start : span.end] == "30"


def test_a_place_without_words_is_left_as_it_is() -> None:
    assert completed("...", Span(1, 2), Span(0, 3)) == Span(1, 2)
