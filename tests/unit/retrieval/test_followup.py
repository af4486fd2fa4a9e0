from __future__ import annotations

import pytest

from app.domain.ids import ChunkId, ContentId
from app.domain.ports import DenseScore
from app.domain.retrieval import PastTurn
from app.retrieval.followup import complete, context, leans, pull, with_context
from app.retrieval.fusion import Candidate, Scored
from tests.unit.retrieval.worlds import stored


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


@pytest.mark.parametrize(
    "question",
    [
        "where is bone marrow found and what does it do for the body",
        "What articles state that powers remain with member states?",
        "Is there a caste system in India?",
        "my neighbour has never had problems, and he says that he follows the rules",
    ],
)
def test_a_question_that_names_what_its_pronoun_means_stands_alone(question: str) -> None:
    assert not leans(question)


def test_context_is_the_last_question_and_the_beginning_of_the_last_answer() -> None:
    turns = [
        PastTurn("user", "What is a swift?"),
        PastTurn("assistant", "A bird."),
        PastTurn("user", "Where does it sleep?"),
        PastTurn("assistant", "On the wing. " * 40),
    ]
    spoken_of = context(turns)
    assert spoken_of.startswith("Where does it sleep? On the wing.")
    assert len(spoken_of.split()) < 60
    assert context([]) == ""
    assert context([PastTurn("user", "Why?")]) == "Why?"


def test_the_less_a_question_says_the_more_what_was_spoken_of_counts() -> None:
    assert (
        pull("How long is it?")
        == pull("Regional differences")
        > pull("How long is the notice period of the lease in Mill Lane?")
    )


def test_documents_near_to_what_was_spoken_of_rise() -> None:
    scored = [Scored(ChunkId(n), 1.0 - n / 10, DenseScore(0.5, ()), 0.0) for n in range(3)]
    candidates = [Candidate(stored(n, "Regions differ.", str(n)), s) for n, s in enumerate(scored)]
    raised = with_context(candidates, {ContentId(2): 0.6, ContentId(1): 0.1}, 0.5)
    assert [c.stored.id for c in raised] == [2, 0, 1]
    assert raised[0].scored.score == pytest.approx(0.8 + 0.3)
