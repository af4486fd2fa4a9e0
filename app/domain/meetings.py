"""Meetings: what was said, and the minutes of it. Times are integer milliseconds, None where the file has none."""

from __future__ import annotations

from dataclasses import dataclass, field

ALL_IN, PARTS_IN = "all:", "parts:"


@dataclass(frozen=True, slots=True)
class Utterance:
    """One cue or turn of a transcript. ``id`` counts from 0; ``speaker`` is None where nobody is named."""

    id: int
    speaker: str | None
    text: str
    start_ms: int | None = None
    end_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """A transcript as read. ``date`` is YYYY-MM-DD where the file says so."""

    title: str
    utterances: tuple[Utterance, ...]
    date: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class NoteItem:
    """One line of the minutes and the utterances it rests on.

    ``id`` names it among the lines of its meeting, "" where nothing was asked of that (``meeting_edits``).
    ``state`` is what the person thinks of it: "open", "accepted" or "rejected". ``origin`` says whose words they are:
    "made" (Carrel's), "edited" (changed by the person) or "added" (by the person).
    ``sure``: the words themselves call it what it is listed as; else it is what the talk turned on: a perhaps.
    """

    text: str
    utterances: tuple[int, ...]
    start_ms: int | None = None
    id: str = ""
    state: str = "open"
    origin: str = "made"
    sure: bool = True

    @property
    def perhaps(self) -> bool:
        """Not sure, and the person has not said what they think of it."""
        return not self.sure and self.state == "open" and self.origin == "made"


@dataclass(frozen=True, slots=True)
class ActionItem:
    """Something somebody is to do. ``due`` is as it was said, ``due_date`` YYYY-MM-DD when that can be computed.

    ``id``, ``state`` and ``origin`` are those of :class:`NoteItem`. ``done_on`` is the day (YYYY-MM-DD) on which the
    person marked it as done, None while it is open.
    """

    text: str
    utterances: tuple[int, ...]
    owner: str | None = None
    due: str | None = None
    due_date: str | None = None
    start_ms: int | None = None
    id: str = ""
    state: str = "open"
    origin: str = "made"
    done_on: str | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """A stretch of the meeting; ``first`` and ``last`` are utterance ids, both included."""

    title: str
    first: int
    last: int
    start_ms: int | None = None
    end_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Participant:
    """A speaker and how much they said."""

    name: str
    utterances: int
    words: int


@dataclass(frozen=True, slots=True)
class DroppedItem:
    """A line that was not kept, and why (a code)."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """The minutes of one meeting. ``utterances_read`` below the transcript's length means it was not all read.

    ``language`` is what was mostly spoken (ISO 639-1), None where that is not clear. ``notice`` says what these minutes
    cannot hold because of the languages spoken: ``ALL_IN`` or ``PARTS_IN`` and their codes, with commas ("all:nl"); ""
    where there is nothing to say. Minutes that were kept long ago may hold an English sentence instead.
    """

    transcript: Transcript
    participants: tuple[Participant, ...]
    summary: tuple[NoteItem, ...]
    decisions: tuple[NoteItem, ...]
    actions: tuple[ActionItem, ...]
    questions: tuple[NoteItem, ...]
    topics: tuple[Topic, ...]
    utterances_read: int
    dropped: tuple[DroppedItem, ...] = ()
    model: str | None = None
    total_ms: float = 0.0
    warnings: tuple[str, ...] = field(default=())
    language: str | None = None
    notice: str = ""
