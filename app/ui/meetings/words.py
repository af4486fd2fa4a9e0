"""What the meetings area says, in words. Pure; no Qt."""

from __future__ import annotations

from datetime import date, datetime

from app.domain.meetings import ActionItem, Minutes, NoteItem
from app.domain.minutes_templates import CarriedAction
from app.i18n import N_, figure, tr, tr_n
from app.services.meeting_questions import MeetingAnswer
from app.services.pasted_transcripts import TranscriptPreview
from app.ui.phrases import clock, day_text

_DROPPED = {
    "not_in_transcript": N_("not found in the transcript"),
    "unsupported": N_("not supported by what was said"),
    "duplicate": N_("said twice"),
}


_STATES = {"accepted": N_("accepted"), "rejected": N_("rejected")}


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
    return day_text(day)


def added_text(seconds: float) -> str:
    """When a meeting was added, from seconds since the epoch."""
    day = datetime.fromtimestamp(seconds).date()  # noqa: DTZ006 - local day
    return tr("added {day}", day=date_text(day.isoformat()))


def action_detail(action: ActionItem) -> str:
    """Who and until when: ``Maria · due Friday (27 November 2026)``."""
    parts = [action.owner or tr("nobody named")]
    day = date_text(action.due_date)
    if action.due and day and day != action.due:
        parts.append(tr("due {words} ({day})", words=action.due, day=day))
    elif action.due or day:
        parts.append(tr("due {words}", words=action.due or day))
    return " · ".join(parts)


def carried_detail(carried: CarriedAction) -> str:
    """Who, until when and from which meeting: ``Maria · due Friday · Budget round, 4 March 2026``."""
    return " · ".join((action_detail(carried.item), meeting_text(carried)))


def meeting_text(carried: CarriedAction) -> str:
    """The meeting an action was said in: ``Budget round, 4 March 2026``."""
    named = carried.date is not None and carried.date in carried.title
    return ", ".join(part for part in (carried.title, "" if named else date_text(carried.date)) if part)


def marks_text(item: NoteItem | ActionItem) -> str:
    """What the person did with a line: ``accepted · edited``; empty for one that is as it was made and sure."""
    if isinstance(item, NoteItem) and item.perhaps:
        return tr("perhaps; see what was said")
    state = tr(_STATES[item.state]) if item.state in _STATES else ""
    origin = {"edited": tr("edited by you"), "added": tr("added by you")}.get(item.origin, "")
    done_on = item.done_on if isinstance(item, ActionItem) else None
    done = tr("done {day}", day=date_text(done_on)) if done_on else ""
    return " · ".join(part for part in (state, origin, done) if part)


def coverage_text(minutes: Minutes) -> str:
    """Whether everything was read: ``All 84 utterances read``, ``60 of 84 utterances read``."""
    total, read = len(minutes.transcript.utterances), minutes.utterances_read
    if total == 1 and read == 1:
        return tr("The one utterance read")
    if read >= total:
        return tr("All {total} utterances read", total=figure(total))
    return tr("{read} of {total} utterances read", read=figure(read), total=figure(total))


def nothing_text(template: str) -> str:
    """What stands where a template shows no line at all."""
    return tr(
        "There is nothing in this meeting for the sections of “{template}”. Another template may show more.",
        template=template,
    )


def dropped_text(minutes: Minutes) -> str:
    """How many lines were left out because they could not be checked; empty when none were."""
    count = len(minutes.dropped)
    if not count:
        return ""
    return tr_n(
        "{count} line left out because the transcript does not support it",
        "{count} lines left out because the transcript does not support them",
        count,
    )


def dropped_details(minutes: Minutes) -> str:
    """The lines that were left out and why, one a line."""
    return "\n".join(
        f"{item.text} ({tr(_DROPPED.get(item.reason, item.reason.replace('_', ' ')))})"
        for item in minutes.dropped
    )


def people_text(minutes: Minutes) -> str:
    """The participants, those who said most first; empty when nobody is named."""
    ranked = sorted(minutes.participants, key=lambda person: -person.words)
    names = [person.name for person in ranked]
    return ", ".join(names[:6]) + (
        " " + tr("and {number} more", number=len(names) - 6) if len(names) > 6 else ""
    )


def answer_heading(question: str, answer: MeetingAnswer) -> str:
    """The question, and whose words it was answered from: ``What about the roof? · from what Ana Ruiz said``."""
    if not answer.speaker:
        return question
    return f"{question} · {tr('from what {speaker} said', speaker=answer.speaker)}"


def no_answer_text(answer: MeetingAnswer) -> str:
    """What is said where the meeting does not hold the answer."""
    if answer.speaker:
        return tr(
            "{speaker} did not say that in this meeting, as far as Carrel can see.", speaker=answer.speaker
        )
    if answer.citations:
        return tr("That was not said in this meeting. This is what comes nearest:")
    return tr("That was not said in this meeting.")


def preview_text(preview: TranscriptPreview) -> str:
    """What the reader sees in a pasted text, and how it begins."""
    people = tr("no speakers named")
    if preview.speakers:
        people = tr_n("{count} speaker", "{count} speakers", len(preview.speakers))
    times = tr("with times") if preview.timed else tr("without times")
    lines = (f"{u.speaker}: {u.text}" if u.speaker else u.text for u in preview.first)
    begins = "\n".join(line if len(line) <= 90 else line[:89] + "…" for line in lines)
    said = tr_n("{count} utterance", "{count} utterances", preview.utterances)
    return f"{said}, {people}, {times}. {tr('It begins:')}\n{begins}"
