"""A model that passes its examination and then writes whatever comes to its mind."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from app.domain.jobs import CancelToken, no_progress
from app.domain.language_models import GenerationRequest
from app.domain.meetings import Minutes
from app.processes.fakes import FakeGenerator
from app.retrieval.facts import FactSource
from tests.unit.services.minutes_students import loaded, student
from tests.unit.services.test_minutes import service

TALK = """
Nora: The ferry to the island costs 38 euros for a van since March.
Felix: And the old one left at 9, this one leaves at 7:30.
Nora: Then we have to load the chairs on Thursday evening.
Iris: I can load the chairs with Felix on Thursday.
Nora: Good, so we decided to take the early ferry.
Felix: What about the projector, does the hotel have one?
Iris: No idea, I'll call the hotel by Tuesday.
Nora: The dinner for 24 people is paid, the invoice came yesterday.
Felix: I'll send the invoice to the bookkeeper tomorrow.
Iris: The weather was terrible last year, everybody was wet.
"""
STRANGE = [
    "whales",
    "budget",
    "5,000",
    "Monday",
    "approved",
    "Berlin",
    "committee",
    "unanimously",
    "12",
    "percent",
    "contract",
    "Zoe",
    "cancelled",
    "never",
    "launch",
    "January",
    "NATO",
    "email",
    "redesign",
    "million",
    "not",
    "rejected",
    "Paris",
    "2031",
    "without",
]
DUES = ("by Tuesday", "by Christmas", "on Thursday", "in two years", "-")
PEOPLE = ("Nora", "Felix", "Iris", "Everyone", "-")


def nonsense(seed: int, own_words: float) -> str:
    """Lines of the grammar; ``own_words`` of their words are the meeting's, in any order."""
    dice = random.Random(seed)
    said = re.findall(r"[\w:]+", TALK)
    lines = []
    for _ in range(8):
        words = [
            dice.choice(said if dice.random() < own_words else STRANGE) for _ in range(dice.randint(3, 12))
        ]
        kind = dice.choice(("DECISION", "ACTION", "QUESTION", "KEY"))
        head = f"{kind}|{dice.randrange(10)}|{dice.choice(PEOPLE)}|{dice.choice(DUES)}"
        lines.append(f"{head}|{' '.join(words).capitalize()}.")
    return "\n".join([*lines, "END"])


def made(tmp_path: Path, seed: int, own_words: float) -> Minutes:
    path = tmp_path / "ferry.txt"
    path.write_text(TALK.strip(), encoding="utf-8")
    generator = FakeGenerator(replies=[student(nonsense(seed, own_words), nonsense(seed + 1000, own_words))])
    return service(generator=generator, loaded=loaded()).make(path, CancelToken(), no_progress)


@pytest.mark.parametrize("own_words", [0.0, 0.5, 0.9, 1.0])
def test_no_fact_owner_or_date_that_was_not_said_comes_through(tmp_path: Path, own_words: float) -> None:
    source = FactSource(TALK)
    written = 0
    for seed in range(8):
        minutes = made(tmp_path, seed, own_words)
        assert minutes.model == "able"
        said = minutes.transcript.utterances
        lines = [*minutes.summary, *minutes.decisions, *minutes.actions, *minutes.questions]
        written += len(lines) + len(minutes.dropped)
        for line in lines:
            assert source.missing(line.text) == ()
            assert line.utterances
        for action in minutes.actions:
            near = {k for i in action.utterances for k in range(i - 3, i + 4) if 0 <= k < len(said)}
            around = " ".join(said[k].text.lower() for k in near)
            assert action.owner in {None, "Everyone", *(said[k].speaker for k in near)}
            assert action.due is None or action.due.lower() in around
    assert written > 40


def test_words_that_nobody_said_come_through_nowhere(tmp_path: Path) -> None:
    for seed in range(8):
        minutes = made(tmp_path, seed, 0.0)
        # what is left was quoted by Carrel itself, since the model had nothing to say
        assert (minutes.decisions, minutes.actions, minutes.questions) == ((), (), ())
        assert {d.reason for d in minutes.dropped} <= {"unsupported_fact", "off_topic", "says_otherwise"}


def test_the_opposite_of_what_was_said_does_not_come_through(tmp_path: Path) -> None:
    def reply(_request: GenerationRequest) -> str:
        return (
            "DECISION|4|-|-|We decided not to take the early ferry.\n"
            "KEY|7|-|-|The dinner for 24 people is not paid.\n"
            "KEY|0|-|-|The ferry to the island costs 24 euros for a van.\nEND"
        )

    path = tmp_path / "ferry.txt"
    path.write_text(TALK.strip(), encoding="utf-8")
    generator = FakeGenerator(replies=[student(reply)])
    minutes = service(generator=generator, loaded=loaded()).make(path, CancelToken(), no_progress)
    assert minutes.decisions == ()
    assert sorted(d.reason for d in minutes.dropped) == [
        "says_otherwise",
        "says_otherwise",
        "unsupported_fact",
    ]
