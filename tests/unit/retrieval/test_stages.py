from __future__ import annotations

import pytest

from app.retrieval.stages import StageClock


def test_a_clock_adds_up_by_part_and_begins_anew_when_asked() -> None:
    clock = StageClock()
    with clock("words"):
        pass
    with pytest.raises(ValueError, match="no"), clock("vectors"):
        raise ValueError("no")
    with clock("words"):
        pass
    taken = clock.taken()
    assert set(taken) == {"words", "vectors"}
    assert all(milliseconds >= 0 for milliseconds in taken.values())
    assert clock.taken() == {}
