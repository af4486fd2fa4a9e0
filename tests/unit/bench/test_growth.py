"""Whether measurements grow."""

from __future__ import annotations

import random

import pytest

from app.bench.growth import growth, slope, thinned


def _rows(leak: float, number: int = 400) -> list[dict[str, float]]:
    """Noise of one around 50, a warm-up that ends, and the memory of a child that is killed and comes again."""
    chance = random.Random(3)
    return [
        {
            "round": n,
            "mb": 50 + 30 * (1 - 0.9**n) + leak * n + chance.gauss(0, 1),
            "child_mb": 100 - 60 * (n % 100 == 0) + chance.gauss(0, 1),
        }
        for n in range(number)
    ]


def test_what_has_warmed_up_is_flat() -> None:
    found = growth(_rows(leak=0.0), "round")
    assert set(found) == {"mb", "child_mb"}
    for values in found.values():
        assert abs(values["per_1000"]) < 8
        assert values["last_to_second_fifth"] == pytest.approx(1.0, abs=0.02)


def test_a_leak_is_told_with_its_size() -> None:
    found = growth(_rows(leak=0.05), "round")["mb"]
    assert found["per_1000"] == pytest.approx(50, abs=4)
    assert found["last_to_second_fifth"] > 1.05


def test_single_leaps_do_not_make_a_slope() -> None:
    values = [10.0] * 99 + [1000.0]
    assert slope(range(100), values) == 0.0
    assert slope([1.0], [5.0]) == 0.0


def test_many_rows_are_thinned_and_none_is_lost_of_few() -> None:
    assert len(thinned(_rows(0.0), most=40)) == 40
    assert len(thinned(_rows(0.0, number=7), most=40)) == 7
