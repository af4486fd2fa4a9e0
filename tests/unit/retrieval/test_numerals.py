from __future__ import annotations

import pytest

from app.retrieval.numerals import in_range, numbers_in, quarters_in, ranges_in, years_in


@pytest.mark.parametrize(
    ("text", "quarters"),
    [
        ("Report Q3 2025", {3}),
        ("report_q3_2025", {3}),
        ("3Q 2025 and the 4th quarter", {3, 4}),
        ("in the first\nquarter", {1}),
        ("July to September 2025", {3}),
        ("three quarters of the members, Q5", set()),
    ],
)
def test_quarters_by_any_name(text: str, quarters: set[int]) -> None:
    assert quarters_in(text) == quarters


def test_years() -> None:
    assert years_in("From 1914-1918, on 2025-07-18, in FY_2024") == {"1914", "1918", "2025", "2024"}
    assert years_in("2,025 euros, 1.999 kg, 20251 boxes, B2025") == frozenset()


def test_ranges() -> None:
    assert ranges_in("3 to 5 years, 6-10 years, between 11 and 20") == ((3, 5), (6, 10), (11, 20))
    assert ranges_in("20 to 3, 1,000 to 2,000, 2024-25, from A to B") == ()
    assert in_range("7", ((3, 5), (6, 10)))
    assert not in_range("5.5", ((3, 5), (6, 10)))


def test_long_rows_of_numbers_are_read() -> None:
    assert numbers_in("1," * 20_000 + " 2 million") >= {"2000000"}
    assert numbers_in("1.5 million and 2,000 thousand") >= {"1500000", "2000000"}
