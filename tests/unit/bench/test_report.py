from __future__ import annotations

import pytest

from app.bench.report import machine, median, percentile, rounded


def test_percentiles_are_values_that_were_measured() -> None:
    values = [5.0, 1.0, 3.0, 2.0, 4.0]
    assert percentile(values, 0.0) == 1.0
    assert percentile(values, 0.5) == median(values) == 3.0
    assert percentile(values, 0.95) == percentile(values, 1.0) == 5.0


def test_the_machine_is_described_but_not_named() -> None:
    assert set(machine()) == {"system", "architecture", "cores", "memory_gb", "python"}


@pytest.mark.parametrize(("digits", "expected"), [(3, 0.333), (1, 0.3)])
def test_rounding(digits: int, expected: float) -> None:
    assert rounded({"a": 1 / 3}, digits) == {"a": expected}
