"""What one way of reading a meeting found, before it is checked and merged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.domain.meetings import ActionItem, DroppedItem, NoteItem

Line = NoteItem | ActionItem


@dataclass(slots=True)
class Findings:
    """Lines by kind, in the order they were found."""

    decisions: list[NoteItem] = field(default_factory=list)
    actions: list[ActionItem] = field(default_factory=list)
    questions: list[NoteItem] = field(default_factory=list)
    summary: list[NoteItem] = field(default_factory=list)
    dropped: list[DroppedItem] = field(default_factory=list)

    def add(self, other: Findings) -> None:
        """Put another window's lines behind these."""
        self.decisions += other.decisions
        self.actions += other.actions
        self.questions += other.questions
        self.summary += other.summary
        self.dropped += other.dropped

    @property
    def lines(self) -> list[Line]:
        """All of them, kind by kind."""
        return [*self.decisions, *self.actions, *self.questions, *self.summary]


def first_ids(ids: Iterable[int]) -> tuple[int, ...]:
    """Ids once each, in order."""
    return tuple(sorted(set(ids)))
