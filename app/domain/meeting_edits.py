"""What a person changes in minutes: a log of steps that lies on top of the lines as they were made.

The lines as made are never touched. A step holds whole lines as they are after it, so that it can be told again over
lines that were made anew: a line is found by its id, else by resting on the same utterances, else it is put back.
A step may also hold a whole section made again; it stands in place of the section, but for the person's own lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from app.domain.meetings import ActionItem, Minutes, NoteItem

SECTIONS = ("summary", "decisions", "actions", "questions")
STATES = ("open", "accepted", "rejected")

Item = NoteItem | ActionItem


@dataclass(frozen=True, slots=True)
class MinutesLine:
    """A line of any section (one of ``SECTIONS``); owner, dates and ``done_on`` as in :class:`ActionItem`."""

    section: str
    id: str
    text: str
    utterances: tuple[int, ...] = ()
    start_ms: int | None = None
    owner: str | None = None
    due: str | None = None
    due_date: str | None = None
    state: str = "open"
    origin: str = "made"
    done_on: str | None = None
    sure: bool = True

    @property
    def persons(self) -> bool:
        """Whether the person had a hand in it: such a line is not lost when its section is made again."""
        return self.origin != "made" or self.state != "open" or self.done_on is not None


@dataclass(frozen=True, slots=True)
class MinutesEdit:
    """One step: these lines as they are after it. A new line goes behind the line with the id ``behind``.

    With a ``section`` the lines are that section made again.
    """

    lines: tuple[MinutesLine, ...]
    behind: str | None = None
    section: str = ""


@dataclass(frozen=True, slots=True)
class EditLog:
    """Steps that hold, oldest first, and steps that were undone, the one to be done again next first."""

    done: tuple[MinutesEdit, ...] = ()
    undone: tuple[MinutesEdit, ...] = ()


def edited_minutes(minutes: Minutes, edits: Sequence[MinutesEdit]) -> Minutes:
    """The minutes after these steps, rejected lines still among them; every line has an id."""
    sections = {name: lines_of(minutes, name) for name in SECTIONS}
    touched: set[str] = set()
    for edit in edits:
        if edit.section in sections:
            sections[edit.section] = with_persons(edit.lines, sections[edit.section])
        else:
            _tell(edit, sections, touched)
    return replace(
        minutes,
        summary=tuple(map(_note, sections["summary"])),
        decisions=tuple(map(_note, sections["decisions"])),
        actions=tuple(map(_action, sections["actions"])),
        questions=tuple(map(_note, sections["questions"])),
    )


def with_persons(fresh: Sequence[MinutesLine], before: Sequence[MinutesLine]) -> list[MinutesLine]:
    """A section made again, with the lines of the person's in it: in place of the fresh line that is the same or rests
    on the same utterances, else behind the line they stood behind.
    """
    lines, settled, behind = list(fresh), set[str](), -1
    for line in before:
        place = next((i for i, other in enumerate(lines) if other.id == line.id), None)
        if place is None and line.persons:
            place = _alike(lines, line, settled)
        if line.persons:
            if place is None:
                place = behind + 1
                lines.insert(place, line)
            lines[place] = line
            settled.add(line.id)
        behind = behind if place is None else place
    return lines


def without_rejected(minutes: Minutes) -> Minutes:
    """What is to be handed on."""
    return replace(
        minutes,
        summary=tuple(item for item in minutes.summary if item.state != "rejected"),
        decisions=tuple(item for item in minutes.decisions if item.state != "rejected"),
        actions=tuple(item for item in minutes.actions if item.state != "rejected"),
        questions=tuple(item for item in minutes.questions if item.state != "rejected"),
    )


def lines_of(minutes: Minutes, section: str) -> list[MinutesLine]:
    """The lines of a section, each with an id that no other line of these minutes has."""
    items: Sequence[Item] = getattr(minutes, section)
    lines: list[MinutesLine] = []
    taken: set[str] = set()
    for item in items:
        line = _line(section, item)
        if not line.id:
            line = replace(line, id=_fresh_id(line, taken))
        taken.add(line.id)
        lines.append(line)
    return lines


def _tell(edit: MinutesEdit, sections: dict[str, list[MinutesLine]], touched: set[str]) -> None:
    behind = edit.behind
    for line in edit.lines:
        _put(sections[line.section], line, behind, touched)
        touched.add(line.id)
        behind = line.id


def _put(lines: list[MinutesLine], line: MinutesLine, behind: str | None, touched: set[str]) -> None:
    place = _place(lines, line, touched)
    if place is not None:
        lines[place] = line
    elif (
        line.origin != "made" or line.state == "accepted" or line.done_on
    ):  # the person's, or approved of: not lost
        ids = [other.id for other in lines]
        lines.insert(ids.index(behind) + 1 if behind in ids else len(lines), line)


def _place(lines: Sequence[MinutesLine], line: MinutesLine, touched: set[str]) -> int | None:
    same = [i for i, other in enumerate(lines) if other.id == line.id]
    if same or line.origin == "added":
        return same[0] if same else None
    return _alike(lines, line, touched)


def _alike(lines: Sequence[MinutesLine], line: MinutesLine, taken: set[str]) -> int | None:
    """The first line that rests on the same utterances."""
    alike = (
        i
        for i, other in enumerate(lines)
        if line.utterances and other.utterances == line.utterances and other.id not in taken
    )
    return next(alike, None)


def _fresh_id(line: MinutesLine, taken: set[str]) -> str:
    """The same line of the same meeting always gets the same one."""
    key = f"{line.section}|{','.join(map(str, line.utterances))}|{line.text}"
    name = sha256(key.encode("utf-8", "replace")).hexdigest()[:12]
    number = 1
    while (found := name if number == 1 else f"{name}-{number}") in taken:
        number += 1
    return found


def _line(section: str, item: Item) -> MinutesLine:
    action = item if isinstance(item, ActionItem) else None
    return MinutesLine(
        section,
        item.id,
        item.text,
        item.utterances,
        item.start_ms,
        action.owner if action else None,
        action.due if action else None,
        action.due_date if action else None,
        item.state,
        item.origin,
        action.done_on if action else None,
        item.sure if isinstance(item, NoteItem) else True,
    )


def _note(line: MinutesLine) -> NoteItem:
    return NoteItem(line.text, line.utterances, line.start_ms, line.id, line.state, line.origin, line.sure)


def _action(line: MinutesLine) -> ActionItem:
    return ActionItem(
        line.text,
        line.utterances,
        line.owner,
        line.due,
        line.due_date,
        line.start_ms,
        line.id,
        line.state,
        line.origin,
        line.done_on,
    )
