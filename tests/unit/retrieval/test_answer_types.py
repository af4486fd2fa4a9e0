from __future__ import annotations

import pytest

from app.retrieval.answer_types import AnswerType, answer_type, carriers, carries


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When does it end?", AnswerType.TIME),
        ("In what year was it built?", AnswerType.TIME),
        ("How many rooms are there?", AnswerType.NUMBER),
        ("Wie viele Zimmer hat es?", AnswerType.NUMBER),
        ("How long is the notice period?", AnswerType.NUMBER),
        ("Who signed?", AnswerType.NAME),
        ("Where is it?", AnswerType.PLACE),
        ("What is a lease?", AnswerType.ANY),
        ("Whatever happened?", AnswerType.ANY),
    ],
)
def test_the_kind_asked_for(question: str, kind: AnswerType) -> None:
    assert answer_type(question) is kind


def test_carriers_leave_out_what_the_question_brought() -> None:
    assert carriers("Anna Berg signed for Acme", "Who signed for Acme?", AnswerType.NAME) == {"anna", "berg"}
    assert not carries("It was signed for Acme", "Who signed for Acme?", AnswerType.NAME)
    assert carries("It began in May 2024.", "When did it begin?", AnswerType.TIME)
    assert not carries("It began in 2024.", "When in 2024 did it begin?", AnswerType.TIME)
    assert carries("There are twelve rooms.", "How many rooms?", AnswerType.NUMBER)
    assert carries("anything", "What?", AnswerType.ANY)
