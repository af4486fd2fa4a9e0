"""Changing minutes that were kept: every change is a step that is stored, told and can be undone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol
from uuid import uuid4

from app.domain.errors import UserError
from app.domain.events import MeetingChanged
from app.domain.ids import MeetingId
from app.domain.meeting_edits import (
    SECTIONS,
    STATES,
    EditLog,
    MinutesEdit,
    MinutesLine,
    edited_minutes,
    lines_of,
    with_persons,
)
from app.domain.meetings import Minutes
from app.services.event_bus import EventBus

LONGEST_LINE = 2000
LONGEST_NAME = 200


class EditStore(Protocol):
    """Where minutes and the steps on top of them are kept. Raises UserError("unknown_meeting")."""

    def get(self, meeting_id: MeetingId) -> Minutes:
        """As they were made."""

    def edits(self, meeting_id: MeetingId) -> EditLog:
        """All steps."""

    def add_edit(self, meeting_id: MeetingId, edit: MinutesEdit) -> None:
        """One more step; those that were undone are forgotten."""

    def undo(self, meeting_id: MeetingId) -> bool:
        """Take the last step back; False when there is none."""

    def redo(self, meeting_id: MeetingId) -> bool:
        """Do the step again that was undone last; False when there is none."""


class MinutesEditor:
    """Any thread. Each change raises UserError: unknown_meeting, unknown_line, invalid_input.

    A change that changes nothing is no step. Whatever changed is told as :class:`MeetingChanged`.
    """

    def __init__(self, store: EditStore, bus: EventBus) -> None:
        self._store = store
        self._bus = bus
        self._lock = threading.Lock()  # a step is made of lines as the step before left them

    def minutes(self, meeting_id: MeetingId) -> Minutes:
        """After all steps, rejected lines included, every line with an id."""
        return edited_minutes(self._store.get(meeting_id), self._store.edits(meeting_id).done)

    def there(self, meeting_id: MeetingId) -> bool:
        """Whether this meeting is kept."""
        try:
            self._store.get(meeting_id)
        except UserError as error:
            if error.code != "unknown_meeting":
                raise
            return False
        return True

    def steps(self, meeting_id: MeetingId) -> tuple[int, int]:
        """How many steps can be undone, and how many done again."""
        log = self._store.edits(meeting_id)
        return len(log.done), len(log.undone)

    def set_state(self, meeting_id: MeetingId, line_ids: Sequence[str], state: str) -> None:
        """Accept, reject or open these lines again, in one step."""
        if state not in STATES:
            raise UserError("invalid_input", detail=f"no such state: {state}")
        self._change(meeting_id, line_ids, lambda line: replace(line, state=state))

    def rewrite(self, meeting_id: MeetingId, line_id: str, text: str) -> None:
        """Other words for a line; it goes on resting on the same utterances."""
        wanted = _words(text, LONGEST_LINE)
        self._change(meeting_id, [line_id], lambda line: _edited(replace(line, text=wanted)))

    def assign(self, meeting_id: MeetingId, line_ids: Sequence[str], owner: str | None) -> None:
        """Give actions to somebody, a speaker or not (None: to nobody). Lines that are no actions stay as they are."""
        name = _words(owner, LONGEST_NAME) if owner is not None else None
        self._change(meeting_id, line_ids, _on_actions(lambda line: _edited(replace(line, owner=name))))

    def set_due(self, meeting_id: MeetingId, line_ids: Sequence[str], day: str | None) -> None:
        """The day (YYYY-MM-DD) actions are due, in place of what was said; None: no day."""
        if day is not None and not _is_day(day):
            raise UserError("invalid_input", detail=f"not a date: {day}")
        change = _on_actions(lambda line: _edited(replace(line, due=None, due_date=day)))
        self._change(meeting_id, line_ids, change)

    def set_done(self, meeting_id: MeetingId, line_ids: Sequence[str], day: str | None) -> None:
        """The day (YYYY-MM-DD) on which actions were done; None: they are open again."""
        if day is not None and not _is_day(day):
            raise UserError("invalid_input", detail=f"not a date: {day}")
        self._change(meeting_id, line_ids, _on_actions(lambda line: replace(line, done_on=day)))

    def made_again(self, meeting_id: MeetingId, section: str, fresh: Minutes) -> bool:
        """Take a section from minutes that were made again, as one step; what the person did in it stays.

        False when that changes nothing.
        """
        if section not in SECTIONS:
            raise UserError("invalid_input", detail=f"no such section: {section}")
        with self._lock:
            before = lines_of(self.minutes(meeting_id), section)
            lines = tuple(lines_of(fresh, section))
            changed = with_persons(lines, before) != before
            if changed:
                self._store.add_edit(meeting_id, MinutesEdit(lines, None, section))
        return self._told(meeting_id, changed)

    def add(
        self,
        meeting_id: MeetingId,
        section: str,
        text: str,
        behind: str | None = None,
        utterances: Sequence[int] = (),
    ) -> str:
        """A line of the person's own, behind another one or (None) last; ``utterances`` are what it rests on.

        Returns its id.
        """
        if section not in SECTIONS:
            raise UserError("invalid_input", detail=f"no such section: {section}")
        said = {u.id: u.start_ms for u in self._store.get(meeting_id).transcript.utterances}
        ids = tuple(i for i in dict.fromkeys(utterances) if i in said)
        start = said[ids[0]] if ids else None
        line_id = f"added-{uuid4().hex[:12]}"
        line = MinutesLine(section, line_id, _words(text, LONGEST_LINE), ids, start, origin="added")
        self._store.add_edit(meeting_id, MinutesEdit((line,), behind))
        self._told(meeting_id, True)
        return line_id

    def undo(self, meeting_id: MeetingId) -> bool:
        """Take the last step back; False when there is none."""
        return self._told(meeting_id, self._store.undo(meeting_id))

    def redo(self, meeting_id: MeetingId) -> bool:
        """Do the step again that was undone last; False when there is none."""
        return self._told(meeting_id, self._store.redo(meeting_id))

    def _change(
        self, meeting_id: MeetingId, line_ids: Sequence[str], change: Callable[[MinutesLine], MinutesLine]
    ) -> None:
        with self._lock:
            minutes = self.minutes(meeting_id)
            lines = {line.id: line for section in SECTIONS for line in lines_of(minutes, section)}
            wanted = dict.fromkeys(line_ids)
            if any(line_id not in lines for line_id in wanted):
                raise UserError("unknown_line")
            pairs = [(lines[line_id], change(lines[line_id])) for line_id in wanted]
            after = tuple(new for old, new in pairs if replace(new, origin=old.origin) != old)
            if after:
                self._store.add_edit(meeting_id, MinutesEdit(after))
        self._told(meeting_id, bool(after))

    def _told(self, meeting_id: MeetingId, happened: bool) -> bool:
        if happened:
            self._bus.publish(MeetingChanged(meeting_id))
        return happened


def _edited(line: MinutesLine) -> MinutesLine:
    return replace(line, origin="edited") if line.origin == "made" else line


def _on_actions(change: Callable[[MinutesLine], MinutesLine]) -> Callable[[MinutesLine], MinutesLine]:
    return lambda line: change(line) if line.section == "actions" else line


def _words(text: str, longest: int) -> str:
    """One line without space around it. Raises UserError("invalid_input") for none or too many characters."""
    words = " ".join(text.split())
    if not words:
        raise UserError("invalid_input", detail="a line needs words")
    if len(words) > longest:
        raise UserError("invalid_input", detail=f"more than {longest:,} characters")
    return words


def _is_day(day: str) -> bool:
    try:
        return date.fromisoformat(day).isoformat() == day
    except ValueError:
        return False
