"""No line of the minutes without a line of the transcript that says it.

Checked in code, for quoted and written lines alike: the ids exist, every number, date and name stands in the
cited utterances or next to them, an owner speaks or is named there, a due phrase was said there. Reasons are codes:
no_source, unsupported_fact, off_topic, unknown_owner, due_not_said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.domain.meetings import ActionItem, NoteItem, Utterance
from app.retrieval.facts import FactSource
from app.retrieval.words import content_stems
from app.tasks.minutes.owners import EVERYONE

_AROUND = 3
_COVERED = 0.4


class Checker:
    """Holds the transcript that lines are checked against."""

    def __init__(self, utterances: Sequence[Utterance]) -> None:
        self._utterances = utterances
        self._speakers = " ".join(sorted({u.speaker for u in utterances if u.speaker}))

    def reason(self, item: NoteItem | ActionItem) -> str | None:
        """Why this line may not stand, or None."""
        near = self._near(item.utterances)
        if not near:
            return "no_source"
        text = "\n".join(f"{u.speaker or ''}: {u.text}" for u in near)
        source = FactSource(f"{text}\n{self._speakers}")
        if source.missing(item.text):
            return "unsupported_fact"
        wanted = set(content_stems(item.text))
        if wanted and len(wanted & source.stems) < _COVERED * len(wanted):
            return "off_topic"
        return None

    def mend(self, action: ActionItem) -> tuple[ActionItem, tuple[str, ...]]:
        """The action without an owner or due phrase that the lines around it do not bear out, and what was wrong."""
        near = self._near(action.utterances)
        said = " ".join(u.text for u in near).casefold()
        wrong = []
        if action.owner and not self._could_own(action.owner, near, said):
            action, wrong = replace(action, owner=None), ["unknown_owner"]
        if action.due and " ".join(action.due.casefold().split()) not in " ".join(said.split()):
            action = replace(action, due=None, due_date=None)
            wrong.append("due_not_said")
        return action, tuple(wrong)

    def _could_own(self, owner: str, near: Sequence[Utterance], said: str) -> bool:
        if owner == EVERYONE:
            return True
        speakers = {u.speaker for u in self._utterances}
        names = owner.split(" and ") if owner not in speakers else [owner]
        return all(name in speakers or name.casefold() in said for name in names) and bool(near)

    def _near(self, ids: Sequence[int]) -> list[Utterance]:
        """The cited utterances and three on either side; empty when an id does not exist."""
        count = len(self._utterances)
        if not ids or any(not 0 <= i < count for i in ids):
            return []
        places = {k for i in ids for k in range(max(0, i - _AROUND), min(count, i + _AROUND + 1))}
        return [self._utterances[k] for k in sorted(places)]
