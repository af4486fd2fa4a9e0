"""Drafts from the prompt, and when they pay."""

from __future__ import annotations

from app.processes.generator_lookup import LENGTHS, Pace, SeenBefore


def test_what_followed_before_is_guessed_again() -> None:
    seen = SeenBefore([1, 2, 3, 4, 5, 6, 7, 9, 9, 2, 3])
    assert seen.found
    assert seen.draft(3) == [4, 5, 6]
    seen.add(4)
    assert seen.draft(10) == [5, 6, 7, 9, 9, 2, 3, 4]


def test_the_longest_run_counts_and_the_latest_of_its_places() -> None:
    seen = SeenBefore([1, 2, 3, 10, 8, 2, 3, 20, 1, 2, 3])
    assert seen.draft(1) == [10]
    seen = SeenBefore([2, 3, 10, 7, 2, 3, 20, 7, 2, 3])
    assert seen.draft(1) == [20]


def test_one_token_that_stood_before_is_not_enough() -> None:
    seen = SeenBefore([1, 2, 3, 5, 2])
    assert not seen.found
    assert seen.draft(4) == []
    assert SeenBefore([]).draft(4) == []


def test_a_run_never_finds_itself() -> None:
    seen = SeenBefore([1, 2, 3, 4])
    assert seen.draft(4) == []
    for token in (5, 6, 7):
        seen.add(token)
        assert not seen.found


def paced(accepted: float, slope: float) -> Pace:
    pace = Pace()
    pace.took(1, 0.1)
    for _ in range(60):
        pace.took(5, 0.1 * (1 + 4 * slope))
        pace.took(1, 0.1)
    for _ in range(30):
        pace.saw(4, round(4 * accepted))
    return pace


def test_right_guesses_are_made_longer_and_wrong_ones_not_at_all() -> None:
    assert paced(1.0, 0.25).length() == LENGTHS[-1]
    assert paced(0.0, 0.25).length() == 0


def test_where_a_batch_costs_as_much_as_its_tokens_nothing_is_guessed() -> None:
    assert paced(0.75, 1.0).length() == 0
    assert paced(0.75, 0.15).length() > 0


def test_one_slow_batch_turns_nothing_off() -> None:
    pace = paced(1.0, 0.2)
    pace.took(5, 10.0)
    assert pace.length() == LENGTHS[-1]


def test_after_a_while_it_is_tried_again() -> None:
    pace = Pace()
    for _ in range(8):
        pace.saw(2, 0)
    assert pace.length() == 0
    waited = 0
    while not pace.length():
        waited += 1
        assert waited < 200
    assert waited > 5


def test_a_text_in_which_it_lost_is_written_without_it_and_the_next_begins_anew() -> None:
    pace = paced(1.0, 0.25)
    assert (pace.drafted, pace.accepted) == (120, 120)
    pace.regret(20)
    assert pace.length() > 0  # it has saved more than that
    pace.regret(100)
    assert [pace.length() for _ in range(300)] == [0] * 300
    pace.begin()
    assert (pace.drafted, pace.accepted) == (0, 0)
    assert pace.length() > 0
