"""Series of meetings and what is carried over, on the real store; sections made again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.errors import UserError
from app.domain.events import MeetingChanged
from app.domain.ids import MeetingId, SeriesId
from app.domain.meetings import ActionItem, Minutes, NoteItem, Participant, Transcript, Utterance
from app.services.event_bus import EventBus
from app.services.meeting_series import MeetingSeries
from app.services.minutes_edits import MinutesEditor
from app.services.minutes_templates import MinutesTemplates
from app.store.store import Store

PEOPLE = ("Ana Ruiz", "Ben Okoro", "Cem Aydin")


def minutes(title: str, day: str | None, *actions: str, people: tuple[str, ...] = PEOPLE) -> Minutes:
    said = tuple(Utterance(i, people[i % len(people)], f"Words {i}.", i * 1000) for i in range(6))
    return Minutes(
        Transcript(title, said, day),
        tuple(Participant(name, 2, 4) for name in people),
        (),
        (),
        tuple(ActionItem(text, (i,), people[0], start_ms=i * 1000) for i, text in enumerate(actions)),
        (),
        (),
        6,
    )


class World:
    def __init__(self, folder: Path) -> None:
        self.store = Store(folder / "carrel.db")
        self.bus = EventBus()
        self.editor = MinutesEditor(self.store.meetings, self.bus)
        templates = MinutesTemplates(folder / "templates")
        self.series = MeetingSeries(self.store.series, self.editor, templates, self.bus)

    def keep(self, title: str, day: str | None, *actions: str, people: tuple[str, ...] = PEOPLE) -> MeetingId:
        return self.store.meetings.add(minutes(title, day, *actions, people=people), Path("/m/x.vtt"))

    def open(self, meeting: MeetingId) -> list[str]:
        return [c.item.text for c in self.series.carried(meeting) if c.item.done_on is None]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.store.close()


def test_meetings_that_look_alike_are_suggested_and_nothing_is_decided(world: World) -> None:
    first = world.keep("Pump house weekly 2026-03-04", "2026-03-04")
    world.keep("Tax advice", "2026-03-05", people=("Dora Lang", "Emil Hahn"))
    second = world.keep("Pump house weekly 2026-03-11", "2026-03-11")
    suggestion = world.series.suggestion(second)
    assert suggestion is not None
    assert (suggestion.name, suggestion.others, suggestion.series) == ("Pump house weekly", (first,), None)
    assert world.series.all() == []
    series = world.series.take(suggestion)
    assert [row.id for row in world.series.members(series)] == [first, second]
    third = world.keep("Pump house weekly 2026-03-18", "2026-03-18")
    again = world.series.suggestion(third)
    assert again is not None
    assert (again.series, again.others) == (series, ())


def test_the_same_people_are_reason_enough_to_ask(world: World) -> None:
    world.keep("Roof", None)
    second = world.keep("Cellar", None)
    assert world.series.suggestion(second) is not None
    third = world.keep("Attic", None, people=(*PEOPLE[:2], "Dora Lang", "Emil Hahn", "Fay Moss"))
    assert world.series.suggestion(third) is None


def test_whoever_says_no_is_not_asked_again(world: World) -> None:
    world.keep("Weekly roof", None)
    second = world.keep("Weekly roof", None)
    world.series.decline(second)
    assert world.series.suggestion(second) is None


def test_open_actions_go_from_meeting_to_meeting_until_they_are_done(world: World) -> None:
    third = world.keep("Roof", "2026-03-18")
    first = world.keep("Roof", "2026-03-04", "Call.", "Pay.", "Rejected.")
    second = world.keep("Roof", "2026-03-11", "Order.")
    world.series.begin("Roof", [first, second, third])
    call, _pay, rejected = (item.id for item in world.editor.minutes(first).actions)
    world.editor.set_state(first, [rejected], "rejected")
    assert world.open(first) == []
    assert world.open(second) == ["Call.", "Pay."]
    assert world.open(third) == ["Call.", "Pay.", "Order."]
    world.editor.set_done(first, [call], "2026-03-12")
    assert world.open(second) == ["Pay."]
    assert [c.item.done_on for c in world.series.carried(second)] == ["2026-03-12", None]
    assert world.open(third) == ["Pay.", "Order."]
    assert len(world.series.carried(third)) == 2  # done before it took place
    world.series.mark_done([(first, call)], done=False)
    assert world.open(third) == ["Call.", "Pay.", "Order."]


def test_a_series_ends_with_its_last_meeting(world: World) -> None:
    first, second = world.keep("Roof", None), world.keep("Roof", None)
    series = world.series.begin("  The  roof ", [first])
    world.series.put([second], series)
    assert [(row.name, row.meetings) for row in world.series.all()] == [("The roof", 2)]
    world.series.rename(series, "Roofs")
    world.series.put([first], None)
    world.store.meetings.delete(second)
    assert world.series.all() == []
    with pytest.raises(UserError, match="unknown_series"):
        world.series.rename(SeriesId(99), "x")
    with pytest.raises(UserError, match="invalid_input"):
        world.series.begin("  ", [first])


def test_the_next_meeting_takes_over_the_template(world: World) -> None:
    first, second = world.keep("Roof", "2026-03-04"), world.keep("Roof", "2026-03-11")
    world.series.choose_template(first, "stand_up")
    assert world.series.layout(second).template.id == "standard"
    world.series.begin("Roof", [first, second])
    assert world.series.layout(second).template.id == "stand_up"
    world.series.choose_template(second, "decisions")
    assert world.series.layout(first).template.id == "stand_up"
    assert world.series.layout(second).template.id == "decisions"
    world.series.choose_template(second, "gone")
    assert world.series.layout(second).template.id == "standard"


def test_whatever_changes_is_told(world: World) -> None:
    told: list[MeetingChanged] = []
    first = world.keep("Roof", None, "Call.")
    world.bus.subscribe(MeetingChanged, told.append)
    world.series.begin("Roof", [first])
    world.series.choose_template(first, "interview")
    world.series.mark_done([(first, world.editor.minutes(first).actions[0].id)], done=True)
    assert told == [MeetingChanged(first)] * 3


def test_a_section_made_again_keeps_what_is_the_persons_and_can_be_undone(world: World) -> None:
    meeting = world.keep("Roof", None, "Call.", "Pay.", "Order.", "Rest.")
    call, pay, order, _rest = (item.id for item in world.editor.minutes(meeting).actions)
    world.editor.rewrite(meeting, call, "Call Ben.")
    world.editor.set_state(meeting, [order], "accepted")
    world.editor.set_state(meeting, [pay], "rejected")
    own = world.editor.add(meeting, "actions", "My own.", order)
    before = world.editor.minutes(meeting)
    fresh = replace(
        before,
        actions=(
            ActionItem("Phone the builder.", (0,)),
            ActionItem("Sweep.", (5,)),
            ActionItem("Pay it.", (1,)),
        ),
        decisions=(NoteItem("Not asked for.", (0,)),),
    )
    assert world.editor.made_again(meeting, "actions", fresh)
    after = world.editor.minutes(meeting)
    texts = {item.text: item.state for item in after.actions}
    assert texts == {
        "Call Ben.": "open", "Sweep.": "open", "Pay.": "rejected", "Order.": "accepted", "My own.": "open",
    }  # fmt: skip
    assert [a.text for a in after.actions].index("My own.") == [a.text for a in after.actions].index(
        "Order."
    ) + 1
    assert after.decisions == before.decisions
    assert own in {a.id for a in after.actions}
    assert not world.editor.made_again(meeting, "actions", fresh)  # the same lines again are no step
    world.editor.undo(meeting)
    assert world.editor.minutes(meeting) == before
    world.editor.redo(meeting)
    assert world.editor.minutes(meeting) == after
    with pytest.raises(UserError, match="invalid_input"):
        world.editor.made_again(meeting, "weather", fresh)
