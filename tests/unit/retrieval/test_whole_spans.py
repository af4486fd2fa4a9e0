from __future__ import annotations

import pytest

from app.domain.documents import Span
from app.retrieval.enumerations import asks_for_several
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


@pytest.mark.parametrize(
    ("passage", "answer", "question"),
    [
        ("In 1291 forbade the king it.", "1291", "When did the king forbid it?"),
        ("It was Edgar's army that came.", "Edgar", "Whose army came?"),
        ("The Weber’s dog barked.", "Weber", "Whose dog barked?"),
        ("A Norman-derived tongue.", "Norman", "What tongue was it?"),
        ("Then Rollo's Vikings came.", "Rollo's", "Who led them?"),
        ("They dug the Grand Canal of China then.", "China", "Where was it dug?"),
        ("Between 3 and 7 people came.", "3", "What was the earliest number?"),
    ],
)
def test_what_belongs_to_something_else_is_left(passage: str, answer: str, question: str) -> None:
    assert whole(passage, answer, question) == answer


@pytest.mark.parametrize(
    ("passage", "answer", "question", "expected"),
    [
        ("He was a 13-year-old boy.", "13", "How old was he?", "13"),
        (
            "He led Mongol and Turkic tribes.",
            "Mongol and Turkic",
            "Which tribes did he lead?",
            "Mongol and Turkic tribes",
        ),
        ("He led Turkic tribes.", "Turkic", "Whom did he lead?", "Turkic"),
        ("The Travels of Marco Polo were read.", "Marco Polo", "Who was read?", "Marco Polo"),
        (
            "He is known for his cultural contribution.",
            "cultural contribution",
            "",
            "his cultural contribution",
        ),
        (
            "The siege lasted between 1268 and 1273, in spring.",
            "1268",
            "When was it?",
            "between 1268 and 1273",
        ),
        ("The siege lasted between 1268 and 1273, in spring.", "1268", "When did it begin?", "1268"),
        ("It costs between 1,200 and 1,300 euros.", "1,300 euros", "What does it cost?", "1,300 euros"),
        ("The Battle\nof Hastings was lost.", "Hastings", "What was lost?", "Battle\nof Hastings"),
    ],
)
def test_how_much_belongs_to_an_answer_depends_on_the_question(
    passage: str, answer: str, question: str, expected: str
) -> None:
    assert whole(passage, answer, question) == expected


def test_what_the_question_counts_is_not_said_again() -> None:
    assert whole("There were 12 people in the room.", "12", "How many people were there?") == "12"


def test_nothing_is_taken_from_the_next_sentence() -> None:
    passage = "The fee is 30. Days are counted from Monday."
    span = completed(passage, Span(11, 13), Span(0, 14))
    assert passage[span.start : span.end] == "30"


def test_a_place_without_words_is_left_as_it_is() -> None:
    assert completed("...", Span(1, 2), Span(0, 3)) == Span(1, 2)


LISTS = "Then Han, Jurchen, and the Turkic people came to Besh Baliq, New Almaliq and Samarqand by road."


@pytest.mark.parametrize(
    ("answer", "question", "expected"),
    [
        ("New Almaliq and Samarqand", "Where did they go?", "Besh Baliq, New Almaliq and Samarqand"),
        ("Besh Baliq", "Which cities did they reach?", "Besh Baliq, New Almaliq and Samarqand"),
        ("Besh Baliq", "Which city did they reach?", "Besh Baliq"),
        ("Besh Baliq", "What was reached?", "Besh Baliq"),
        ("road", "Which roads did they take?", "road"),
    ],
)
def test_a_list_of_names_is_told_in_full_where_several_are_asked_for(
    answer: str, question: str, expected: str
) -> None:
    assert whole(LISTS, answer, question) == expected


@pytest.mark.parametrize("question", ["What was it?", "What does it say?", "Which class is it?", "Who came?"])
def test_who_asks_for_one_thing_gets_one(question: str) -> None:
    assert not asks_for_several(question)
