from __future__ import annotations

import pytest

from app.domain.meetings import ActionItem, NoteItem
from app.tasks.minutes.verification import Checker
from tests.unit.tasks_minutes.talk import talk

SAID = talk(
    "Ana: The rent is 1,450 euros a month.",
    "Ben: Heating is included, says Halder.",
    *["Ana: Let us talk about the garden and the trees."] * 5,
    "Ben: I'll call the gardener by Friday.",
)


@pytest.mark.parametrize(
    ("text", "ids", "reason"),
    [
        ("The rent is 1,450 euros.", (0,), None),
        ("The rent is 1,540 euros.", (0,), "unsupported_fact"),
        ("The rent is 1,450 euros.", (7,), "unsupported_fact"),
        ("According to Miller the heating is included.", (1,), "unsupported_fact"),
        ("Elephants dance slowly in pink kitchens.", (0,), "off_topic"),
        ("The rent is 1,450 euros.", (), "no_source"),
        ("The rent is 1,450 euros.", (99,), "no_source"),
    ],
)
def test_reasons(text: str, ids: tuple[int, ...], reason: str | None) -> None:
    assert Checker(SAID.utterances).reason(NoteItem(text, ids)) == reason


def test_owner_and_due_must_have_been_said() -> None:
    checker = Checker(SAID.utterances)
    good = ActionItem("Call the gardener", (7,), "Ben", "by Friday", "2026-03-20")
    assert checker.mend(good) == (good, ())
    bad = ActionItem("Call the gardener", (7,), "Zoe", "by Monday", "2026-03-23")
    assert checker.mend(bad) == (ActionItem("Call the gardener", (7,)), ("unknown_owner", "due_not_said"))
