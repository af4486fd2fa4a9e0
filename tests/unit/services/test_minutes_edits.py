"""Changing minutes, on the real store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.errors import UserError
from app.domain.events import MeetingChanged
from app.domain.ids import MeetingId
from app.domain.meeting_edits import edited_minutes, without_rejected
from app.domain.meetings import ActionItem, Minutes, NoteItem, Transcript, Utterance
from app.services.event_bus import EventBus
from app.services.minutes_edits import MinutesEditor
from app.services.minutes_export import export_minutes, minutes_mail
from app.store.store import Store

MINUTES = Minutes(
    transcript=Transcript("Roof", tuple(Utterance(i, "Ana", f"Words {i}.", i * 1000) for i in range(6))),
    participants=(),
    summary=(NoteItem("About the roof.", (0,), 0),),
    decisions=(NoteItem("Slate.", (1,), 1000), NoteItem("April.", (2,), 2000)),
    actions=(
        ActionItem("Call the builder.", (3,), "Ben", "by Friday", "2026-03-20", 3000),
        ActionItem("Pay.", (4,), None, None, None, 4000),
    ),
    questions=(),
    topics=(),
    utterances_read=6,
)


class World:
    def __init__(self, path: Path) -> None:
        self.store = Store(path)
        self.bus = EventBus()
        self.told: list[MeetingChanged] = []
        self.bus.subscribe(MeetingChanged, self.told.append)
        self.editor = MinutesEditor(self.store.meetings, self.bus)
        self.id = self.store.meetings.add(MINUTES, Path("/m/roof.vtt"))

    @property
    def now(self) -> Minutes:
        return self.editor.minutes(self.id)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "carrel.db")
    yield made
    made.store.close()


def test_lines_have_ids_that_stay_and_the_original_stays(world: World) -> None:
    ids = [item.id for item in (*world.now.summary, *world.now.decisions, *world.now.actions)]
    assert len(set(ids)) == 5
    assert all(ids)
    world.editor.rewrite(world.id, ids[1], "  Slate,\n not tiles. ")
    assert [item.text for item in world.now.decisions] == ["Slate, not tiles.", "April."]
    assert world.now.decisions[0] == NoteItem("Slate, not tiles.", (1,), 1000, ids[1], "open", "edited")
    assert world.store.meetings.get(world.id) == MINUTES
    assert world.told == [MeetingChanged(world.id)]


def test_lines_that_say_the_same_have_different_ids() -> None:
    twice = replace(MINUTES, decisions=(NoteItem("Slate.", (1,)), NoteItem("Slate.", (1,))))
    first, second = edited_minutes(twice, ()).decisions
    assert first.id != second.id


def test_every_step_is_undone_and_done_again(world: World) -> None:
    call, pay = (item.id for item in world.now.actions)
    states = [world.now]
    steps = [
        lambda: world.editor.set_state(world.id, [call, pay], "accepted"),
        lambda: world.editor.assign(world.id, [pay], "Zoe Field"),
        lambda: world.editor.set_due(world.id, [call, pay], "2026-04-01"),
        lambda: world.editor.add(world.id, "actions", "Buy slate.", behind=call, utterances=(5,)),
        lambda: world.editor.set_state(world.id, [call], "rejected"),
        lambda: world.editor.assign(world.id, [call], None),
    ]
    for step in steps:
        step()
        states.append(world.now)
    assert [item.text for item in world.now.actions] == ["Call the builder.", "Buy slate.", "Pay."]
    assert [item.owner for item in world.now.actions] == [None, None, "Zoe Field"]
    assert world.now.actions[0].due is None
    assert world.now.actions[1].start_ms == 5000
    assert world.editor.steps(world.id) == (6, 0)
    for state in reversed(states[:-1]):
        assert world.editor.undo(world.id)
        assert world.now == state
    assert not world.editor.undo(world.id)
    assert world.editor.steps(world.id) == (0, 6)
    for state in states[1:]:
        assert world.editor.redo(world.id)
        assert world.now == state
    assert not world.editor.redo(world.id)
    assert len(world.told) == 18


def test_a_new_step_forgets_what_was_undone(world: World) -> None:
    line = world.now.decisions[0].id
    world.editor.rewrite(world.id, line, "One.")
    world.editor.rewrite(world.id, line, "Two.")
    world.editor.undo(world.id)
    world.editor.rewrite(world.id, line, "Three.")
    assert world.editor.steps(world.id) == (2, 0)
    world.editor.undo(world.id)
    assert world.now.decisions[0].text == "One."


def test_what_changes_nothing_is_no_step(world: World) -> None:
    decision, action = world.now.decisions[0].id, world.now.actions[0].id
    world.editor.rewrite(world.id, decision, "Slate.")
    world.editor.set_state(world.id, [decision], "open")
    world.editor.assign(world.id, [decision, action], "Ben")
    assert world.editor.steps(world.id) == (0, 0)
    assert not world.told


def test_steps_outlive_the_program_and_go_with_the_meeting(world: World, tmp_path: Path) -> None:
    world.editor.set_state(world.id, [world.now.decisions[0].id], "rejected")
    world.store.close()
    again = Store(tmp_path / "carrel.db")
    assert len(again.meetings.edits(world.id).done) == 1
    again.meetings.delete(world.id)
    assert not again.meetings.edits(world.id).done
    again.close()


@pytest.mark.parametrize("text", ["", " \n ", "x" * 2001])
def test_lines_need_words_and_an_end(world: World, text: str) -> None:
    with pytest.raises(UserError, match="invalid_input"):
        world.editor.rewrite(world.id, world.now.decisions[0].id, text)


def test_what_is_wrong_is_refused_and_nothing_is_kept(world: World) -> None:
    line = world.now.actions[0].id
    for day in ("tomorrow", "2026-02-30", "20260301"):
        with pytest.raises(UserError, match="invalid_input"):
            world.editor.set_due(world.id, [line], day)
    with pytest.raises(UserError, match="unknown_line"):
        world.editor.set_state(world.id, [line, "gone"], "accepted")
    with pytest.raises(UserError, match="invalid_input"):
        world.editor.add(world.id, "topics", "Roof")
    with pytest.raises(UserError, match="unknown_meeting"):
        world.editor.rewrite(MeetingId(99), line, "x")
    assert world.editor.steps(world.id) == (0, 0)


def test_edits_stay_when_lines_are_made_anew(world: World) -> None:
    """Another wording on the same utterances is the same line; what is gone but was the person's is put back."""
    slate, april = (item.id for item in world.now.decisions)
    world.editor.rewrite(world.id, slate, "Slate it is.")
    world.editor.set_state(world.id, [april], "accepted")
    world.editor.add(world.id, "decisions", "By hand.", behind=slate)
    world.editor.set_state(world.id, [world.now.summary[0].id], "rejected")
    anew = replace(
        MINUTES, summary=(), decisions=(NoteItem("We take slate.", (1,), 1000), NoteItem("New.", (5,), 5000))
    )
    now = edited_minutes(anew, world.store.meetings.edits(world.id).done)
    assert [item.text for item in now.decisions] == ["Slate it is.", "By hand.", "New.", "April."]
    assert now.summary == ()


def test_exports_leave_rejected_lines_out_and_mark_accepted_ones(world: World, tmp_path: Path) -> None:
    slate, april = (item.id for item in world.now.decisions)
    world.editor.set_state(world.id, [slate], "rejected")
    world.editor.set_state(world.id, [april], "accepted")
    world.editor.set_state(world.id, [world.now.actions[0].id], "rejected")
    assert len(without_rejected(world.now).decisions) == 1
    for suffix in (".md", ".html", ".json", ".txt"):
        export_minutes(world.now, tmp_path / f"m{suffix}")
        text = (tmp_path / f"m{suffix}").read_text(encoding="utf-8")
        assert "Slate." not in text
        assert "accepted" in text
    export_minutes(world.now, tmp_path / "m.ics")
    assert "VEVENT" not in (tmp_path / "m.ics").read_text(encoding="utf-8")
    assert "Slate." not in minutes_mail(world.now)
