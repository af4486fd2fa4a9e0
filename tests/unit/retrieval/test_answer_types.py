from __future__ import annotations

import pytest

from app.retrieval.answer_types import AnswerType, answer_type, carriers, fit, tells_time


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When does it end?", AnswerType.TIME),
        ("In what year was it built?", AnswerType.TIME),
        ("How many rooms are there?", AnswerType.COUNT),
        ("Wie viele Zimmer hat es?", AnswerType.COUNT),
        ("How many days does it take?", AnswerType.DURATION),
        ("How long is the notice period?", AnswerType.DURATION),
        ("What is the warranty period?", AnswerType.DURATION),
        ("How tall is the tower?", AnswerType.NUMBER),
        ("How much is the rent for the boat?", AnswerType.MONEY),
        ("What was the revenue in May?", AnswerType.MONEY),
        ("How much does a season ticket cost?", AnswerType.MONEY),
        ("How high is the monthly fee?", AnswerType.MONEY),
        ("What percentage of the members voted?", AnswerType.PERCENT),
        ("Who signed?", AnswerType.NAME),
        ("Where is it?", AnswerType.PLACE),
        ("What is a lease?", AnswerType.ANY),
        ("Whatever happened?", AnswerType.ANY),
        ("How old was he when he was crowned?", AnswerType.NUMBER),
        ("Who signed when the lease was renewed?", AnswerType.NAME),
        ("How many rooms has the house where Anna lives?", AnswerType.COUNT),
        ("What happens when the rent is late?", AnswerType.ANY),
        ("Why did the man who signed leave?", AnswerType.ANY),
        ("When the lease was renewed, who signed?", AnswerType.NAME),
        ("When the lease ended, in what city was it?", AnswerType.PLACE),
        ("Tell me when it ends", AnswerType.TIME),
    ],
)
def test_the_kind_asked_for(question: str, kind: AnswerType) -> None:
    assert answer_type(question) is kind


def test_carriers_leave_out_what_the_question_brought() -> None:
    assert carriers("Anna Berg signed for Acme", "Who signed for Acme?", AnswerType.NAME) == {"anna", "berg"}
    assert carriers("The fee is 40 euros for 3 lessons.", "How much is the fee?", AnswerType.MONEY) == {"40"}


@pytest.mark.parametrize(
    ("sentence", "question", "expected"),
    [
        ("It was signed for Acme", "Who signed for Acme?", 0.0),
        ("Anna Berg signed for Acme", "Who signed for Acme?", 1.0),
        ("It began in May 2024.", "When did it begin?", 1.0),
        ("It began in 2024.", "When in 2024 did it begin?", 0.0),
        ("It began three days later.", "When did it begin?", 0.3),
        ("There are twelve rooms.", "How many rooms?", 1.0),
        ("The house has 74 square metres.", "How many rooms?", 0.3),
        ("Days of leave: 30; carried over: 5", "How many days of leave are there?", 0.3),
        ("Rooms: 30; Beds: 60", "How many rooms are there?", 1.0),
        ("The house has 74 square metres.", "How much is the rent for the house?", 0.3),
        ("The rent is 1,180 euros.", "How much is the rent for the house?", 1.0),
        ("The rent is $1,180.", "How much is the rent for the house?", 1.0),
        ("The rent is five million pounds.", "How much is the rent for the house?", 1.0),
        ("Notice is six weeks.", "How long is the notice period?", 1.0),
        ("Notice is governed by clause 9.", "How long is the notice period?", 0.3),
        ("Rolls are 90 cm long.", "How long may a roll be?", 1.0),
        ("The share rose to 41 percent.", "What percentage was it?", 1.0),
        ("The share rose to 41.", "What percentage was it?", 0.3),
        ("anything", "What?", 1.0),
    ],
)
def test_how_well_a_sentence_fits(sentence: str, question: str, expected: float) -> None:
    assert fit(sentence, question, answer_type(question)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "911",
        "12th century",
        "the 1050s",
        "in spring",
        "6 p.m.",
        "May",
        "44 BC",
        "three days later",
        "at noon",
    ],
)
def test_words_that_tell_when(text: str) -> None:
    assert tells_time(text, "When was it?")


@pytest.mark.parametrize("text", ["Hastings", "13", "the duke", "1066"])
def test_words_that_do_not_tell_when_or_only_what_the_question_said(text: str) -> None:
    assert not tells_time(text, "When in 1066 was it?")
