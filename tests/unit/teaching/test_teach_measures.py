from __future__ import annotations

import random

import pytest

from app.teaching.measures import Outcome, auroc, scores


def test_auroc_is_the_share_of_pairs_in_order() -> None:
    dice = random.Random(3)
    high = [round(dice.random() + 0.2, 1) for _ in range(40)]
    low = [round(dice.random(), 1) for _ in range(30)]
    pairs = [(h > w) + 0.5 * (h == w) for h in high for w in low]
    assert auroc(high, low) == pytest.approx(sum(pairs) / len(pairs))
    assert (auroc([1, 1], [0]), auroc([0], [1]), auroc([1], [1])) == (1.0, 0.0, 0.5)


def test_scores_of_both_abilities() -> None:
    found = scores([Outcome("green", "Green", 0.1), Outcome("red", "blue", 0.4), Outcome(None, "x", 0.9)])
    assert (found.readings, found.exact, found.f1, found.auroc) == (3, 0.5, 0.5, 1.0)
    assert found.total == pytest.approx(0.75)
    assert scores([Outcome(None, "x", 0.9)]).total == 0.0
    only = scores([Outcome("green", "green", 0.9)])
    assert (only.auroc, only.total) == (None, 1.0)
    assert scores([]).exact is None
