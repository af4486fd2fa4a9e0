"""Judged answers: kept, changed, taken back, exported, and gone with their chat unless they are to stay."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.documents import Span
from app.domain.errors import UserError
from app.domain.feedback import Complaint, Judgement, Verdict
from app.domain.ids import ConversationId, DocumentId, TurnId
from app.domain.retrieval import (
    Answer,
    AnswerSentence,
    AnswerStatus,
    Evidence,
    Fault,
    FaultKind,
    PastTurn,
    Support,
)
from app.services.feedback import FeedbackService, program_versions
from app.store.store import Store

EVIDENCE = Evidence(
    1, DocumentId(4), Path("/d/ä.txt"), "Rules", 2, Span(0, 9), "All of it", "it", Span(7, 9), 0.5
)
ANSWER = Answer(
    "Why?",
    "Why was it so?",
    AnswerStatus.ANSWERED,
    "Because [1].",
    (AnswerSentence("Because", Support.SUPPORTED, (1,)),),
    (EVIDENCE,),
    0.9,
    dropped=(AnswerSentence("In 1999", Support.UNSUPPORTED, (), (Fault(FaultKind.MISSING_FACT, "1999"),)),),
    model="Small",
    adapter="taught",
    scope=(Path("/d"),),
)
GOOD = Judgement(Verdict.GOOD)
BAD = Judgement(Verdict.BAD, Complaint.IN_DOCUMENTS, "On page 3\u2028 it says so.")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path / "carrel.db")
    yield made
    made.close()


@pytest.fixture
def feedback(store: Store) -> FeedbackService:
    return FeedbackService(store.feedback, store.conversations, lambda: "mini", lambda: {"carrel": "9"})


def chat(store: Store, *questions: str) -> tuple[ConversationId, list[TurnId]]:
    made = store.conversations.create("Chat")
    turns = [store.conversations.add_turn(made.id, question).id for question in questions]
    for turn in turns:
        store.conversations.finish_turn(turn, ANSWER)
    return made.id, turns


def test_a_case_holds_all_it_takes_to_ask_again(store: Store, feedback: FeedbackService) -> None:
    conversation, (_, second) = chat(store, "Who?", "Why?")
    feedback.judge(conversation, second, BAD)
    (case,) = feedback.cases()
    assert (case.question, case.judgement, case.answer) == ("Why?", BAD, ANSWER)
    assert case.history == (PastTurn("user", "Who?"), PastTurn("assistant", "Because [1]."))
    assert (case.embedder, case.versions) == ("mini", {"carrel": "9"})
    assert case.id > 0
    assert case.judged_at > 0
    assert feedback.judgements(conversation) == {second: BAD}


def test_a_second_thought_replaces_the_first(store: Store, feedback: FeedbackService) -> None:
    conversation, (turn,) = chat(store, "Why?")
    first = feedback.judge(conversation, turn, GOOD)
    assert feedback.judge(conversation, turn, BAD).id == first.id
    assert feedback.count() == 1
    feedback.take_back(turn)
    feedback.take_back(turn)
    assert feedback.count() == 0


def test_what_is_not_there_cannot_be_judged(store: Store, feedback: FeedbackService) -> None:
    conversation = store.conversations.create("Chat")
    waiting = store.conversations.add_turn(conversation.id, "Why?")
    for turn in (waiting.id, TurnId(99)):
        with pytest.raises(UserError, match="nothing_to_judge"):
            feedback.judge(conversation.id, turn, GOOD)


def test_cases_go_with_their_chat_unless_they_are_to_stay(store: Store, feedback: FeedbackService) -> None:
    (gone, (a,)), (kept, (b, c)) = chat(store, "1"), chat(store, "2", "3")
    for conversation, turn in ((gone, a), (kept, b), (kept, c)):
        feedback.judge(conversation, turn, GOOD)
    assert (feedback.counts(), feedback.count()) == ({gone: 1, kept: 2}, 3)
    feedback.keep_when_deleted(kept)
    store.conversations.delete(gone)
    store.conversations.delete(kept)
    assert [case.question for case in feedback.cases()] == ["2", "3"]
    assert (feedback.judgements(kept), feedback.counts(), feedback.count()) == ({}, {}, 2)


def test_deleting(store: Store, feedback: FeedbackService) -> None:
    conversation, turns = chat(store, "1", "2", "3")
    cases = [feedback.judge(conversation, turn, GOOD) for turn in turns]
    assert feedback.delete([cases[1].id, cases[1].id]) == 1
    assert [case.question for case in feedback.cases()] == ["1", "3"]
    assert feedback.delete() == 2


def test_the_file_is_a_batch_of_questions_with_what_was_said_about_them(
    store: Store, feedback: FeedbackService, tmp_path: Path
) -> None:
    conversation, turns = chat(store, "Who?", "Why?")
    feedback.judge(conversation, turns[0], GOOD)
    feedback.judge(conversation, turns[1], BAD)
    target = tmp_path / "new" / "cases.jsonl"
    assert feedback.export(target) == 2
    first, second = (json.loads(line) for line in target.read_text(encoding="utf-8").strip().split("\n"))
    assert (first["id"], first["verdict"], first["complaint"], first["correction"]) == (
        "case-1",
        "good",
        None,
        None,
    )
    assert second["history"] == [
        {"role": "user", "text": "Who?"},
        {"role": "assistant", "text": "Because [1]."},
    ]
    assert second["in"] == ["/d"]
    assert (second["complaint"], second["correction"]) == ("in_documents", BAD.correction)
    assert second["evidence"][0]["text"] == "All of it"
    assert second["evidence"][0]["document_id"] == 4
    assert second["answer"]["dropped"][0]["faults"] == [{"kind": "missing_fact", "value": "1999"}]
    assert (second["model"], second["adapter"], second["embedder"]) == ("Small", "taught", "mini")


def test_versions_are_found_without_importing_anything_heavy() -> None:
    assert {"carrel", "python", "system"} <= program_versions().keys()
