from __future__ import annotations

import pytest

from app.retrieval.stemming import stem


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("caresses", "caress"), ("ponies", "poni"), ("agreed", "agre"), ("plastered", "plaster"),
        ("motoring", "motor"), ("conflated", "conflat"), ("hopping", "hop"), ("falling", "fall"), ("filing", "file"),
        ("happy", "happi"), ("relational", "relat"), ("vietnamization", "vietnam"), ("predication", "predic"),
        ("electriciti", "electr"), ("hopefulness", "hope"), ("adjustment", "adjust"), ("adoption", "adopt"),
        ("probate", "probat"), ("controll", "control"), ("sky", "sky"), ("2021", "2021"), ("größe", "größe"),
    ],
)  # fmt: skip
def test_porters_own_examples(word: str, expected: str) -> None:
    assert stem(word) == expected


@pytest.mark.parametrize(
    "word", ["day", "key", "age", "use", "fee", "tie", "delay", "survey", "bus", "company"]
)
def test_a_word_and_its_plural_are_one(word: str) -> None:
    plural = {"bus": "bus", "company": "companies"}.get(word, word + "s")
    assert stem(plural) == stem(word)
