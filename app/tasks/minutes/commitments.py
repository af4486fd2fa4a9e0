"""Who said they would do what: the sentences in which work is taken on, given out or asked for.

Rules, not a model: a pattern finds subject and verb, the owner follows from the subject, and what speaks for or
against a task (a deadline, a verb of work, the end of the meeting, mere talk) moves the score. The weights were
set by hand on open recordings of design meetings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.tasks.minutes.cues import Cues, TaskPattern, Who, cues_of
from app.tasks.minutes.due_dates import find_due
from app.tasks.minutes.people import People
from app.tasks.minutes.pieces import Piece

__all__ = ["Commitment", "Who", "find"]

_ERRAND = 0.5
"""What nobody does while a meeting goes on, and somebody says they will do: call, book, send, write to."""
_NAMED = 0.5
"""Who asks somebody by name has given the task away: "I'll ask Ben to find out" is Ben's."""


@dataclass(frozen=True, slots=True)
class Commitment:
    """A sentence that looks like a task. ``task`` is the part behind the subject; ``score`` orders candidates."""

    piece: Piece
    who: Who
    subject: str
    task: str
    score: float


def find(pieces: Sequence[Piece], people: People, total: int) -> list[Commitment]:
    """Every sentence that any pattern fits, scored; ``total`` is the number of utterances."""
    found = (_best(piece, people, piece.at / max(1, total - 1)) for piece in pieces if len(piece.text) > 8)
    return [commitment for commitment in found if commitment]


def _best(piece: Piece, people: People, position: float) -> Commitment | None:
    cues = cues_of(piece.language)
    if cues is None:
        return None
    matches = [
        (pattern, match)
        for pattern in cues.tasks
        if (match := pattern.regex.search(piece.text))
        and (pattern.who is not Who.NAMED or people.persons(match["subject"]))
    ]
    if not matches:
        return None
    pattern, match = max(matches, key=lambda found: _fit(cues, *found) + _NAMED * (found[0].who is Who.NAMED))
    score = _fit(cues, pattern, match) + _sentence_score(cues, piece, position)
    return Commitment(piece, pattern.who, match["subject"].strip(" ,"), match["task"].strip(), score)


def _fit(cues: Cues, pattern: TaskPattern, match: re.Match[str]) -> float:
    """How much a reading of the sentence speaks for a task."""
    errand = pattern.who is Who.SELF and bool(cues.errand.match(match["task"]))
    return pattern.weight + _task_score(cues, match["task"]) + _ERRAND * errand


def _task_score(cues: Cues, task: str) -> float:
    return 0.8 * bool(cues.work.search(task)) - 0.9 * bool(cues.talk.search(task))


def _sentence_score(cues: Cues, piece: Piece, position: float) -> float:
    due = find_due(piece.text, piece.language)
    score = 0.9 if due else 0.0
    score += 0.4 * bool(cues.later.search(piece.text))
    score += 0.8 * max(0.0, position - 0.7) / 0.3 - 0.6 * (position < 0.1)
    score -= 0.7 * bool(cues.now.search(piece.text))
    score -= 0.7 * bool(cues.doubt.search(piece.text))
    score -= 0.6 * piece.raw.rstrip().endswith("?") * (not cues.addressed.search(piece.text))
    return score + min(len(piece.stems), 6) * 0.12 - (0.8 if len(piece.stems) < 2 else 0.0)
