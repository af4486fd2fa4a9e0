from __future__ import annotations

import math

import pytest

from app.retrieval.logistic import MOST_LOG_ODDS, log_odds, probability


@pytest.mark.parametrize("p", [1e-4, 0.2, 0.5, 0.9, 0.9999])
def test_each_undoes_the_other(p: float) -> None:
    assert probability(log_odds(p)) == pytest.approx(p)


def test_log_odds_are_bounded_and_even_at_one_half() -> None:
    assert log_odds(0.5) == pytest.approx(0.0)
    assert (log_odds(0.0), log_odds(1e-30), log_odds(1.0)) == (-MOST_LOG_ODDS, -MOST_LOG_ODDS, MOST_LOG_ODDS)
    assert log_odds(0.8) == pytest.approx(math.log(4))


def test_nothing_is_certain_and_nothing_overflows() -> None:
    assert 0.0 < probability(-1e9) < 1e-20
    assert probability(1e9) == pytest.approx(1.0)
