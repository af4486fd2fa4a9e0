from __future__ import annotations

import pytest

from app.retrieval.calendar_words import month_names, month_numbers, weekday_names
from app.retrieval.words import words


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("january", 1),
        ("marz", 3),
        ("maerz", 3),
        ("mars", 3),
        ("mayo", 5),
        ("sept", 9),
        ("okt", 10),
        ("dez", 12),
    ],
)
def test_months_are_known_by_all_their_names(name: str, number: int) -> None:
    assert month_numbers("en", "de", "fr", "es")[name] == number


def test_only_the_languages_asked_for() -> None:
    assert "juillet" not in month_numbers("en", "de")
    assert weekday_names("fr") >= {"lundi", "dimanche"}
    assert "sep" not in month_names("en")
    with pytest.raises(KeyError):
        month_names("xx")


def test_names_are_written_as_words_of_a_text_are() -> None:
    names = month_names("en", "de", "fr", "es") | weekday_names("en", "de", "fr")
    assert words(" ".join(sorted(names))) == tuple(sorted(names))
    assert words("März Février Août") == ("marz", "fevrier", "aout")
    assert len(month_names("en", "de")) == 24 - 4
