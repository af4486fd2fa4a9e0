from __future__ import annotations

from app.tasks.minutes.verification import Checker
from app.tasks.minutes.windows import Window
from app.tasks.minutes.written import grammar, parse, rejected_lines, request
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
        "ACTION|1|Ben|by Friday|Ben calls the builder.\nKEY|1|-|-|The builder is called.\n"
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
    assert rejected_lines(found, Checker(SAID)) == ["The roof costs 950 euros."]
