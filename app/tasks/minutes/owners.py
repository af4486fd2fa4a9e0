"""Whose task it is, or nobody's: a wrong owner is worse than none."""

from __future__ import annotations

from collections.abc import Sequence

from app.tasks.minutes.commitments import Commitment, Who
from app.tasks.minutes.cues import cues_of
from app.tasks.minutes.people import People
from app.tasks.minutes.pieces import Piece

EVERYONE = "Everyone"

_REACH = 3
_FEW, _MOST_CALLED = 3, 6
"""Stems of a call; more where it begins with the name."""


def owner_of(commitment: Commitment, place: int, pieces: Sequence[Piece], people: People) -> str | None:
    """The speaker's name, several joined by "and", a named third person, ``EVERYONE``, or None.

    ``place`` is the index of the commitment's sentence in ``pieces``.
    """
    if commitment.who is Who.SELF:
        return commitment.piece.speaker
    if commitment.who is Who.GROUP:
        return EVERYONE
    if commitment.who is Who.NAMED:
        return _join(_named(commitment, people))
    if commitment.who is Who.ADDRESSEE:
        return _addressed(commitment, place, pieces, people)
    return None


def _named(commitment: Commitment, people: People) -> tuple[str, ...]:
    """The persons of the subject, unless somebody else is named before the task: "The User ... Manager will"."""
    names = people.persons(commitment.subject)
    before = commitment.piece.raw.partition(commitment.task)[0]
    return names if {name for _, name in people.mentioned(before)} <= set(names) else ()


def _join(names: Sequence[str]) -> str | None:
    return " and ".join(dict.fromkeys(names)) or None


def _addressed(commitment: Commitment, place: int, pieces: Sequence[Piece], people: People) -> str | None:
    """Who "you" is: named in the sentence, named just before by the same speaker, or the one who says yes."""
    speaker, cues = commitment.piece.speaker, cues_of(commitment.piece.language)
    several = cues is not None and bool(cues.several.search(commitment.subject))
    named = [name for _, name in people.mentioned(commitment.piece.raw) if name != speaker]
    if len(set(named)) == 1 or (named and several):
        return _join(named)
    if named or several:
        return None
    return _called_before(place, pieces, people) or _answered(place, pieces) or _echoed(place, pieces)


def _called_before(place: int, pieces: Sequence[Piece], people: People) -> str | None:
    """A call such as "And, Ben," right before, by the same speaker."""
    piece = pieces[place]
    for before in reversed(pieces[max(0, place - _REACH) : place]):
        if before.speaker != piece.speaker:
            if _says_something(before):
                return None
            continue
        if name := _called(before, people):
            return name
        if _says_something(before):
            return None
    return None


def _says_something(piece: Piece) -> bool:
    """More than "Mm-hmm" or "Okay"."""
    cues = cues_of(piece.language)
    rest = cues.filler.sub("", piece.raw, count=1) if cues else piece.raw
    return bool(piece.stems) and any(c.isalnum() for c in rest)


def _called(piece: Piece, people: People) -> str | None:
    """The one person whom a sentence does little more than name: "Ben?", "And for the Chair, which is Ben,"."""
    named = [(start, name) for start, name in people.mentioned(piece.raw) if name != piece.speaker]
    if len({name for _, name in named}) != 1:
        return None
    cues = cues_of(piece.language)
    lead = cues.list_lead.match(piece.raw) if cues else None
    first = lead is not None and named[0][0] <= lead.end()
    return named[0][1] if len(piece.stems) <= (_MOST_CALLED if first else _FEW) else None


def _answered(place: int, pieces: Sequence[Piece]) -> str | None:
    """The one other person who agrees right after; with two of them, nobody is sure."""
    piece = pieces[place]
    cues = cues_of(piece.language)
    willing = {
        after.speaker
        for after in pieces[place + 1 : place + 1 + _REACH]
        if after.speaker not in (None, piece.speaker) and cues and cues.yes.match(after.raw)
    }
    return willing.pop() if len(willing) == 1 else None


def _echoed(place: int, pieces: Sequence[Piece]) -> str | None:
    """The one other person who says back a word of the task and little else: "You'll do the slides." "The slides." """
    piece = pieces[place]
    after = [p for p in pieces[place + 1 : place + 1 + _REACH] if p.speaker not in (None, piece.speaker)]
    echoing = {p.speaker for p in after if len(p.stems) <= 2 and p.stems & piece.stems}
    return echoing.pop() if len(echoing) == 1 and not _asks(after) else None


def _asks(pieces: Sequence[Piece]) -> bool:
    return any(piece.raw.rstrip().endswith("?") for piece in pieces)
