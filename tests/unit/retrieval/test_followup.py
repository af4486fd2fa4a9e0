from __future__ import annotations

import pytest

from app.domain.retrieval import PastTurn
from app.retrieval.followup import complete, leans


def history(*questions: str) -> list[PastTurn]:
    return [turn for q in questions for turn in (PastTurn("user", q), PastTurn("assistant", "An answer."))]


@pytest.mark.parametrize(
    "question",
    ["Why?", "How long is it?", "And in 2023?", "Tell me more", "What did he say about them?", "Und warum?"],
)
def test_questions_that_lean(question: str) -> None:
    assert leans(question)


@pytest.mark.parametrize(
    "question",
    [
        "How long is the notice period of the lease?",
        "Who wrote Hamlet?",
        "When was the Treaty of Rome signed?",
    ],
)
def test_questions_that_stand_alone(question: str) -> None:
    assert not leans(question)
    assert complete(question, history("What is a swift?")) == question


def test_the_subject_of_the_question_before_is_taken() -> None:
    assert complete("How heavy is it?", history("What does the Canteen in Mill Lane serve?")) == (
        "How heavy is it? (Canteen Mill Lane serve)"
    )


def test_a_chain_of_leaning_questions_is_followed_back() -> None:
    completed = complete("Why?", history("Who built the Eiffel tower?", "When did they?"))
    assert "Eiffel" in completed


def test_without_history_the_question_stays() -> None:
    assert complete("Why?", []) == "Why?"
    assert complete("Why?", [PastTurn("assistant", "Hello")]) == "Why?"
