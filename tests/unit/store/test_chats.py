"""Chats in the store: search over them, branches, pins, scope, drafts, and chats of earlier versions."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.conversations import Turn
from app.domain.errors import UserError
from app.domain.ids import ConversationId, TurnId
from app.store.json_records import dump
from app.store.migrations import migrate
from app.store.schema import MIGRATIONS
from app.store.store import Store
from tests.unit.store.test_records import ANSWER


def ask(store: Store, chat: ConversationId, question: str, text: str = "") -> Turn:
    turn = store.conversations.add_turn(chat, question)
    if text:
        store.conversations.finish_turn(turn.id, replace(ANSWER, question=question, text=text))
    return turn


def found(store: Store, words: str) -> list[str]:
    return [hit.snippet for hits in store.conversations.search(words).values() for hit in hits]


def test_questions_and_answers_are_found(store: Store) -> None:
    lease, boiler = store.conversations.create("Lease"), store.conversations.create("Boiler")
    ask(store, lease.id, "How long is the notice period?", "Three months [1], in writing.")
    turn = ask(store, boiler.id, "Who repairs the boiler?", "The landlord does.")
    hits = store.conversations.search("land")
    assert list(hits) == [boiler.id]
    (hit,) = hits[boiler.id]
    assert (hit.turn_id, hit.in_answer, hit.snippet) == (turn.id, True, "The landlord does.")
    assert [hit.snippet[a:b] for a, b in hit.marks] == ["landlord"]
    assert found(store, "MONTHS writing") == ["Three months, in writing."]
    assert found(store, "period") == ["How long is the notice period?"]
    assert found(store, "months landlord") == []
    assert found(store, "1") == []  # marks are no words


def test_accents_case_and_operators_do_not_matter(store: Store) -> None:
    chat = store.conversations.create("x")
    ask(store, chat.id, "Où est le café?")
    assert found(store, "CAFE") == ["Où est le café?"]
    assert found(store, 'cafe" OR "x*') == []
    assert found(store, "  ?! ") == []


def test_scripts_without_spaces_are_found_from_within(store: Store) -> None:
    chat = store.conversations.create("x")
    ask(store, chat.id, "賃貸契約の通知期間は？", "三か月です [1]。")
    hits = store.conversations.search("通知")[chat.id]
    assert hits[0].snippet == "賃貸契約の通知期間は？"
    assert [hits[0].snippet[a:b] for a, b in hits[0].marks] == ["通知"]
    assert found(store, "知通") == []


def test_a_changed_or_deleted_chat_is_found_no_longer(store: Store) -> None:
    chat = store.conversations.create("x")
    turn = ask(store, chat.id, "Anything?", "Zebras.")
    store.conversations.finish_turn(turn.id, replace(ANSWER, text="Giraffes."))
    assert found(store, "zebras") == []
    assert found(store, "giraffes") == ["Giraffes."]
    store.conversations.delete(chat.id)
    assert found(store, "giraffes") == []
    assert store.database.integrity_check() == []


def test_words_of_deleted_chats_leave_the_file(store: Store) -> None:
    chat = store.conversations.create("x")
    ask(store, chat.id, "Where is the xylophonequartz kept?")
    store.conversations.delete(chat.id)
    store.database.fold_log()
    assert b"xylophonequartz" not in store.database.path.read_bytes()


def test_few_hits_of_each_chat_the_newest_first(store: Store) -> None:
    chat = store.conversations.create("x")
    for n in range(6):
        ask(store, chat.id, f"Question {n} about rent")
    assert found(store, "rent") == [f"Question {n} about rent" for n in (5, 4, 3)]


def test_asking_anew_keeps_the_old_branch(store: Store) -> None:
    chats = store.conversations
    chat = chats.create("x")
    first, second = ask(store, chat.id, "One"), ask(store, chat.id, "Two")
    third = ask(store, chat.id, "Three")
    anew = chats.add_turn(chat.id, "Two again", instead_of=second.id)
    assert anew.parent_id == first.id
    assert [t.question for t in chats.turns(chat.id)] == ["One", "Two again"]
    assert chats.turns(chat.id)[1].branches == (second.id, anew.id) == anew.branches
    assert ask(store, chat.id, "Four").parent_id == anew.id
    assert chats.choose(third.id) == chat.id
    assert [t.question for t in chats.turns(chat.id)] == ["One", "Two", "Three"]
    chats.choose(anew.id)
    assert [t.question for t in chats.turns(chat.id)] == ["One", "Two again", "Four"]
    assert [t.question for t in chats.turns(chat.id, last=1)] == ["Four"]
    assert len(chats.all_turns(chat.id)) == 5
    assert len(found(store, "three")) == 1  # hidden, not lost


def test_turns_to_look_at_later_are_the_same_turns(store: Store) -> None:
    chat = store.conversations.create("x")
    ask(store, chat.id, "One", "First.")
    old = ask(store, chat.id, "Two", "Second.")
    store.conversations.add_turn(chat.id, "Two, again", instead_of=old.id)
    ask(store, chat.id, "Three, without an answer")
    kept = store.conversations.kept_turns(chat.id)
    assert [turn.whole() for turn in kept] == store.conversations.turns(chat.id)
    assert [turn.letters for turn in kept] == [len("First."), None, None]
    assert all(turn.asked.answer is None for turn in kept)


def test_an_answer_that_is_damaged_keeps_no_other_from_being_read(store: Store) -> None:
    chat = store.conversations.create("x")
    first, second = ask(store, chat.id, "One", "First."), ask(store, chat.id, "Two", "Second.")
    with store.database.write() as connection:
        connection.execute("UPDATE turns SET answer = substr(answer, 1, 40) WHERE id = ?", (first.id,))
    damaged, whole = store.conversations.kept_turns(chat.id)
    with pytest.raises(UserError, match="database_damaged"):
        damaged.whole()
    assert whole.id == second.id
    assert whole.whole().answer is not None


def test_a_turn_is_deleted_with_what_follows(store: Store) -> None:
    chats = store.conversations
    chat = chats.create("x")
    first = ask(store, chat.id, "One")
    anew = chats.add_turn(chat.id, "One again", instead_of=first.id)
    ask(store, chat.id, "Two")
    chats.delete_turn(anew.id)
    assert [t.question for t in chats.turns(chat.id)] == ["One"]
    assert found(store, "two") == []
    with pytest.raises(UserError, match="unknown_turn"):
        chats.delete_turn(anew.id)
    with pytest.raises(UserError, match="unknown_turn"):
        chats.choose(TurnId(999))
    with pytest.raises(UserError, match="unknown_turn"):
        chats.add_turn(chat.id, "x", instead_of=anew.id)


def test_pins_archive_and_scope_are_kept(store: Store) -> None:
    chats = store.conversations
    chat = chats.create("x")
    chats.set_pinned(chat.id, True)
    chats.set_archived(chat.id, True)
    chats.set_scope(chat.id, [Path("/a b/ä.pdf")])
    (kept,) = chats.list()
    assert (kept.pinned, kept.archived, kept.scope) == (True, True, (Path("/a b/ä.pdf"),))
    chats.set_scope(chat.id, None)
    chats.set_pinned(chat.id, False)
    assert (chats.list()[0].pinned, chats.list()[0].scope) == (False, None)
    with pytest.raises(UserError, match="unknown_conversation"):
        chats.set_pinned(ConversationId(99), True)


def test_drafts_go_with_their_chat(store: Store) -> None:
    chats = store.conversations
    chat = chats.create("x")
    chats.set_draft(chat.id, "half a quest")
    chats.set_draft(chat.id, "half a question")
    chats.set_draft(ConversationId(0), "a new one")
    assert chats.drafts() == {chat.id: "half a question", 0: "a new one"}
    chats.set_draft(ConversationId(0), "")
    chats.delete(chat.id)
    assert chats.drafts() == {}


def test_chats_of_earlier_versions_are_found_and_stand_in_a_row(tmp_path: Path) -> None:
    old = next(n for n, made in enumerate(MIGRATIONS) if any("turns_fts" in statement for statement in made))
    path = tmp_path / "old.db"
    connection = sqlite3.connect(path, isolation_level=None)
    migrate(connection, MIGRATIONS[:old])
    connection.execute("INSERT INTO conversations (id, title, updated_at) VALUES (1, 'x', 0.0)")
    for number, question in ((1, "First?"), (2, "Second?"), (3, "Third?")):
        connection.execute(
            "INSERT INTO turns (id, conversation_id, asked_at, question, answer) VALUES (?, 1, 0.0, ?, ?)",
            (number, question, dump(replace(ANSWER, text=f"通知 {number} [1].")) if number < 3 else None),
        )
    connection.close()
    store = Store(path)
    try:
        turns = store.conversations.turns(ConversationId(1))
        assert [(t.id, t.parent_id, t.branches) for t in turns] == [(1, None, ()), (2, 1, ()), (3, 2, ())]
        assert found(store, "知 2") == ["通知 2."]
        assert found(store, "third") == ["Third?"]
        assert store.database.integrity_check() == []
    finally:
        store.close()
