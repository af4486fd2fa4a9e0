from __future__ import annotations

import random

import pytest

from app.teaching.measures import Outcome, auroc, scores, token_f1, words


def test_answers_are_compared_without_case_punctuation_and_articles() -> None:
    assert words("The  Kiosk, at the harbour.") == ["kiosk", "at", "harbour"]
    assert token_f1("the green gate", "Green gate!") == 1.0
    assert token_f1("green gate", "gate") == pytest.approx(2 / 3)
    assert token_f1("green green", "green") == pytest.approx(2 / 3)
    assert (token_f1("green", "red"), token_f1("a", "the"), token_f1("a", "red")) == (0.0, 1.0, 0.0)


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
