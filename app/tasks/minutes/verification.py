"""No line of the minutes without a line of the transcript that says it.

Checked in code, for quoted and written lines alike: the ids exist, every number, date and name stands in the
cited utterances or next to them, an owner speaks or is named there, a due phrase was said there. What a model wrote
has to stand up to more: most of its words are in the lines it cites, and they do not say the opposite. Reasons are
codes: no_source, unsupported_fact, off_topic, says_otherwise, unknown_owner, due_not_said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.domain.meetings import ActionItem, NoteItem, Utterance
from app.domain.retrieval import Support
from app.retrieval.facts import FactSource
from app.retrieval.grounding import Source, check
from app.retrieval.words import content_stems
from app.tasks.minutes.owners import EVERYONE

_AROUND = 3
_COVERED = 0.4
_COVERED_WRITTEN = 0.6
"""A model's own words: of "the team discussed the budget" at most the half was said by anybody."""
_FEWEST_STEMS = 2


class Checker:
    """Holds the transcript that lines are checked against."""

    def __init__(self, utterances: Sequence[Utterance]) -> None:
        self._utterances = utterances
        self._names = frozenset(u.speaker for u in utterances if u.speaker)
        self._speakers = " ".join(sorted(self._names))

    def reason(self, item: NoteItem | ActionItem, *, written: bool = False) -> str | None:
        """Why this line may not stand, or None. ``written``: in a model's words, not in the speaker's."""
        near = self._near(item.utterances)
        if not near:
            return "no_source"
        text = "\n".join(f"{u.speaker or ''}: {u.text}" for u in near)
        source = FactSource(f"{text}\n{self._speakers}")
        if source.missing(item.text):
            return "unsupported_fact"
        wanted = set(content_stems(item.text))
        least = _COVERED_WRITTEN if written else _COVERED
        if wanted and len(wanted & source.stems) < least * len(wanted):
            return "off_topic"
        return self._against(item, near, wanted) if written else None

    def _against(
        self, item: NoteItem | ActionItem, near: Sequence[Utterance], wanted: set[str]
    ) -> str | None:
        """What may be wrong with words that a model put together."""
        if len(wanted) < _FEWEST_STEMS:
            return "off_topic"  # too little to be about anything
        lines = tuple(f"{u.speaker}: {u.text}" if u.speaker else u.text for u in near)
        checked = check(item.text, [Source(1, self._speakers, "\n".join(lines), lines, ())])
        return "says_otherwise" if checked.support is Support.UNSUPPORTED else None

    def mend(self, action: ActionItem, *, written: bool = False) -> tuple[ActionItem, tuple[str, ...]]:
        """The action without an owner or due phrase that the lines around it do not bear out, and what was wrong."""
        near = self._near(action.utterances)
        said = " ".join(u.text for u in near).casefold()
        wrong = []
        if action.owner and not self._could_own(action.owner, near, said, written):
            action, wrong = replace(action, owner=None), ["unknown_owner"]
        if action.due and " ".join(action.due.casefold().split()) not in " ".join(said.split()):
            action = replace(action, due=None, due_date=None)
            wrong.append("due_not_said")
        return action, tuple(wrong)

    def _could_own(self, owner: str, near: Sequence[Utterance], said: str, written: bool) -> bool:
        """Somebody who is there or named; a model may not give work to people who have nothing to do with it."""
        if owner == EVERYONE:
            return True
        there = {u.speaker for u in near} if written else self._names
        names = owner.split(" and ") if owner not in self._names else [owner]
        return all(name in there or _first_name(name) in said for name in names) and bool(near)

    def _near(self, ids: Sequence[int]) -> list[Utterance]:
        """The cited utterances and three on either side; empty when an id does not exist."""
        count = len(self._utterances)
        if not ids or any(not 0 <= i < count for i in ids):
            return []
        places = {k for i in ids for k in range(max(0, i - _AROUND), min(count, i + _AROUND + 1))}
        return [self._utterances[k] for k in sorted(places)]


def _first_name(name: str) -> str:
    """How somebody is called: "ana" for "Ana Ruiz" and "Ruiz, Ana"."""
    last, comma, first = name.casefold().partition(",")
    words = (first if comma else last).split()
    return words[0] if words else name.casefold()
