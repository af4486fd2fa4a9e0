from __future__ import annotations

import calendar
import runpy

import pytest

from app.tasks.minutes import due_dates
from app.tasks.minutes.due_dates import due_date, find_due

MONDAY = "2026-03-16"


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("I'll send June by Friday.", "by Friday"),
        ("On Monday we met, and it is due by the 27th of March.", "by the 27th of March"),
        ("Can you do it before the end of the month?", "before the end of the month"),
        ("Let's look at it next time", "next time"),
        ("We may march on", None),
    ],
)
def test_the_phrase_is_verbatim(text: str, phrase: str | None) -> None:
    found = find_due(text)
    assert found == phrase
    assert found is None or found in text


@pytest.mark.parametrize(
    ("phrase", "day"),
    [
        ("by Friday", "2026-03-20"),
        ("on Monday", "2026-03-23"),
        ("next Friday", None),
        ("next Monday", "2026-03-23"),
        ("tomorrow", "2026-03-17"),
        ("today", MONDAY),
        ("by the end of the week", "2026-03-20"),
        ("by the end of the month", "2026-03-31"),
        ("end of quarter", "2026-03-31"),
        ("by the end of next month", None),
        ("by the end of April", "2026-04-30"),
        ("by the end of February", "2027-02-28"),
        ("by noon", MONDAY),
        ("by Wednesday noon", "2026-03-18"),
        ("in two weeks", "2026-03-30"),
        ("within 3 days", "2026-03-19"),
        ("by 3 May", "2026-05-03"),
        ("January 5th", "2027-01-05"),
        ("by 3 May 2028", "2028-05-03"),
        ("the 15th", "2026-04-15"),
        ("by 2026-04-01", "2026-04-01"),
        ("31 April", None),
        ("before the next meeting", None),
        ("next week", None),
    ],
)
def test_a_day_only_where_the_words_name_one(phrase: str, day: str | None) -> None:
    assert due_date(phrase, MONDAY) == day


def test_without_the_meetings_date_nothing_is_computed() -> None:
    assert due_date("by Friday", None) is None
    assert due_date("by 2026-04-01", None) == "2026-04-01"


def test_months_are_english_whatever_the_system_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The window system chooses a language for the names in ``calendar``."""
    monkeypatch.setattr(calendar, "month_name", ["", "Januar", "Februar", "März", "April", "Mai", "Juni"])
    names = runpy.run_path(due_dates.__file__)
    assert names["due_date"]("by 3 June", MONDAY) == "2026-06-03"


@pytest.mark.parametrize(
    ("language", "text", "phrase", "day"),
    [
        ("fr", "Je l'envoie dans deux semaines.", "dans deux semaines", "2026-03-30"),
        ("fr", "Je le fais ce soir.", "ce soir", MONDAY),
        ("fr", "Il y a deux semaines, il pleuvait.", None, None),
        ("es", "Lo mando dentro de 3 días.", "dentro de 3 días", "2026-03-19"),
        ("es", "Lo mando esta tarde.", "esta tarde", MONDAY),
        ("es", "Lo vi esta mañana.", None, None),
        ("es", "Lo mando mañana por la mañana.", "mañana por la mañana", "2026-03-17"),
    ],
)
def test_times_from_now_in_french_and_spanish(
    language: str, text: str, phrase: str | None, day: str | None
) -> None:
    found = find_due(text, language)
    assert found == phrase
    assert (due_date(found, MONDAY, language) if found else None) == day
