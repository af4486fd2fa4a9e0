"""What the meetings area says and which actions it shows, without Qt."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.ids import MeetingId
from app.domain.meetings import ActionItem, NoteItem
from app.domain.minutes_templates import CarriedAction
from app.domain.retrieval import AnswerStatus
from app.services.meeting_questions import MeetingAnswer, SpokenCitation
from app.ui.meetings.series_filter import EVERYBODY, NOBODY, owners_of, wanted
from app.ui.meetings.words import answer_heading, carried_detail, marks_text, meeting_text, no_answer_text

CALL = CarriedAction(
    MeetingId(1), "Roof 2026-03-04", "2026-03-04", ActionItem("Call.", (1,), "Ben", None, "2026-03-10")
)
TODAY = "2026-03-12"


@pytest.mark.parametrize(
    ("due", "kind"),
    [
        ("2026-03-11", "overdue"),
        ("2026-03-12", "week"),
        ("2026-03-19", "week"),
        ("2026-03-20", "later"),
        (None, "none"),
    ],
)
def test_when_something_is_due(due: str | None, kind: str) -> None:
    action = replace(CALL, item=replace(CALL.item, due_date=due))
    shown = [
        k for k in ("overdue", "week", "later", "none") if wanted(action, EVERYBODY, k, TODAY, done=False)
    ]
    assert shown == [kind]
    assert wanted(action, EVERYBODY, "any", TODAY, done=False)


def test_whose_it_is_and_whether_it_is_done() -> None:
    nobodys = replace(CALL, item=replace(CALL.item, owner=None))
    done = replace(CALL, item=replace(CALL.item, done_on=TODAY))
    assert wanted(CALL, "Ben", "any", TODAY, done=False)
    assert not wanted(CALL, "Ana", "any", TODAY, done=False)
    assert wanted(nobodys, NOBODY, "any", TODAY, done=False)
    assert not wanted(CALL, NOBODY, "any", TODAY, done=False)
    assert not wanted(done, EVERYBODY, "any", TODAY, done=False)
    assert wanted(done, EVERYBODY, "any", TODAY, done=True)
    assert owners_of([CALL, nobodys, replace(CALL, item=replace(CALL.item, owner="ana"))]) == ["ana", "Ben"]


def test_a_day_that_stands_in_the_title_is_not_said_twice() -> None:
    assert meeting_text(CALL) == "Roof 2026-03-04"
    assert meeting_text(replace(CALL, title="Roof")) == "Roof, 4 March 2026"
    assert carried_detail(CALL) == "Ben · due 10 March 2026 · Roof 2026-03-04"


def test_no_answer_says_whose_words_were_looked_at() -> None:
    near = (SpokenCitation(1, "Ana", 0, (0,), "Hello."),)
    everybody = MeetingAnswer(AnswerStatus.NOT_FOUND, "", near)
    assert no_answer_text(everybody).endswith("This is what comes nearest:")
    assert no_answer_text(replace(everybody, citations=())) == "That was not said in this meeting."
    assert no_answer_text(replace(everybody, speaker="Ana")).startswith("Ana did not say that")
    assert answer_heading("Why?", replace(everybody, speaker="Ana")) == "Why? · from what Ana said"


def test_what_nobody_called_a_decision_says_so_until_it_is_accepted() -> None:
    line = NoteItem("Keep the blue one.", (3,), sure=False)
    assert marks_text(line) == "perhaps; see what was said"
    assert marks_text(replace(line, state="accepted")) == "accepted"
