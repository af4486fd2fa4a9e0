"""What every kind of minutes file says the same way: who, until when, where it was said, what was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.domain.meetings import ActionItem, Minutes, NoteItem, Topic, Utterance
from app.domain.minutes_templates import AS_STANDARD, CarriedAction, Layout
from app.i18n import figure, tr, tr_n
from app.services.minutes_templates import in_words
from app.tasks.minutes.owners import EVERYONE

Item = NoteItem | ActionItem
Line = NoteItem | ActionItem | Topic | CarriedAction
PERHAPS = "perhaps"
_LONGEST_NAME = 100
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


def duration_ms(minutes: Minutes) -> int | None:
    """The end of the last utterance; None without times."""
    times = [t for u in minutes.transcript.utterances for t in (u.start_ms, u.end_ms) if t is not None]
    return max(times, default=None)


def clock(ms: int) -> str:
    """1:02:07 or 2:07."""
    seconds = ms // 1000
    hours, minutes = seconds // 3600, seconds // 60 % 60
    return f"{hours}:{minutes:02d}:{seconds % 60:02d}" if hours else f"{minutes}:{seconds % 60:02d}"


def place_of(item: Item) -> str:
    """Where a line comes from: its time, or "line 12" (from 1) without times."""
    if item.start_ms is not None:
        return clock(item.start_ms)
    return tr("line {number}", number=item.utterances[0] + 1) if item.utterances else ""


def action_notes(item: ActionItem) -> str:
    """ "Ana Ruiz, by Friday (2026-03-20)"; "nobody named" where there is no owner."""
    due = f", {item.due}" if item.due else ""
    day = f" ({item.due_date})" if item.due_date else ""
    owner = tr("Everyone") if item.owner == EVERYONE else item.owner or tr("nobody named")
    return f"{owner}{due}{day}"


def marks_of(item: Item) -> str:
    """What the person did with a line: "accepted, edited"; empty for one that is as Carrel made it."""
    origin = {"edited": tr("edited"), "added": tr("added by hand")}.get(item.origin, "")
    done = tr("done {day}", day=item.done_on) if isinstance(item, ActionItem) and item.done_on else ""
    marks = (
        tr("accepted") if item.state == "accepted" else "",
        origin,
        done,
    )
    return ", ".join(mark for mark in marks if mark)


def notes_of(item: Item) -> str:
    """Owner, date and marks: "Ana Ruiz, by Friday (2026-03-20); accepted". Empty where there is nothing to say."""
    parts = (action_notes(item) if isinstance(item, ActionItem) else "", marks_of(item))
    return "; ".join(part for part in parts if part)


def facts_of(minutes: Minutes) -> list[str]:
    """Date, length and people; those that are known."""
    length = duration_ms(minutes)
    people = ", ".join(p.name for p in minutes.participants)
    facts = [minutes.transcript.date or "", clock(length) if length else "", people]
    return [fact for fact in facts if fact]


@dataclass(frozen=True, slots=True)
class Section:
    """A section as it is shown: kind and heading of the template's section, and its lines.

    Decisions that nobody called one follow the others as a section of their own, of the kind ``PERHAPS``.
    """

    kind: str
    heading: str
    lines: tuple[Line, ...]


def sections_of(minutes: Minutes, layout: Layout = AS_STANDARD) -> list[Section]:
    """The sections that have lines, in the template's order."""
    lines: dict[str, tuple[Line, ...]] = {
        "carried": layout.carried,
        "summary": minutes.summary,
        "decisions": minutes.decisions,
        "actions": minutes.actions,
        "questions": minutes.questions,
        "topics": minutes.topics,
    }
    template = in_words(layout.template)
    wanted = (
        part for s in template.sections for part in _parts(Section(s.kind, s.heading, lines.get(s.kind, ())))
    )
    return [section for section in wanted if section.lines]


def _parts(section: Section) -> Sequence[Section]:
    """The section, and what is only perhaps in it behind it."""
    perhaps = tuple(line for line in section.lines if isinstance(line, NoteItem) and line.perhaps)
    if not perhaps:
        return (section,)
    sure = tuple(line for line in section.lines if line not in perhaps)
    return replace(section, lines=sure), Section(PERHAPS, tr("Perhaps decided"), perhaps)


def text_of(line: Line) -> str:
    """What a line says."""
    if isinstance(line, Topic):
        return line.title
    return line.item.text if isinstance(line, CarriedAction) else line.text


def remark_of(line: Line) -> str:
    """Owner, date and marks of a line; of an action carried over also the meeting it was said in."""
    if isinstance(line, Topic):
        return ""
    if isinstance(line, CarriedAction):
        return f"{notes_of(line.item)}; {origin_of(line)}"
    return notes_of(line)


def origin_of(carried: CarriedAction) -> str:
    """ "from Budget round, 2026-03-04, 4:07"."""
    parts = (carried.title, carried.date or "", place_of(carried.item))
    return tr("from {place}", place=", ".join(part for part in parts if part))


def link_of(line: Line) -> tuple[int, str] | None:
    """The utterance a line leads to, and its place in words; None where it rests on nothing in this transcript."""
    if isinstance(line, CarriedAction):
        return None
    if isinstance(line, Topic):
        return line.first, topic_place(line)
    return (line.utterances[0], place_of(line)) if line.utterances else None


def is_action(line: Line) -> bool:
    """Whether a line is something to be done."""
    return isinstance(line, (ActionItem, CarriedAction))


def is_done(line: Line) -> bool:
    """Whether it was marked as done."""
    item = line.item if isinstance(line, CarriedAction) else line
    return isinstance(item, ActionItem) and item.done_on is not None


def said_in(minutes: Minutes, layout: Layout) -> Sequence[Utterance]:
    """The transcript, where the template hands it on."""
    return minutes.transcript.utterances if layout.template.transcript else ()


def coverage_of(minutes: Minutes) -> str:
    """A sentence about how much of the transcript was read."""
    total = len(minutes.transcript.utterances)
    if minutes.utterances_read >= total:
        return tr_n(
            "All of the transcript was read: {count} utterances.",
            "All of the transcript was read: {count} utterances.",
            total,
        )
    read = figure(minutes.utterances_read)
    return tr("{read} of {total} utterances of the transcript were read.", read=read, total=figure(total))


def topic_place(topic: Topic) -> str:
    """Where a topic begins: its time, or "line 12" (from 1) without times."""
    return (
        clock(topic.start_ms) if topic.start_ms is not None else tr("line {number}", number=topic.first + 1)
    )


def file_name_of(title: str, suffix: str) -> str:
    """A file name that every system takes, made from the meeting's title; ``suffix`` with its dot."""
    kept = "".join(mark if mark.isalnum() or mark in " -_." else "-" for mark in title)
    name = " ".join(kept.split())[:_LONGEST_NAME].strip(" .-")
    if not name or name.split(".")[0].casefold() in _RESERVED:
        name = tr("Minutes {name}", name=name).strip()
    return name + suffix
