"""Item models and words of the meetings area."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from app.domain.ids import MeetingId
from app.domain.meetings import ActionItem, DroppedItem
from app.ui.meetings import words
from app.ui.meetings.meeting_item_model import MeetingItemModel, MeetingRole, MeetingRow
from app.ui.meetings.note_item_model import NoteItemModel, note_rows
from app.ui.meetings.utterance_item_model import UtteranceItemModel, UtteranceRole
from tests.gui.fakes_areas import minutes

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


def test_the_models_keep_qts_rules(qapp: object) -> None:
    meetings, notes, utterances = MeetingItemModel(), NoteItemModel(), UtteranceItemModel()
    testers = [QAbstractItemModelTester(model, FATAL) for model in (meetings, notes, utterances)]
    meetings.set_meetings(
        [MeetingRow(MeetingId(1), "One", None, 1.0), MeetingRow(MeetingId(2), "Two", "2026-03-04", 2.0)]
    )
    notes.set_minutes(minutes())
    utterances.set_transcript(minutes().transcript)
    utterances.highlight({1, 2})
    notes.set_minutes(None)
    utterances.set_transcript(None)
    assert len(testers) == 3


def test_meetings_come_newest_first(qapp: object) -> None:
    model = MeetingItemModel()
    model.set_meetings(
        [MeetingRow(MeetingId(1), "Old", None, 1.0), MeetingRow(MeetingId(2), "New", "2026-03-04", 2.0)]
    )
    assert [model.index(row).data() for row in range(2)] == ["New", "Old"]
    assert model.index(0).data(MeetingRole.DETAIL) == "4 March 2026"
    assert model.row_of(MeetingId(1)) == 1
    assert model.row_of(MeetingId(7)) == -1


def test_minutes_are_in_reading_order_with_titles_that_cannot_be_chosen(qapp: object) -> None:
    rows = note_rows(minutes())
    assert [row.text for row in rows if row.title] == [
        "Summary",
        "Decisions",
        "Actions",
        "Open questions",
        "Topics",
    ]
    model = NoteItemModel()
    model.set_minutes(minutes())
    assert model.flags(model.index(0)) == Qt.ItemFlag.NoItemFlags
    assert model.flags(model.index(1)) & Qt.ItemFlag.ItemIsSelectable


def test_empty_sections_are_left_out() -> None:
    rows = note_rows(replace(minutes(), decisions=(), topics=()))
    assert [row.text for row in rows if row.title] == ["Summary", "Actions", "Open questions"]


def test_actions_say_who_and_until_when() -> None:
    action = ActionItem("Send it.", (2,), "Ines Okafor", "Friday", "2026-11-27")
    assert words.action_detail(action) == "Ines Okafor · due Friday (27 November 2026)"
    assert words.action_detail(replace(action, due_date=None)) == "Ines Okafor · due Friday"
    assert words.action_detail(ActionItem("Send it.", (2,))) == "nobody named"


def test_only_the_cited_utterances_are_highlighted(qapp: object) -> None:
    model = UtteranceItemModel()
    model.set_transcript(minutes().transcript)
    model.highlight({4})
    first = model.highlight({3, 2, 999})
    assert first.row() == 2
    marked = [row for row in range(model.rowCount()) if model.index(row).data(UtteranceRole.HIGHLIGHTED)]
    assert marked == [2, 3]
    assert not model.highlight(()).isValid()


def test_coverage_is_said_plainly() -> None:
    made = minutes(84)
    assert words.coverage_text(made) == "All 84 utterances read"
    assert words.coverage_text(replace(made, utterances_read=60)) == "60 of 84 utterances read"
    dropped = replace(made, dropped=(DroppedItem("The moon.", "not_in_transcript"),))
    assert words.dropped_text(dropped).startswith("1 line left out")
    assert words.dropped_details(dropped) == "The moon. (not found in the transcript)"
    assert words.dropped_text(made) == ""


def test_times_and_dates() -> None:
    assert words.time_text(None) == ""
    assert words.time_text(247_000) == "4:07"
    assert words.time_text(3_847_999) == "1:04:07"
    assert words.date_text("2026-03-04") == "4 March 2026"
    assert words.date_text("last week") == "last week"
    assert words.people_text(minutes()) == "Mara Lindqvist, Tobias Renn, Ines Okafor"
