"""Drafts from the prompt, and when they pay."""

from __future__ import annotations

import pytest

from app.processes.generator_lookup import LENGTHS, PRIORS, Pace, SeenBefore


def test_what_followed_before_is_guessed_again() -> None:
    seen = SeenBefore([1, 2, 3, 4, 5, 6, 7, 9, 9, 2, 3])
    assert seen.found == 2
    assert seen.draft(3) == [4, 5, 6]
    seen.add(4)
    assert seen.draft(10) == [5, 6, 7, 9, 9, 2, 3, 4]


def test_the_longest_run_counts_and_the_latest_of_its_places() -> None:
    seen = SeenBefore([1, 2, 3, 10, 8, 2, 3, 20, 1, 2, 3])
    assert seen.draft(1) == [10]
    assert seen.found == 3
    seen = SeenBefore([2, 3, 10, 7, 2, 3, 20, 8, 2, 3])
    assert seen.draft(1) == [20]
    eight = list(range(20, 28))
    seen = SeenBefore([*eight, 50, *eight[4:], 60, *eight])
    assert (seen.found, seen.draft(1)) == (8, [50])
    assert all(SeenBefore([*range(n), 99, *range(n)]).found in PRIORS for n in range(2, 12))


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


def paced(accepted: float, slope: float, run: int = 4) -> Pace:
    """Pace of a machine where each further row costs ``slope``, after drafts of which such a share was right."""
    pace = Pace()
    for _ in range(60):
        pace.took(1, 0.1)
        for length in LENGTHS:
            pace.took(length + 1, 0.1 * (1 + length * slope))
    for _ in range(30):
        pace.saw(run, 4, round(4 * accepted))
    return pace


def test_right_guesses_are_made_longer_and_wrong_ones_not_at_all() -> None:
    assert paced(1.0, 0.25).length(4) == LENGTHS[-1]
    assert paced(0.0, 0.25).length(4) == 0


def test_where_a_batch_costs_as_much_as_its_tokens_nothing_is_guessed() -> None:
    assert paced(0.75, 1.0).length(4) == 0
    assert paced(0.75, 0.15).length(4) > 0


def test_the_length_is_the_one_that_this_machine_is_fast_with() -> None:
    pace = paced(0.75, 0.9)
    assert pace.length(4) == 0
    pace.took(4, 0.13)
    assert pace.length(4) == 3


def test_longer_runs_are_trusted_with_more() -> None:
    pace = Pace()
    lengths = [pace.length(run) for run in sorted(PRIORS)]
    assert lengths == sorted(lengths)
    assert pace.length(min(PRIORS)) < pace.length(max(PRIORS))
    for _ in range(10):
        pace.saw(2, 3, 0)
    assert pace.length(2) == 0
    pace.saw(8, 11, 11)
    assert pace.length(8) == LENGTHS[-1]


def test_one_slow_batch_turns_nothing_off() -> None:
    pace = paced(1.0, 0.2)
    pace.took(12, 10.0)
    assert pace.length(4) == LENGTHS[-1]


def test_a_slow_first_look_turns_nothing_off() -> None:
    pace = Pace()
    pace.took(4, 10.0)  # not known yet what one costs
    pace.took(1, 0.1)
    for length in LENGTHS:
        pace.took(length + 1, 10.0)
    assert pace.length(8) > 0


def test_after_a_while_it_is_tried_again() -> None:
    pace = Pace()
    for _ in range(8):
        pace.saw(2, 1, 0)
    assert pace.length(2) == 0
    waited = 0
    while not pace.length(2):
        waited += 1
        assert waited < 200
    assert waited > 5


def test_a_text_in_which_it_lost_is_written_without_it() -> None:
    pace = paced(1.0, 0.25)
    assert (pace.drafted, pace.accepted) == (120, 120)
    pace.regret(20)
    assert pace.length(4) > 0  # it has saved more than that
    pace.regret(100)
    assert [pace.length(4) for _ in range(300)] == [0] * 300


@pytest.mark.parametrize("losses", [1, 2, 3])
def test_after_losses_ever_more_texts_are_written_without_it(losses: int) -> None:
    pace = Pace()
    for number in range(losses):
        pace.begin()
        pace.regret(2)
        for _ in range(2**number):
            pace.begin()
            assert pace.length(8) == 0
    pace.begin()
    assert (pace.drafted, pace.accepted) == (0, 0)
    assert pace.length(8) > 0


def test_a_text_in_which_it_gained_ends_the_series_of_losses() -> None:
    pace = Pace()
    pace.regret(2)
    pace.begin()
    pace.begin()
    pace.saw(8, 7, 7)
    pace.begin()
    pace.regret(2)
    pace.begin()
    assert pace.length(8) == 0
    pace.begin()
    assert pace.length(8) > 0


def test_always_is_always() -> None:
    pace = Pace(always=6)
    pace.regret(100)
    pace.begin()
    assert pace.length(2) == 6
