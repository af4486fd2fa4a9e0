"""Short invented meetings."""

from __future__ import annotations

from app.domain.meetings import Transcript, Utterance


def talk(*lines: str, date: str | None = "2026-03-16") -> Transcript:
    """From "Name: text" lines, five seconds each; 16 March 2026 is a Monday."""
    parts = [line.split(": ", 1) for line in lines]
    said = tuple(
        Utterance(i, who or None, text, i * 5000, i * 5000 + 4000) for i, (who, text) in enumerate(parts)
    )
    return Transcript("A meeting", said, date)
