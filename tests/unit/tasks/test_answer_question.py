from __future__ import annotations

import pytest

from app.retrieval.packing import ModelClass, PackedPassage
from app.tasks.answer_question import AnswerInput, AnswerQuestion, DraftSentence

TASK = AnswerQuestion()
PASSAGES = (
    PackedPassage(2, "Addendum, page 2", "Pets are allowed."),
    PackedPassage(1, "Lease", "The rent is 10 euros."),
)


def large(question: str = "How much is the rent?") -> AnswerInput:
    return AnswerInput(question, PASSAGES, ModelClass.LARGE)


def test_passages_are_numbered_and_the_question_comes_last() -> None:
    request = TASK.plan(large())
    assert [m.role for m in request.messages] == ["system", "user"]
    assert request.messages[1].content == (
        "[2] Addendum, page 2\nPets are allowed.\n\n[1] Lease\nThe rent is 10 euros.\n\nQuestion: How much is the rent?"
    )
    assert request.sampling.temperature == 0.0
    assert request.max_tokens <= 200
    assert request.stop


def test_a_tiny_model_gets_one_turn_without_numbers() -> None:
    request = TASK.plan(AnswerInput("How much?", PASSAGES[1:], ModelClass.TINY))
    assert len(request.messages) == 1
    assert "[1]" not in request.messages[0].content
    assert request.max_tokens <= 60


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The rent is 10 euros [1].", [("The rent is 10 euros.", (1,))]),
        (
            "The rent is 10 euros. [1] Pets are allowed. [2]",
            [("The rent is 10 euros.", (1,)), ("Pets are allowed.", (2,))],
        ),
        ("Answer: The rent is 10 euros [1][2].", [("The rent is 10 euros.", (1, 2))]),
        ("The rent is 10 euros [1, 2].", [("The rent is 10 euros.", (1, 2))]),
        ("The rent is 10 euros [7].", [("The rent is 10 euros.", ())]),
        ("<think>Hm. [1]</think>The rent is 10 euros.", [("The rent is 10 euros.", ())]),
        ("The rent is 10 euros [1]. And it was", [("The rent is 10 euros.", (1,))]),
        ("[2] [3] [4] [5]", []),
        ("", []),
        ("<think>never ends", []),
    ],
)
def test_sentences_and_their_citations(text: str, expected: list[tuple[str, tuple[int, ...]]]) -> None:
    draft = TASK.parse(large(), text)
    assert draft.sentences == tuple(DraftSentence(*e) for e in expected)
    assert not draft.declined


@pytest.mark.parametrize(
    "text", ["NONE", "None.", "The passages do not contain the answer.", "I don't know."]
)
def test_declining(text: str) -> None:
    assert TASK.parse(large(), text).declined


def test_a_tiny_model_says_one_sentence_and_need_not_cite() -> None:
    draft = TASK.parse(
        AnswerInput("How much?", PASSAGES[1:], ModelClass.TINY), "Ten euros. And more. And more."
    )
    assert draft.sentences == (DraftSentence("Ten euros.", (1,)),)
