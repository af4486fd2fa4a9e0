from __future__ import annotations

import pytest

from app.tasks.minutes import decisions
from app.tasks.minutes.decision_choice import choose_settled
from app.tasks.minutes.extractive import extract, read
from app.tasks.minutes.perhaps import CLEAR, clearest, is_conversation
from app.tasks.minutes.pieces import is_cut_off
from tests.unit.tasks_minutes.talk import talk

SHORT = "The roof leaks above the second window of the house."


def test_what_is_clear_is_shown_in_the_order_it_was_said() -> None:
    scores = [CLEAR, CLEAR - 0.01, 2.0, 0.1]
    assert clearest([[0], [1], [2, 3]], scores, 100_000) == [0, 2]


@pytest.mark.parametrize(("words", "lines"), [(500, 3), (9_000, 6), (27_000, 12)])
def test_there_are_few_and_the_clearest_stay(words: int, lines: int) -> None:
    scores = [1.0 + i / 100 for i in range(30)]
    shown = clearest([[i] for i in range(30)], scores, words)
    assert shown == list(range(30 - lines, 30))


def test_turns_are_told_from_speeches_whatever_their_cues() -> None:
    speech = " ".join([SHORT] * 5)
    assert is_conversation(talk(f"Ana: {SHORT}", f"Ben: {SHORT}").utterances)
    assert not is_conversation(talk(f"Ana: {speech}", f"Ben: {speech}").utterances)
    cut = talk(*[f"Ana: {SHORT}"] * 5, *[f"Ben: {SHORT}"] * 5)
    assert not is_conversation(cut.utterances)
    assert is_conversation(talk(*[f": {SHORT}"] * 10).utterances)


@pytest.mark.parametrize(
    ("said", "cut"),
    [
        ("We want to paint the roof and the", True),
        ("We want to paint the roof and.", True),
        ("Write that down, but", True),
        ("That's the colour we agreed on.", False),
        ("That's the colour we agreed on", True),
        ("We paint the roof red.", False),
    ],
)
def test_a_sentence_that_was_cut_off_is_known_by_its_last_word(said: str, *, cut: bool) -> None:
    (piece,) = read(talk(f"Ana: {said}", *[f"Ben: {SHORT}"] * 3)).pieces[:1]
    assert is_cut_off(piece) is cut


@pytest.mark.parametrize(
    "said",
    [
        "If you wanted to paint the old roof dark green",
        "Because everybody has a dry cellar at home these days.",
        "Which is the roof of the neighbours' second garage.",
        "The roof, the cellar, the windows and the",
        "I mean the roof of the second garage over there.",
        "Shall we paint the roof of the second garage?",
    ],
)
def test_what_is_no_whole_statement_is_no_decision(said: str) -> None:
    meeting = read(talk(f"Ana: {said}", "Ben: The cellar stays locked until the plumber has been here."))
    groups = choose_settled(meeting.pieces, [9.0, 1.0], 500)
    assert [meeting.pieces[i].at for group in groups for i in group] == [1]


FOREIGN = (
    "The government has agreed to set aside all other business of the house.",
    "It was said that Poland have decided to deal with the leaking roofs.",
    "More than five hundred roofs have already been approved for these loans.",
    "We'll go to Mr. Miller from the town of Springfield for the next question.",
    "We will keep working to make the lives of people under leaking roofs better.",
    "Let's say someone is standing here on the roof, and you see a segment.",
)


@pytest.mark.parametrize("said", FOREIGN)
def test_what_others_settled_or_nobody_did_is_no_decision(said: str) -> None:
    lines = (f"Ben: {SHORT}", "Ana: The cellar is dry.") * 3
    assert extract(read(talk(*lines, f"Ana: {said}", *lines))).decisions == []


@pytest.mark.parametrize(
    "said",
    [
        "We decided to paint the roof of the house red.",
        "Okay, let's go with the red paint for the roof then.",
        "So it's decided, we paint the roof of the house red.",
        "Everybody agreed that the roof of the house is painted red.",
        "We're going to stick with the red paint for the roof.",
        "Let's say Thursday the fifth for the painting of the roof.",
    ],
)
def test_what_we_settled_is(said: str) -> None:
    lines = (f"Ben: {SHORT}", "Ana: The cellar is dry.") * 3
    meeting = read(talk(*lines, f"Ana: {said}", "Ben: Perfect."))
    assert [item.start_ms for item in extract(meeting).decisions] == [30_000]
    named = [piece for piece in meeting.pieces if decisions.is_named(piece)]
    assert "say Thursday" in said or [piece.at for piece in named] == [6]
