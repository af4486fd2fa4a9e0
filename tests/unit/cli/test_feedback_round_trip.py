"""Judged answers go out as a file and come back as a batch of the very same questions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli.batch import Batch
from app.domain.feedback import Complaint, Judgement, Verdict
from app.domain.retrieval import Answer, AnswerStatus, PastTurn
from app.services.feedback import FeedbackService
from app.store.store import Store

ODD = "Was  kostet „Roof\u2028“ —\n und 🏠?"


def answer(question: str, scope: tuple[Path, ...] | None) -> Answer:
    return Answer(question, question, AnswerStatus.ANSWERED, "So it is.", (), (), 0.9, scope=scope)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path / "carrel.db")
    yield made
    made.close()


def test_exported_cases_are_asked_again_with_their_history_and_places(store: Store, tmp_path: Path) -> None:
    feedback = FeedbackService(store.feedback, store.conversations, lambda: "mini")
    chat = store.conversations.create("Chat")
    places = (tmp_path / "a b", tmp_path / "ü.pdf")
    first, second = (store.conversations.add_turn(chat.id, q).id for q in ("Who pays?", ODD))
    store.conversations.finish_turn(first, answer("Who pays?", None))
    store.conversations.finish_turn(second, answer(ODD, places))
    feedback.judge(chat.id, first, Judgement(Verdict.GOOD))
    feedback.judge(
        chat.id, second, Judgement(Verdict.BAD, Complaint.IN_DOCUMENTS, "On page 3\u2028 it\nsays so.")
    )
    file, out = tmp_path / "cases.jsonl", tmp_path / "answers.jsonl"
    assert feedback.export(file) == 2

    batch = Batch(file, out)
    asked = {q.question: q for q in batch.waiting()}
    assert set(asked) == {"Who pays?", ODD}
    assert asked["Who pays?"].scope is None
    assert asked["Who pays?"].history == ()
    assert asked[ODD].scope == places
    assert asked[ODD].history == (PastTurn("user", "Who pays?"), PastTurn("assistant", "So it is."))

    with batch:
        for question in batch.waiting():
            batch.write({"id": question.id, "answer": "again"})
    again = Batch(file, out)
    assert again.total == 2
    assert list(again.waiting()) == []
