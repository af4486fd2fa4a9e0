"""The clock is put back or forward while Carrel is in use: order and contents stay right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.store.embeddings import Embedded
from app.store.queue import FileFacts
from app.store.store import Store
from tests.unit.store.filling import content, embedded, finish, queue
from tests.unit.store.test_records import ANSWER

DAY = 86_400.0
SetClock = Callable[[float], None]


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    now = [1_800_000_000.0]
    monkeypatch.setattr("time.time", lambda: now[0])

    def put(days: float) -> None:
        now[0] += days * DAY

    return put


@pytest.mark.parametrize("days", [-400.0, -1.0, 3650.0])
def test_turns_keep_their_order(store: Store, set_clock: SetClock, days: float) -> None:
    chat = store.conversations.create("Lease")
    for number in range(3):
        turn = store.conversations.add_turn(chat.id, f"Question {number}?")
        set_clock(days / 2)
        store.conversations.finish_turn(turn.id, replace(ANSWER, question=turn.question))
    assert [turn.question for turn in store.conversations.turns(chat.id)] == [
        f"Question {n}?" for n in range(3)
    ]
    assert [row.id for row in store.conversations.list()] == [chat.id]


def test_the_embedder_used_last_is_known_after_the_clock_was_put_back(
    store: Store, set_clock: SetClock
) -> None:
    for number, name in enumerate(("first", "second", "first")):
        new = content([f"text {number}"], f"hash {number}")
        vectors = embedded(new)
        vectors = Embedded(replace(vectors.space, name=name), vectors.hashes, vectors.vectors)
        finish(store, queue(store, f"/{number}.txt"), new, FileFacts(1, 1, new.hash, 0.5), vectors)
        assert store.documents.status().embedder == name
        set_clock(-1.0)
