"""Conversations, meetings and the ledger."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.documents import Span
from app.domain.errors import UserError
from app.domain.ids import ConversationId, DocumentId, MeetingId, TurnId
from app.domain.meetings import (
    ActionItem,
    DroppedItem,
    Minutes,
    NoteItem,
    Participant,
    Topic,
    Transcript,
    Utterance,
)
from app.domain.retrieval import Answer, AnswerSentence, AnswerStatus, Evidence, NotFoundReason, Support
from app.store.store import Store
from tests.unit.store.filling import rows

EVIDENCE = Evidence(
    1, DocumentId(4), Path("/d/ä.txt"), "T", 2, Span(0, 9), "All of it", "it", Span(7, 9), 0.5, ("A",)
)
ANSWER = Answer(
    "Why?",
    "Why?",
    AnswerStatus.ANSWERED,
    "Because [1].",
    (AnswerSentence("Because", Support.SUPPORTED, (1,)),),
    (EVIDENCE,),
    0.9,
    not_found_reason=NotFoundReason.NO_EVIDENCE,
)
MINUTES = Minutes(
    Transcript("Weekly", (Utterance(0, "Ann", "Hi", 0, 900), Utterance(1, None, "Bye")), "2024-05-06"),
    (Participant("Ann", 1, 1),),
    (NoteItem("Said hi", (0,), 0),),
    (),
    (ActionItem("Do it", (1,), "Ann", "tomorrow", "2024-05-07"),),
    (),
    (Topic("Greeting", 0, 1),),
    2,
    (DroppedItem("x", "invented_name"),),
)


def test_a_conversation(store: Store) -> None:
    chats = store.conversations
    first, second = chats.create("First"), chats.create("Second")
    assert [c.title for c in chats.list()] == ["Second", "First"]
    turn = chats.add_turn(first.id, "Why?")
    assert chats.turns(first.id) == [turn]
    assert [(c.title, c.turns) for c in chats.list()] == [("First", 1), ("Second", 0)]
    chats.finish_turn(turn.id, ANSWER)
    (kept,) = chats.turns(first.id)
    assert kept.answer == ANSWER
    assert rows(store, "citations") == 1
    chats.rename(second.id, "Other")
    chats.delete(first.id)
    assert [c.title for c in chats.list()] == ["Other"]
    assert rows(store, "turns") == rows(store, "citations") == 0
    chats.finish_turn(turn.id, ANSWER)
    chats.finish_turn(TurnId(99), ANSWER)


def test_unknown_conversations(store: Store) -> None:
    for act in (
        lambda: store.conversations.add_turn(ConversationId(9), "?"),
        lambda: store.conversations.rename(ConversationId(9), "x"),
        lambda: store.conversations.delete(ConversationId(9)),
    ):
        with pytest.raises(UserError, match="unknown_conversation"):
            act()
    assert store.conversations.turns(ConversationId(9)) == []


def test_meetings(store: Store) -> None:
    i = store.meetings.add(MINUTES, Path("/m/weekly.vtt"))
    assert store.meetings.get(i) == MINUTES
    ((kept, title, date, created_at),) = store.meetings.list()
    assert (kept, title, date) == (i, "Weekly", "2024-05-06")
    assert created_at > 0
    store.meetings.delete(i)
    with pytest.raises(UserError, match="unknown_meeting"):
        store.meetings.get(i)
    with pytest.raises(UserError, match="unknown_meeting"):
        store.meetings.delete(MeetingId(i))


def test_a_record_that_is_no_longer_one_is_damage(store: Store) -> None:
    i = store.meetings.add(MINUTES, Path("/m/weekly.vtt"))
    with store.database.write() as connection:
        connection.execute("UPDATE meetings SET minutes = '{\"transcript\": 3}'")
    with pytest.raises(UserError, match="database_damaged"):
        store.meetings.get(i)


def test_the_ledger(store: Store) -> None:
    assert store.ledger.list() == []
    store.ledger.add("https://example.org/model.gguf", "model download", 12, "done")
    (entry,) = store.ledger.list()
    assert (entry.url, entry.bytes_received, entry.outcome) == ("https://example.org/model.gguf", 12, "done")


def test_answers_of_older_versions_are_read(store: Store) -> None:
    """What later versions know of an answer is missing in what was stored before."""
    chat = store.conversations.create("Old")
    turn = store.conversations.add_turn(chat.id, "Why?")
    store.conversations.finish_turn(turn.id, ANSWER)
    with store.database.write() as connection:
        connection.execute(
            "UPDATE turns SET answer = json_remove(answer, '$.scope', '$.threshold', '$.signals',"
            " '$.adapter', '$.sentences[0].faults')"
        )
    (kept,) = store.conversations.turns(chat.id)
    assert kept.answer == ANSWER
    turned = replace(ANSWER, scope=(Path("/d"),), threshold=0.35)
    store.conversations.finish_turn(turn.id, turned)
    assert store.conversations.turns(chat.id)[0].answer == turned
