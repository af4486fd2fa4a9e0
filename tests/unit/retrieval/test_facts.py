from __future__ import annotations

import pytest

from app.retrieval.facts import Fact, FactKind, FactSource, facts, without_marks


def values(text: str, kind: FactKind) -> list[str]:
    return [f.value for f in facts(text) if f.kind is kind]


def test_facts_of_a_sentence() -> None:
    text = "The landlord Dr. Hale paid $1,200.50 on 12 March 2021 to NASA, see https://example.org. In May he left."
    assert values(text, FactKind.NUMBER) == ["1,200.50", "12", "2021"]
    assert values(text, FactKind.NAME) == ["Dr", "Hale"]
    assert values(text, FactKind.DATE) == ["March", "May"]
    assert values(text, FactKind.ACRONYM) == ["NASA"]
    assert values(text, FactKind.ADDRESS) == ["https://example.org"]


def test_the_first_word_of_a_sentence_is_no_name_but_that_of_a_short_answer_is() -> None:
    assert values("Payments are due every month.", FactKind.NAME) == []
    assert values("Paris, France", FactKind.NAME) == ["Paris", "France"]


def test_names_that_look_like_foreign_stop_words_count() -> None:
    assert values("He moved on to Las Vegas", FactKind.NAME) == ["Las", "Vegas"]


def test_marks_are_no_numbers() -> None:
    assert without_marks("It ended [1], then [2, 3] it did.") == "It ended, then it did."
    assert facts("it ended [12].") == ()


@pytest.mark.parametrize(
    ("claim", "source", "held"),
    [
        ("1200", "a fee of 1,200 dollars", True),
        ("1200", "a fee of twelve hundred dollars", True),
        ("1200", "eine Gebühr von 1.200,00 Euro", True),
        ("1,200,000", "about 1.2 million people", True),
        ("12", "twelve months", True),
        ("3", "12.03.2021", True),
        ("12", "1200", False),
        ("35", "1350", False),
        ("22", "twenty-two", True),
        ("50", "half of it", True),
        ("7", "in March 2021", False),
    ],
)
def test_numbers_are_compared_by_value(claim: str, source: str, held: bool) -> None:
    assert FactSource(source).holds(Fact(FactKind.NUMBER, claim)) is held


def test_names_are_compared_without_accents_and_hyphens() -> None:
    source = FactSource("Ögedei met the Smith-Jones family in the Golden Gate park")
    assert source.missing("then Ogedei met Smith Jones at GoldenGate") == ()
    assert [f.value for f in source.missing("then Ogedei met Miller")] == ["Miller"]


def test_every_text_holds_its_own_facts() -> None:
    text = "On 3.5.2019 the U.S.-based ACME Corp. (since 1,024 days) paid 7½% to Jean-Luc O'Neill, www.example.com."
    assert FactSource(text).missing(text) == ()
