"""How large a page is shown, in device-independent pixels per PDF point. Pure."""

from __future__ import annotations

ZOOM_STEP = 1.25
MIN_SCALE, MAX_SCALE = 0.4, 6.0
START_SCALE = 1.0
"""Before a page's width is known."""


def fitting(room: float, points: float) -> float:
    """A page of that many points across fits the room; START_SCALE where they are not known (0)."""
    return bounded(room / points) if points else START_SCALE


def stepped(scale: float, steps: int) -> float:
    """So many steps larger, or smaller."""
    return bounded(scale * ZOOM_STEP**steps)


def bounded(scale: float) -> float:
    """Never so small or large that nothing can be read, or memory ends."""
    return min(max(scale, MIN_SCALE), MAX_SCALE)
