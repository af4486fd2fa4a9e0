from __future__ import annotations

import pytest

from app.retrieval.parties import names_held, other_party


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("What notice must the tenants give?", "For the Landlord the period of notice is three months."),
        ("What may an adult take?", "Children take half a tablet."),
        ("When must the buyer pay?", "The seller pays within ten days."),
        ("Wann darf der Mieter kündigen?", "Der Vermieter kann zum Quartal kündigen."),
    ],
)
def test_a_clause_about_the_other_side_is_no_answer(question: str, sentence: str) -> None:
    assert other_party(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("What notice must the tenants give?", "The tenants give six weeks, the landlord three months."),
        ("What does the landlord owe the tenant?", "The landlord pays for repairs."),
        ("How long is the notice period?", "For the Landlord it is three months."),
        ("What notice must the tenants give?", "The notice period is six weeks."),
    ],
)
def test_a_clause_about_both_or_neither_may_be(question: str, sentence: str) -> None:
    assert not other_party(question, sentence)


def test_a_document_that_lacks_the_name_asked_for_gives_way() -> None:
    question = "How long is the notice period for 12 Harbour Street?"
    texts = ["Lease, 4 Mill Lane\nThree months.", "Lease, 12 Harbour Street\nSix months."]
    few, all_of_them = names_held(question, texts)
    assert few < all_of_them


def test_where_no_name_is_asked_for_all_are_meant() -> None:
    assert names_held("How long is the notice period?", ["a", "b"]) == [0, 0]
    assert names_held("anything", []) == []


def test_who_is_named_before_the_answer_counts() -> None:
    question = "What notice must the tenants give?"
    sentence = (
        "For the Landlord it is three months, and six once the Tenants have lived there for five years."
    )
    assert other_party(question, sentence, "For the Landlord it is ")
    assert not other_party(
        question, sentence, "For the Landlord it is three months, and six once the Tenants "
    )
    assert not other_party("What notice must the landlord give?", sentence, "For the Landlord it is ")
