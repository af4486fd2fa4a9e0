"""Whether a series of measurements grows: its slope over the second half, when everything has warmed up.

Slopes are Theil-Sen's (the median of the slopes of all pairs), so that single leaps, as of a child that was killed and
came again, do not decide.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median

_MOST_PAIRS = 200_000


def slope(places: Sequence[float], values: Sequence[float]) -> float:
    """Change of ``values`` for one step of ``places``; 0 for fewer than two of them."""
    step = max(1, len(places) ** 2 // (2 * _MOST_PAIRS))
    pairs = [(i, j) for i in range(len(places)) for j in range(i + 1, len(places)) if (i + j) % step == 0]
    slopes = [(values[j] - values[i]) / (places[j] - places[i]) for i, j in pairs if places[j] != places[i]]
    return median(slopes) if slopes else 0.0


def growth(rows: Sequence[Mapping[str, float]], place: str) -> dict[str, dict[str, float]]:
    """For every name in the rows but ``place``: the typical value in the second half, the change for 1,000 steps of
    ``place`` there, and the last fifth over the second."""
    half, fifth = rows[len(rows) // 2 :], max(1, len(rows) // 5)
    early, late = rows[fifth : 2 * fifth] or rows, rows[-fifth:]
    found = {}
    for name in rows[0].keys() - {place}:
        values = [row[name] for row in half]
        found[name] = {
            "typical": round(median(values), 3),
            "per_1000": round(1000 * slope([row[place] for row in half], values), 3),
            "last_to_second_fifth": round(_typical(late, name) / max(1e-9, _typical(early, name)), 4),
        }
    return dict(sorted(found.items()))


def thinned(rows: Sequence[Mapping[str, float]], most: int = 40) -> list[dict[str, float]]:
    """Every so-manieth row, for a table."""
    step = max(1, len(rows) // most)
    return [{name: round(value, 2) for name, value in row.items()} for row in rows[::step]]


def _typical(rows: Sequence[Mapping[str, float]], name: str) -> float:
    return median(row[name] for row in rows)
