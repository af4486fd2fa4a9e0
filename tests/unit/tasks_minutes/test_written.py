from __future__ import annotations

from collections.abc import Sequence

from app.domain.meetings import NoteItem
from app.tasks.minutes.verification import Checker
from app.tasks.minutes.windows import Window
from app.tasks.minutes.written import borne_out, grammar, overview, overview_request, parse, request, room
from tests.unit.tasks_minutes.talk import talk

SAID = talk('Ana "Anna" Ruiz: The roof costs 900 euros.', "Ben: I'll call the builder by Friday.").utterances
WINDOW = Window(SAID[:1], SAID[1:])


def test_only_the_windows_own_lines_and_people_can_be_named() -> None:
    rules = grammar(WINDOW)
    assert 'id ::= "1"\n' in rules
    assert '"Ana \\"Anna\\" Ruiz"' in rules
    assert '| "Ben"' in rules


def test_the_prompt_shows_all_lines_and_what_was_rejected() -> None:
    shown = request(WINDOW, ["The roof costs 950 euros."]).messages[-1].content
    assert "0 Ana" in shown
    assert "1 Ben: I'll call the builder by Friday." in shown
    assert "950" in shown


def test_a_reply_becomes_items() -> None:
    reply = (
        "ACTION|1|Ben|by Friday|Ben calls the builder by Friday.\nKEY|1|-|-|The builder is called.\n"
        "DECISION|1|-|-|The roof costs 950 euros.\nQUESTION|0|-|-|Not this window's line?\nnonsense\nEND"
    )
    found = parse(reply, WINDOW, "2026-03-16")
    (action,) = found.actions
    assert (action.owner, action.due, action.due_date, action.utterances) == (
        "Ben",
        "by Friday",
        "2026-03-20",
        (1,),
    )
    assert [d.reason for d in found.dropped] == ["unreadable", "unreadable"]
    kept, wrong = borne_out(found, Checker(SAID))
    assert [(d.text, d.reason) for d in wrong[2:]] == [("The roof costs 950 euros.", "unsupported_fact")]
    assert [line.text for line in kept.lines] == [
        "Ben calls the builder by Friday.",
        "The builder is called.",
    ]


def test_who_has_nothing_to_do_with_a_task_does_not_get_it() -> None:
    said = talk(
        *["Ana: The roof leaks above the window."] * 8, "Ben: I'll call the builder by Friday."
    ).utterances
    found = parse("ACTION|8|Cleo|by Monday|Call the builder.\nEND", Window((), said), None)
    kept, wrong = borne_out(found, Checker(said))
    assert [(a.owner, a.due) for a in kept.actions] == [(None, None)]
    assert {d.reason for d in wrong} == {"unknown_owner", "due_not_said"}


def test_what_turns_the_words_around_is_dropped() -> None:
    said = talk(
        "Ana: We decided to repair the roof in April.", "Ben: Not in March, that is too early."
    ).utterances
    found = parse("DECISION|0|-|-|The roof is not repaired in April.\nEND", Window((), said), None)
    kept, wrong = borne_out(found, Checker(said))
    assert (kept.decisions, [d.reason for d in wrong]) == ([], ["says_otherwise"])


def test_a_window_leaves_room_for_the_prompt_and_both_replies() -> None:
    def count(texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    assert 2000 < room(4096, count) < 4096 - 2 * 512
    assert room(600, count) == 128


def test_an_overview_rests_on_what_its_lines_rest_on() -> None:
    lines = [NoteItem("The roof is repaired.", (3,), 3000), NoteItem("The bill is paid.", (7, 9), 7000)]
    assert overview_request(lines) is None
    (note,) = overview("2,1|The roof is repaired and the bill paid.\n4|Nobody said this.\nEND", lines)
    assert (note.utterances, note.start_ms) == ((3, 7, 9), 3000)
    rules = overview_request([*lines, NoteItem("Ben calls.", (9,))])
    assert rules is not None
    assert 'number ::= "1" | "2" | "3"\n' in (rules.grammar or "")
