"""What the meetings area says, in words. Pure; no Qt."""

from __future__ import annotations

from datetime import date, datetime

from app.domain.meetings import ActionItem, Minutes, NoteItem
from app.ui.phrases import clock

_DROPPED = {
    "not_in_transcript": "not found in the transcript",
    "unsupported": "not supported by what was said",
    "duplicate": "said twice",
}


def time_text(milliseconds: int | None) -> str:
    """A moment of the meeting; empty when the transcript has no times."""
    return "" if milliseconds is None else clock(milliseconds)


def date_text(iso: str | None) -> str:
    """``2026-03-04`` as ``4 March 2026``; empty when unknown, unchanged when it is not such a date."""
    if not iso:
        return ""
    try:
        day = date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    return f"{day.day} {day:%B %Y}"


def added_text(seconds: float) -> str:
    """When a meeting was added, from seconds since the epoch."""
    return f"added {date_text(datetime.fromtimestamp(seconds).date().isoformat())}"  # noqa: DTZ006 - local day


def action_detail(action: ActionItem) -> str:
    """Who and until when: ``Maria · due Friday (27 November 2026)``."""
    parts = [action.owner or "nobody named"]
    day = date_text(action.due_date)
    if action.due and day and day != action.due:
        parts.append(f"due {action.due} ({day})")
    elif action.due or day:
        parts.append(f"due {action.due or day}")
    return " · ".join(parts)


def marks_text(item: NoteItem | ActionItem) -> str:
    """What the person did with a line: ``accepted · edited``; empty for one that is as it was made."""
    state = "" if item.state == "open" else item.state
    origin = {"edited": "edited by you", "added": "added by you"}.get(item.origin, "")
    return " · ".join(part for part in (state, origin) if part)


def coverage_text(minutes: Minutes) -> str:
    """Whether everything was read: ``All 84 utterances read``, ``60 of 84 utterances read``."""
    total, read = len(minutes.transcript.utterances), minutes.utterances_read
    if total == 1 and read == 1:
        return "The one utterance read"
    return f"All {total:,} utterances read" if read >= total else f"{read:,} of {total:,} utterances read"


def dropped_text(minutes: Minutes) -> str:
    """How many lines were left out because they could not be checked; empty when none were."""
    count = len(minutes.dropped)
    if not count:
        return ""
    if count == 1:
        return "1 line left out because the transcript does not support it"
    return f"{count:,} lines left out because the transcript does not support them"


def dropped_details(minutes: Minutes) -> str:
    """The lines that were left out and why, one a line."""
    return "\n".join(
        f"{item.text} ({_DROPPED.get(item.reason, item.reason.replace('_', ' '))})"
        for item in minutes.dropped
    )


def people_text(minutes: Minutes) -> str:
    """The participants, those who said most first; empty when nobody is named."""
    ranked = sorted(minutes.participants, key=lambda person: -person.words)
    names = [person.name for person in ranked]
    return ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
