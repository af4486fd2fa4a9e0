"""What is going on while documents are added and read, in words. Pure; no Qt."""

from __future__ import annotations

from app.domain.jobs import Progress
from app.ui.phrases import count

PAUSED, ANSWER, BATTERY = "paused", "answer", "battery"
"""Why reading stands still, as in ``domain.events.IngestionProgressed``."""

_WAITING = {
    PAUSED: "Paused by you",
    ANSWER: "Waiting: an answer is being written",
    BATTERY: "Waiting: this computer runs on battery",
}


def waiting_words(reason: str) -> str:
    """Why reading stands still."""
    return _WAITING.get(reason, "Waiting")


def progress_words(progress: Progress, *, adding: bool) -> str:
    """What is being done just now: the file, and the page where one is read from its picture."""
    if progress.page is not None:
        of = f" of {progress.pages:,}" if progress.pages else ""
        return f"Page {progress.page:,}{of} of “{progress.label}” is being recognized"
    verb = "Looking at" if adding else "Reading"
    return f"{verb} “{progress.label}”" if progress.label else f"{verb} documents"


def left_words(waiting: int) -> str:
    """What is still to be read."""
    return f"{count(waiting, 'document')} {'is' if waiting == 1 else 'are'} waiting."
