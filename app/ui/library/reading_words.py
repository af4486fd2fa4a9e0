"""What is going on while documents are added and read, in words. Pure; no Qt."""

from __future__ import annotations

from app.domain.jobs import Progress
from app.i18n import N_, figure, tr, tr_n

PAUSED, ANSWER, BATTERY = "paused", "answer", "battery"
"""Why reading stands still, as in ``domain.events.IngestionProgressed``."""

_WAITING = {
    PAUSED: N_("Paused by you"),
    ANSWER: N_("Waiting: an answer is being written"),
    BATTERY: N_("Waiting: this computer runs on battery"),
}


def waiting_words(reason: str) -> str:
    """Why reading stands still."""
    return tr(_WAITING.get(reason, N_("Waiting")))


def progress_words(progress: Progress, *, adding: bool) -> str:
    """What is being done just now: the file, and the page where one is read from its picture."""
    if progress.page is not None:
        page, name = figure(progress.page), progress.label
        if not progress.pages:
            return tr("Page {page} of “{name}” is being recognized", page=page, name=name)
        pages = figure(progress.pages)
        return tr("Page {page} of {pages} of “{name}” is being recognized", page=page, pages=pages, name=name)
    if not progress.label:
        return tr("Looking at documents") if adding else tr("Reading documents")
    words = N_("Looking at “{name}”") if adding else N_("Reading “{name}”")
    return tr(words, name=progress.label)


def left_words(waiting: int) -> str:
    """What is still to be read."""
    return tr_n("{count} document is waiting.", "{count} documents are waiting.", waiting)
