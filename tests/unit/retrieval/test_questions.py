from __future__ import annotations

import pytest

from app.retrieval.questions import looks_ahead, understand


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("How much is the rent for the boat in Mill Lane?", {"rent"}),
        ("Who is the chief executive of Acme?", {"chief", "execut"}),
        ("How many people did Acme employ in May?", {"employ"}),
        ("What is the name of the ferry to Brackwater?", {"ferri"}),
        ("What?", set()),
    ],
)
def test_the_subject_is_what_is_asked_about(question: str, subject: set[str]) -> None:
    assert understand(question).subject == subject


def test_the_time_of_a_question() -> None:
    asked = understand("What was the revenue in the third quarter of 2025?")
    assert asked.quarters == {3}
    assert asked.years == {"2025"}
    assert asked.past
    assert not understand("What revenue is expected for next year?").past


def test_roles() -> None:
    assert understand("Who is the chair of the board?").role
    assert not understand("Who signed the lease?").role


def test_what_looks_ahead() -> None:
    assert looks_ahead("For the third quarter we expect more.")
    assert not looks_ahead("Revenue came to 9 million.")
