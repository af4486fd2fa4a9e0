from __future__ import annotations

import pytest

from app.formats.transcripts.clocks import clock_ms, find_date
from app.formats.transcripts.names import looks_like_name, person_key, speakers_among, split_prefix


@pytest.mark.parametrize(
    ("a", "b"),
    [("Ruiz, Ana", "Ana Ruiz (Host)"), ("ANA RUIZ", "Ana Ruiz"), ("Economist (interrupting)", "Economist")],
)
def test_spellings_of_one_person(a: str, b: str) -> None:
    assert person_key(a) == person_key(b)


def test_what_tells_people_apart_stays() -> None:
    assert person_key("Ana (Contoso)") != person_key("Ana (Fabrikam)")


@pytest.mark.parametrize(
    "name", ["Ana Ruiz", "李伟", "Dr. John Watson", "SPEAKER_01", "Ludwig van der Berg", "Ben O'Neil"]
)
def test_names(name: str) -> None:
    assert looks_like_name(name)


@pytest.mark.parametrize("text", ["Note", "and then we said", "10", "Really?", "https", "Action items"])
def test_no_names(text: str) -> None:
    assert not looks_like_name(text)


def test_a_single_prefix_in_running_text_is_nobody() -> None:
    assert not speakers_among(["Remember"], 20)
    assert not speakers_among(["Warning Signs"], 20)
    assert speakers_among(["Grad E", "Grad E"], 20) == {"grad e"}


def test_prefixes() -> None:
    assert split_prefix("Ana : see https://x.org: now") == ("Ana", "see https://x.org: now")
    assert split_prefix("[Speaker 2] Hi") == ("Speaker 2", "Hi")
    assert split_prefix("10:30 works") is None


@pytest.mark.parametrize(
    ("text", "ms"),
    [("0:03", 3000), ("1:02:07", 3_727_000), ("00:00:02.656", 2656), ("100:00:01,5", 360_001_500)],
)
def test_clocks(text: str, ms: int) -> None:
    assert clock_ms(text) == ms


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("16 March 2026, 09:02am", "2026-03-16"),
        ("Mon, Mar 16, 2026", "2026-03-16"),
        ("GMT20260316-090212", "2026-03-16"),
        ("31 February 2026", None),
        ("call 2026", None),
    ],
)
def test_dates(text: str, day: str | None) -> None:
    assert find_date(text) == day
