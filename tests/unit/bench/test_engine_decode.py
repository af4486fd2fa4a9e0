from __future__ import annotations

from collections.abc import Callable

import pytest

from app.bench.engine_decode import Ways, Written, summed_up, there_and_back

TOKENS = 100


class Clock:
    """A machine on which a round takes as long as ``slowness`` says at that moment."""

    def __init__(self, slowness: Callable[[int], float]) -> None:
        self.rounds = 0
        self._slowness = slowness

    def way(self, cost: float, text: str = "one", guessed: tuple[int, int] = (0, 0)) -> Callable[[], Written]:
        def write() -> Written:
            seconds = cost * self._slowness(self.rounds)
            self.rounds += 1
            return Written(TOKENS / seconds, text, *guessed)

        return write


def measured(slowness: Callable[[int], float], turns: int = 5) -> Callable[..., float]:
    def ratio(ours: float) -> float:
        clock = Clock(slowness)
        ways: Ways = {"plain": clock.way(1.0), "carrel": clock.way(ours)}
        return summed_up([there_and_back(ways) for _ in range(turns)]).ratio("carrel")

    return ratio


@pytest.mark.parametrize("ours", [1.0, 1.25, 0.8])
def test_on_a_quiet_machine_the_ratio_is_that_of_the_times(ours: float) -> None:
    assert measured(lambda _round: 1.0)(ours) == pytest.approx(1.0 / ours)


def test_a_load_that_grows_evenly_weighs_on_both_alike() -> None:
    assert measured(lambda number: 1.0 + 0.1 * number)(1.0) == pytest.approx(1.0)


@pytest.mark.parametrize("spoilt", range(4))
def test_a_round_that_something_else_spoilt_does_not_count(spoilt: int) -> None:
    assert measured(lambda number: 9.0 if number == spoilt else 1.0)(1.25) == pytest.approx(0.8)


def test_all_ways_take_turns_forwards_and_backwards() -> None:
    order: list[str] = []

    def way(name: str) -> Callable[[], Written]:
        def write() -> Written:
            order.append(name)
            return Written(1.0, "")

        return write

    there_and_back({name: way(name) for name in "abc"})
    assert "".join(order) == "abccba"


def test_spread_texts_and_guesses_are_told() -> None:
    clock = Clock(lambda number: 2.0 if number == 1 else 1.0)
    ways: Ways = {"plain": clock.way(1.0), "carrel": clock.way(1.0, guessed=(3, 1))}
    decode = summed_up([there_and_back(ways) for _ in range(2)])
    assert decode.same_text
    assert (decode.drafted, decode.accepted) == (12, 4)
    assert decode.spread("carrel")["least"] == pytest.approx(2 / 3)
    assert decode.spread("carrel")["most"] == pytest.approx(1.0)
    assert len(decode.rates["plain"]) == 4
    ways = {"plain": clock.way(1.0), "carrel": clock.way(1.0, "another")}
    assert not summed_up([there_and_back(ways)]).same_text


def test_processor_time_is_that_of_all_rounds() -> None:
    ways: Ways = {
        "plain": lambda: Written(10.0, "one", processor_s=3.0),
        "carrel": lambda: Written(20.0, "one", processor_s=4.0),
    }
    assert summed_up([there_and_back(ways) for _ in range(3)]).processor == {"carrel": pytest.approx(0.75)}
