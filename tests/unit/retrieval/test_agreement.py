from __future__ import annotations

import pytest

from app.retrieval.agreement import answer_words, token_f1


def test_answers_are_compared_without_case_punctuation_and_articles() -> None:
    assert answer_words("The  Kiosk, at the harbour.") == ["kiosk", "at", "harbour"]
    assert token_f1("the green gate", "Green gate!") == 1.0
    assert token_f1("green gate", "gate") == pytest.approx(2 / 3)
    assert token_f1("green green", "green") == pytest.approx(2 / 3)
    assert (token_f1("green", "red"), token_f1("a", "the"), token_f1("a", "red")) == (0.0, 1.0, 0.0)
