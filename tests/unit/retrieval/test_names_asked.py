from __future__ import annotations

import pytest

from app.retrieval.names_asked import names_asked


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What did Ms Stone order from Pell & Sons?", ["Stone", "Pell", "Sons"]),
        ("When did Dr. Ada Stone sign?", ["Ada", "Stone"]),
        ("How many tons were ordered in 2024?", []),
        ("Welche Medikamente nimmt Frau Stein?", ["Stein"]),
        ("Was hat Herr Stein bei der Firma Pell bestellt?", ["Stein"]),
        ("Was kostet die Lieferung an Pell?", ["Lieferung", "Pell"]),
    ],
)
def test_titles_are_no_names_and_titled_germans_are_told_from_nouns(question: str, names: list[str]) -> None:
    assert [fact.value for fact in names_asked(question)] == names
