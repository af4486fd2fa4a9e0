from __future__ import annotations

import pytest

from app.formats.transcripts.chat import read_chat
from app.formats.transcripts.plain_text import read_text

GERMAN = """[14.03.2026, 09:02] Sabine: Wir müssen klären, wann der Ausflug ist
[14.03.2026, 09:03] Oli Weber: moin
und noch eine Zeile
\u200e[14.03.2026, 09:04] Sabine: \u200e<Bild weggelassen>
[15.03.2026, 09:06] Fatma: ich schicke es bis Dienstag: versprochen"""


def told(text: str) -> list[tuple[str | None, str]]:
    return [(cue.speaker, cue.text) for cue in read_text(text).cues]


def test_a_message_has_its_name_and_goes_on_over_lines() -> None:
    draft = read_text(GERMAN)
    assert told(GERMAN) == [
        ("Sabine", "Wir müssen klären, wann der Ausflug ist"),
        ("Oli Weber", "moin und noch eine Zeile"),
        ("Fatma", "ich schicke es bis Dienstag: versprochen"),
    ]
    assert draft.date == "2026-03-14"
    assert {cue.start_ms for cue in draft.cues} == {None}


@pytest.mark.parametrize(
    ("front", "day"),
    [
        ("14.03.26, 09:02 -", "2026-03-14"),
        ("[3/14/26, 9:02:11\u202fAM]", "2026-03-14"),
        ("[14/03/2026, 09:02:11]", "2026-03-14"),
        ("3/4/26, 9:02 PM -", None),
        ("2026-03-14, 09:02 –", "2026-03-14"),
        ("[31.02.2026, 09:02]", None),
    ],
)
def test_the_fronts_of_several_messengers(front: str, day: str | None) -> None:
    text = f"{front} Ana: The roof leaks.\n{front} Ben joined the group\n{front} ~\u202fBen: I know."
    assert told(text) == [("Ana", "The roof leaks."), ("Ben", "I know.")]
    assert read_text(text).date == day


@pytest.mark.parametrize(
    "text",
    [
        "[0:12] Ana: The roof leaks.\n[0:15] Ben: I know.",
        "Ana: On 14.03.2026, 09:02 - the roof leaked.\nBen: I know.",
        "[14.03.2026, 09:02] Ana: The roof.\nBen: Yes.\nAna: So.\nBen: Right.\nAna: Then.",
        "",
    ],
)
def test_what_is_no_chat_is_left_to_the_others(text: str) -> None:
    assert read_chat(text.split("\n")) is None


def test_endless_lines_cost_little() -> None:
    assert read_chat(["[14.03.2026" + " " * 200_000, "14.03.26" + "-" * 200_000]) is None
