from __future__ import annotations

import pytest

from app.retrieval.document_dates import dates_in


@pytest.mark.parametrize(
    ("name", "years", "months"),
    [
        ("Minutes 2025-03-12", {2025}, {3}),
        ("minutes_2025_03", {2025}, {3}),
        ("Protokoll 12.03.2025", {2025}, {3}),
        ("scan 20250312", {2025}, {3}),
        ("Report March 2024", {2024}, {3}),
        ("Bericht März 2024", {2024}, {3}),
        ("May 2024", {2024}, {5}),
        ("what you may do", set(), set()),
        ("Lease 2024", {2024}, set()),
        ("Invoice 4711", set(), set()),
        ("", set(), set()),
    ],
)
def test_dates_in_names(name: str, years: set[int], months: set[int]) -> None:
    found = dates_in(name)
    assert (found.years, found.months) == (years, months)
    assert bool(found) == bool(years or months)


def test_a_month_lies_in_its_quarter_and_every_part_that_was_said_must_fit() -> None:
    assert dates_in("Report August 2024").covers(dates_in("Q3 2024"))
    assert dates_in("Report Q3 2024").covers(dates_in("q3"))
    assert not dates_in("Report Q3 2024").covers(dates_in("Q3 2023"))
    assert not dates_in("Report 2024").covers(dates_in("March 2024"))
    assert dates_in("Report 2nd quarter 2024").quarters == {2}
