from __future__ import annotations

from app.bench.minutes import hours, joined
from app.domain.meetings import Transcript, Utterance

SAMPLE = Transcript(
    "x",
    (Utterance(0, "Ana", "Shall we start?", 0, 2000), Utterance(1, "Ben", "Yes", 2000, 1_799_000)),
    "2026-03-16",
)


def test_a_joined_meeting_is_as_long_as_its_parts_and_says_nothing_twice() -> None:
    long = joined(SAMPLE, 4)
    assert [u.id for u in long.utterances] == list(range(8))
    assert hours(long) == 2.0 - 1 / 3600
    assert long.utterances[2].text == "Shall we start in round 2?"
    assert len({u.text for u in long.utterances}) == 8
    starts = [u.start_ms or 0 for u in long.utterances]
    assert starts == sorted(starts)
