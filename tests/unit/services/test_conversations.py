from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.conversations import Turn
from app.domain.errors import EngineError, UserError
from app.domain.events import TurnChanged
from app.domain.retrieval import AnswerStatus
from app.services.conversations import NEW_CHAT, ConversationService
from app.services.event_bus import EventBus
from app.store.store import Store
from tests.unit.retrieval.worlds import World, small_world
from tests.unit.services.test_assistant import assistant

NOTICE = "How many months is the notice period?"


class Chats:
    """A conversation service over a real store, and what it published."""

    def __init__(self, path: Path, world: World) -> None:
        self.store = Store(path)
        self.world = world
        self.events: list[TurnChanged] = []
        bus = EventBus()
        bus.subscribe(TurnChanged, self.events.append)
        self.service = ConversationService(self.store.conversations, assistant(world), bus)


@pytest.fixture
def chats(tmp_path: Path) -> Iterator[Chats]:
    made = Chats(tmp_path / "carrel.db", small_world())
    yield made
    made.store.close()


def test_a_turn_is_kept_with_its_answer(chats: Chats) -> None:
    chat = chats.service.create("  Lease \n terms ")
    asked: list[Turn] = []
    turn = chats.service.ask(chat.id, NOTICE, on_asked=asked.append)
    assert asked[0].answer is None
    assert turn.answer is not None
    assert turn.answer.status is AnswerStatus.QUOTED
    assert chats.service.turns(chat.id) == [turn]
    assert chats.service.list()[0].title == "Lease terms"
    assert [e.turn_id for e in chats.events] == [turn.id, turn.id]


def test_a_question_survives_a_failure(chats: Chats) -> None:
    chat = chats.service.create("Chat")
    chats.world.embedder.fail = EngineError("engine_crashed")
    with pytest.raises(EngineError):
        chats.service.ask(chat.id, NOTICE)
    (turn,) = chats.service.turns(chat.id)
    assert (turn.question, turn.answer) == (NOTICE, None)


def test_follow_ups_know_the_turns_before(chats: Chats) -> None:
    chat = chats.service.create("Birds")
    chats.service.ask(chat.id, "Where do swifts sleep?")
    turn = chats.service.ask(chat.id, "Why?")
    assert turn.answer is not None
    assert "swifts" in turn.answer.standalone


def test_a_passage_that_is_pointed_at_is_what_is_spoken_of(chats: Chats) -> None:
    chat = chats.service.create("Birds")
    chats.service.ask(chat.id, NOTICE)
    turn = chats.service.ask(chat.id, "Where do they sleep?", about="Common swifts sleep on the wing.")
    assert turn.question == "Where do they sleep?"
    assert turn.answer is not None
    assert "swifts" in turn.answer.standalone
    assert "notice" not in turn.answer.standalone


def test_rename_and_delete(chats: Chats) -> None:
    chat = chats.service.create("Old")
    chats.service.rename(chat.id, "New")
    assert [c.title for c in chats.service.list()] == ["New"]
    with pytest.raises(UserError):
        chats.service.rename(chat.id, " ")
    chats.service.delete(chat.id)
    assert chats.service.list() == []


def test_an_empty_question_leaves_no_turn(chats: Chats) -> None:
    chat = chats.service.create("Chat")
    with pytest.raises(UserError):
        chats.service.ask(chat.id, " ")
    assert chats.service.turns(chat.id) == []


def test_an_answer_remembers_where_was_looked(chats: Chats) -> None:
    chat = chats.service.create("Chat")
    whole = chats.service.ask(chat.id, NOTICE)
    part = chats.service.ask(chat.id, NOTICE, scope=[Path("/nowhere")])
    assert whole.answer is not None
    assert part.answer is not None
    assert (whole.answer.scope, part.answer.scope) == (None, (Path("/nowhere"),))
    assert chats.service.turns(chat.id) == [whole, part]


def test_asking_anew_leans_on_what_came_before_it_only(chats: Chats) -> None:
    chat = chats.service.create("Birds")
    first = chats.service.ask(chat.id, "Where do swifts sleep?")
    chats.service.ask(chat.id, NOTICE)
    anew = chats.service.ask(chat.id, NOTICE, instead_of=first.id)
    assert anew.answer is not None
    assert "swifts" not in anew.answer.standalone
    assert [turn.id for turn in chats.service.turns(chat.id)] == [anew.id]
    assert len(chats.service.all_turns(chat.id)) == 3
    chats.events.clear()
    chats.service.choose(first.id)
    assert [turn.question for turn in chats.service.turns(chat.id)] == [first.question, NOTICE]
    assert [e.turn_id for e in chats.events] == [first.id]
    why = chats.service.ask(chat.id, "Why?")
    assert why.parent_id == chats.service.turns(chat.id)[1].id


def test_all_chats_are_searched(chats: Chats) -> None:
    chat = chats.service.create("Birds")
    turn = chats.service.ask(chat.id, "Where do swifts sleep?")
    assert [hit.turn_id for hit in chats.service.search("swift")[chat.id]] == [turn.id]


def test_blank_drafts_are_none(chats: Chats) -> None:
    chats.service.set_draft(NEW_CHAT, "half a question")
    assert chats.service.drafts() == {NEW_CHAT: "half a question"}
    chats.service.set_draft(NEW_CHAT, " \n")
    assert chats.service.drafts() == {}


def test_a_chat_that_is_gone(chats: Chats) -> None:
    chat = chats.service.create("Old")
    assert chats.service.get(chat.id) == chat
    chats.service.delete(chat.id)
    with pytest.raises(UserError, match="unknown_conversation"):
        chats.service.get(chat.id)


def test_chats_lie_in_folders_that_are_there_while_a_chat_is_in_them(chats: Chats) -> None:
    one, two, three = (chats.service.create(name) for name in ("One", "Two", "Three"))
    chats.service.set_folder([one.id, two.id], "  Roof   repairs ")
    chats.service.set_folder([three.id], "roof REPAIRS")
    assert chats.service.folders() == ["Roof repairs"]
    chats.service.rename_folder("Roof repairs", "Roof")
    assert {c.title: c.folder for c in chats.service.list()} == {
        "One": "Roof",
        "Two": "Roof",
        "Three": "Roof",
    }
    chats.service.set_folder([one.id, two.id, three.id], "")
    assert chats.service.folders() == []
    for name in ("", "x" * 61):
        with pytest.raises(UserError):
            chats.service.rename_folder("Roof", name)
    with pytest.raises(UserError):
        chats.service.set_folder([one.id], "x" * 61)
