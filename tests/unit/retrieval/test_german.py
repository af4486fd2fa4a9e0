"""Words of one German family, and which texts are German."""

from __future__ import annotations

import pytest

from app.retrieval.german import Kin, belong_together
from app.retrieval.words import content_stems, is_german, query_terms


@pytest.mark.parametrize(
    ("text", "german"),
    [
        ("Wie hoch ist die Anzahlung?", True),
        ("Bis wann muss das Gutachten vorliegen?", True),
        ("Was kostet die Reinigung?", True),
        ("How high is the down payment?", False),
        ("Who won the war in Des Moines?", False),
        ("Where did Stalin die?", False),
        ("Mill Lane", False),
        ("", False),
    ],
)
def test_german_is_told_by_its_small_words(text: str, german: bool) -> None:
    assert is_german(text) is german


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("kundigungsfrist", "kundigen"),
        ("gekundigt", "kundigung"),
        ("liefert", "lieferung"),
        ("mahngebuhr", "gebuhr"),
        ("reinigungskosten", "reinigungsplan"),
        ("zahlt", "zahlen"),
    ],
)
def test_forms_and_compounds_belong_together(one: str, other: str) -> None:
    assert belong_together(one, other)
    assert belong_together(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("untermieter", "unterschrift"),
        ("mai", "main"),
        ("2024", "20245"),
        ("haus", "maus"),
        ("verspatung", "verzug"),
    ],
)
def test_what_only_looks_a_little_alike_does_not(one: str, other: str) -> None:
    assert not belong_together(one, other)


def test_a_german_question_finds_its_words_in_other_forms() -> None:
    kin = Kin("Wie lange läuft die Gewährleistung?", ("gewahrleistung", "lauft"))
    said = kin.said(content_stems("Die Gewährleistungsfrist endet nach zwei Jahren."))
    assert "gewahrleistung" in said
    assert "lauft" not in said


def test_an_english_question_is_left_as_it_is() -> None:
    kin = Kin("How long is the delivery period?", ("deliveri", "period"))
    stems = content_stems("The deliverables are listed periodically.")
    assert kin.said(stems) == frozenset(stems)


def test_words_that_only_help_to_ask_are_not_searched_for_in_german() -> None:
    assert query_terms("Wie hoch ist die Miete?") == ("miete",)
    assert "die" in query_terms("When did the cast die?")
