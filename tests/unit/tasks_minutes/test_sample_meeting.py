from __future__ import annotations

from pathlib import Path

from app.formats.transcripts import read_transcript
from app.tasks.minutes.assembly import assemble
from app.tasks.minutes.extractive import extract, read

SAMPLE = Path(__file__).parents[3] / "resources/sample_library/meetings/Weekly planning 2026-03-16.vtt"


def test_the_sample_meeting_gives_good_minutes_without_any_model() -> None:
    meeting = read(read_transcript(SAMPLE))
    minutes = assemble(meeting, extract(meeting), [None] * len(meeting.pieces), None)
    owed = {(a.owner, a.due_date) for a in minutes.actions}
    assert {
        ("Owen Achterberg", "2026-03-18"),
        ("Tomás Ferreira", "2026-03-20"),
        ("Priya Nandakumar", "2026-03-27"),
        ("Marta Lindqvist", "2026-03-17"),
        ("Everyone", None),
    } <= owed
    decided = " ".join(item.text for item in minutes.decisions)
    assert "18th of April" in decided
    assert "out of service" in decided
    assert any("insurance" in item.text or "Halder" in item.text for item in minutes.questions)
    assert minutes.dropped == ()
    assert minutes.transcript.date == "2026-03-16"
