"""Meetings that belong together, and the actions that are still open from one to the next.

Which meetings do is suggested by their titles and who took part, and decided by the person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.errors import UserError
from app.domain.events import MeetingChanged
from app.domain.ids import MeetingId, SeriesId
from app.domain.meetings import Minutes
from app.domain.minutes_templates import CarriedAction, Layout
from app.services.event_bus import EventBus
from app.services.minutes_edits import MinutesEditor
from app.services.minutes_templates import MinutesTemplates
from app.store.meeting_series import MemberRow, SeriesRow, SeriesStore

LONGEST_NAME = 120
_LOOKED_AT = 40
"""Of so many meetings, those kept last, the participants are compared."""
_ALIKE = 0.5
_TITLE_WEIGHT, _PEOPLE_WEIGHT = 0.65, 0.35
_SAME_PEOPLE, _ENOUGH_PEOPLE = 0.6, 3
"""The same people, at least so many, are a reason of their own: five of six, and no word of the title."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_TELLS_NOTHING = (
    "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun january february march april "
    "may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec "
    "montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz mai juni juli oktober dezember "
    "transcript meeting minutes recording the of and vom am der die das und protokoll besprechung"
)
_COMMON = frozenset(_TELLS_NOTHING.split())


@dataclass(frozen=True, slots=True)
class SeriesSuggestion:
    """``meeting`` seems to belong with these: to the ``series`` some are in or, where None, to a new one."""

    meeting: MeetingId
    name: str
    others: tuple[MeetingId, ...]
    series: SeriesId | None


class MeetingSeries:
    """Any thread. Whatever changes is told as :class:`MeetingChanged` of the meeting concerned."""

    def __init__(
        self, store: SeriesStore, editor: MinutesEditor, templates: MinutesTemplates, bus: EventBus
    ) -> None:
        self._store = store
        self._editor = editor
        self._bus = bus
        self.templates = templates

    def all(self) -> list[SeriesRow]:
        """By name, with the number of their meetings."""
        return self._store.all()

    def of(self, meeting_id: MeetingId) -> SeriesRow | None:
        """The series of a meeting."""
        return self._store.of(meeting_id)

    def members(self, series_id: SeriesId) -> list[MemberRow]:
        """Its meetings, oldest first."""
        return self._store.members(series_id)

    def begin(self, name: str, meetings: Sequence[MeetingId]) -> SeriesId:
        """A new series. Raises UserError("invalid_input") for no name."""
        made = self._store.begin(_named(name), meetings)
        self._told(meetings)
        return made

    def put(self, meetings: Sequence[MeetingId], series_id: SeriesId | None) -> None:
        """Into a series, or (None) out of any. Raises UserError("unknown_series")."""
        self._store.put(meetings, series_id)
        self._told(meetings)

    def rename(self, series_id: SeriesId, name: str) -> None:
        """Raises UserError("invalid_input", "unknown_series")."""
        self._store.rename(series_id, _named(name))
        self._told([row.id for row in self._store.members(series_id)])

    def suggestion(self, meeting_id: MeetingId) -> SeriesSuggestion | None:
        """What this meeting seems to belong to; None when nothing does, or the person has decided."""
        if self._store.of(meeting_id) is not None or self._store.declined(meeting_id):
            return None
        minutes = self._editor.minutes(meeting_id)
        rows = self._store.loose(meeting_id)[:_LOOKED_AT]
        scored = [(self._likeness(minutes, row), row, series) for row, series in rows]
        alike = sorted((s for s in scored if s[0] >= _ALIKE), key=lambda s: -s[0])
        if not alike:
            return None
        series = next((series for _, _, series in alike if series is not None), None)
        name = next((s.name for s in self._store.all() if s.id == series), "")
        others = tuple(row.id for _, row, of in alike if of is None)
        return SeriesSuggestion(meeting_id, name or _series_name(minutes.transcript.title), others, series)

    def take(self, suggestion: SeriesSuggestion) -> SeriesId:
        """Do as was suggested."""
        meetings = (suggestion.meeting, *suggestion.others)
        if suggestion.series is None:
            return self.begin(suggestion.name, meetings)
        self.put(meetings, suggestion.series)
        return suggestion.series

    def decline(self, meeting_id: MeetingId) -> None:
        """This meeting is not asked about again."""
        self._store.decline(meeting_id)

    def actions(self, series_id: SeriesId) -> list[CarriedAction]:
        """All actions that were not rejected, oldest meeting first, those done among them."""
        return [action for row in self._store.members(series_id) for action in self._actions_of(row)]

    def carried(self, meeting_id: MeetingId) -> tuple[CarriedAction, ...]:
        """What was open in the series when this meeting took place; what was done since then is marked so."""
        series = self._store.of(meeting_id)
        if series is None:
            return ()
        members = self._store.members(series.id)
        place = next((i for i, row in enumerate(members) if row.id == meeting_id), 0)
        day = members[place].day
        before = (action for row in members[:place] for action in self._actions_of(row))
        return tuple(a for a in before if a.item.done_on is None or a.item.done_on >= day)

    def mark_done(self, actions: Iterable[tuple[MeetingId, str]], *, done: bool) -> None:
        """Actions (meeting, line) are done as of today, or open again."""
        day = date.today().isoformat() if done else None  # noqa: DTZ011 - the person's own day
        for meeting_id, line_id in actions:
            self._editor.set_done(meeting_id, [line_id], day)

    def template_id(self, meeting_id: MeetingId) -> str:
        """The template chosen for a meeting, else that of the meeting before it in its series; "" for none."""
        chosen, series = self._store.template(meeting_id), self._store.of(meeting_id)
        if chosen or series is None:
            return chosen
        ids = [row.id for row in self._store.members(series.id)]
        before = ids[: ids.index(meeting_id)] if meeting_id in ids else []
        return next((t for t in map(self._store.template, reversed(before)) if t), "")

    def choose_template(self, meeting_id: MeetingId, template_id: str) -> None:
        """Show a meeting by this template from now on. Raises UserError("unknown_meeting")."""
        self._store.set_template(meeting_id, template_id)
        self._told([meeting_id])

    def layout(self, meeting_id: MeetingId) -> Layout:
        """How the minutes of a meeting are shown and handed on."""
        return Layout(self.templates.get(self.template_id(meeting_id)), self.carried(meeting_id))

    def _actions_of(self, row: MemberRow) -> list[CarriedAction]:
        try:
            items = self._editor.minutes(row.id).actions
        except UserError:  # deleted just now
            return []
        return [
            CarriedAction(row.id, row.title, row.date, item) for item in items if item.state != "rejected"
        ]

    def _likeness(self, minutes: Minutes, row: MemberRow) -> float:
        title = _overlap(_words(minutes.transcript.title), _words(row.title))
        mine = {p.name.casefold() for p in minutes.participants}
        if title < 1 and len(mine) < 2:
            return title * _TITLE_WEIGHT
        try:
            theirs = {p.name.casefold() for p in self._editor.minutes(row.id).participants}
        except UserError:
            return 0.0
        people = _overlap(mine, theirs) if len(theirs) > 1 else title
        same_people = _SAME_PEOPLE * people if len(mine & theirs) >= _ENOUGH_PEOPLE else 0.0
        return max(_TITLE_WEIGHT * title + _PEOPLE_WEIGHT * people, same_people)

    def _told(self, meetings: Iterable[MeetingId]) -> None:
        for meeting_id in meetings:
            self._bus.publish(MeetingChanged(meeting_id))


def _named(name: str) -> str:
    words = " ".join(name.split())[:LONGEST_NAME]
    if not words:
        raise UserError("invalid_input", detail="a series needs a name")
    return words


def _words(title: str) -> set[str]:
    """The words that tell meetings apart: no numbers, days or months."""
    return {word for word in _WORD.findall(title.casefold()) if word not in _COMMON}


def _overlap(one: set[str], other: set[str]) -> float:
    """Jaccard's index; nothing in common with nothing."""
    return len(one & other) / len(one | other) if one and other else 0.0


def _series_name(title: str) -> str:
    """The title without the numbers that belong to one meeting of many."""
    kept = [word for word in re.split(r"[\s_]+", title) if not re.search(r"\d", word)]
    return " ".join(kept).strip(" -–,.:()") or title
