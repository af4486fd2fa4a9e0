"""Tasks given out one after another: "Ana, you'll do the slides. Ben, the budget. For Chloe, the room."

The second and third have no verb, so they are read as a continuation of the first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.tasks.minutes.commitments import Commitment, Who
from app.tasks.minutes.cues import cues_of
from app.tasks.minutes.people import People
from app.tasks.minutes.pieces import Piece

_REACH = 14
_MOST_WORDS = 30


def listed_tasks(
    heads: Sequence[Commitment], place: Mapping[Piece, int], pieces: Sequence[Piece], people: People
) -> list[Commitment]:
    """The continuations of every head that gives a task to somebody named."""
    found = []
    for head in heads:
        if head.who in (Who.NAMED, Who.ADDRESSEE) and people.mentioned(head.piece.raw):
            found += _continuations(head, place[head.piece], pieces, people)
    return found


def _continuations(head: Commitment, at: int, pieces: Sequence[Piece], people: People) -> list[Commitment]:
    given = {name for _, name in people.mentioned(head.piece.raw)}
    found: list[Commitment] = []
    for piece in pieces[at + 1 : at + 1 + _REACH]:
        if piece.speaker != head.piece.speaker or not piece.stems:
            continue
        item = _item(piece, people)
        if item is None:
            break
        name, task = item
        if name not in given:
            given.add(name)
            found.append(
                replace(head, piece=piece, who=Who.NAMED, subject=name, task=task, score=head.score - 0.1)
            )
    return found


def _item(piece: Piece, people: People) -> tuple[str, str] | None:
    """(speaker, task) of a sentence that begins with a name and goes on with what is to be done."""
    named = people.mentioned(piece.raw)
    cues = cues_of(piece.language)
    if cues is None or not named or len(piece.raw.split()) > _MOST_WORDS or cues.list_says.search(piece.raw):
        return None
    start, name = named[0]
    lead = cues.list_lead.match(piece.raw)
    if start > (lead.end() if lead else 0):
        return None
    task = re.sub(r"^[^,]{0,40}?,\s*", "", piece.raw[start:], count=1).strip()
    return (name, task) if len(task.split()) > 1 else None
