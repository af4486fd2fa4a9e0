"""Minutes without a language model: the sentences of the transcript that carry decisions, tasks and open questions.

Every line is the speaker's own sentence (without fillers and stumbling; of a task with an owner, the part that
says what to do), so nothing can be in it that was not said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.domain.meetings import ActionItem, NoteItem, Transcript
from app.tasks.minutes import commitments, decisions, questions
from app.tasks.minutes.commitments import Commitment, Who
from app.tasks.minutes.cues import cues_of
from app.tasks.minutes.decision_choice import choose_settled
from app.tasks.minutes.decision_features import features
from app.tasks.minutes.decision_head import DecisionHead
from app.tasks.minutes.due_dates import due_date, find_due, is_deadline
from app.tasks.minutes.findings import Findings, first_ids
from app.tasks.minutes.language import Spoken, spoken
from app.tasks.minutes.lists import listed_tasks
from app.tasks.minutes.owners import owner_of
from app.tasks.minutes.people import People, know
from app.tasks.minutes.perhaps import clearest, is_conversation
from app.tasks.minutes.pieces import Piece, capitalised, cut, without_loose_end
from app.tasks.minutes.ranked import Scored, budget, choose, says_the_same
from app.tasks.minutes.vectors import Vector

# Thresholds set on open design meetings (see the decision log); per thousand words: an hour is about 9,000.
_ACTION, _DECISION, _QUESTION = 2.6, 2.0, 1.6
_EXPLICIT = 2.8
"""A decision that is called one, or agreed to, stands beside what the taught head finds."""
TAUGHT_LANGUAGE = "en"
_BARE = 2
_REACH = 4
_SHORT = 7
_FAREWELL = re.compile(
    r"\b(?:see\s+you|until\s+then|dann\s+bis|also\s+bis|bis\s+dann|hasta\s+(?:el|la|mañana|luego)|à\s+(?:demain|bientôt))\b",
    re.IGNORECASE,
)
_AND = re.compile(r",\s+(?:and|but|und|aber|et|mais|y|pero)\b", re.IGNORECASE)
_AROUND, _PROPOSALS, _SHARED = 16, 3, 2


@dataclass(frozen=True, slots=True)
class Read:
    """A transcript taken apart once, for everything that looks at its sentences."""

    transcript: Transcript
    pieces: tuple[Piece, ...]
    people: People
    spoken: Spoken

    @property
    def words(self) -> int:
        """Length of all that was said."""
        return sum(len(u.text.split()) for u in self.transcript.utterances)


def read(transcript: Transcript) -> Read:
    """All sentences of all utterances, in order."""
    said = spoken(transcript.utterances, transcript.language)
    pieces = tuple(cut(transcript.utterances, said.of))
    return Read(transcript, pieces, know(transcript.utterances, said.of), said)


def extract(
    meeting: Read, vectors: Sequence[Vector | None] = (), head: DecisionHead | None = None
) -> Findings:
    """Decisions, actions and open questions; the summary is made elsewhere.

    With the ``vectors`` of the pieces and a ``head`` taught on such vectors, decisions are found by what they are about
    as well; without, in another language than English, or where speeches are made, by their cues.
    """
    total = len(meeting.transcript.utterances)
    tasks = commitments.find(meeting.pieces, meeting.people, total)
    actions, taken = _actions(meeting, tasks)
    settled = [s for s in decisions.find(meeting.pieces, total) if s.piece not in taken]
    asked = [s for s in questions.find(meeting.pieces) if s.piece not in taken]
    if head is not None and _as_taught(meeting) and any(v is not None for v in vectors):
        scores = head.scores(
            meeting.pieces, features(meeting.pieces, meeting.transcript.utterances, tasks), vectors
        )
        told = _settled(meeting, settled, taken, scores)
    else:
        talk = is_conversation(meeting.transcript.utterances)
        told = _decisions(
            choose(settled, _budget(meeting, 2.0, 10, 24), _DECISION if talk else _EXPLICIT), meeting
        )
    return Findings(
        decisions=told,
        actions=actions,
        questions=_notes(choose(asked, _budget(meeting, 1.2, 5, 12), _QUESTION), meeting),
    )


def _as_taught(meeting: Read) -> bool:
    """Whether this is the kind of talk the head was taught on."""
    return meeting.spoken.main == TAUGHT_LANGUAGE and is_conversation(meeting.transcript.utterances)


def _settled(
    meeting: Read, cued: Sequence[Scored], taken: set[Piece], scores: Sequence[float]
) -> list[NoteItem]:
    """What the head's scores find (sure where it was also called by its name), and the decisions that were.

    Of what nobody called a decision, only what is clear.
    """
    free = [
        score if piece not in taken and piece.language == TAUGHT_LANGUAGE else 0.0
        for piece, score in zip(meeting.pieces, scores, strict=True)
    ]
    cues = choose(cued, _budget(meeting, 2.0, 10, 24), _DECISION)
    called = {s.piece for s in cues if s.score >= _EXPLICIT or decisions.is_named(s.piece)}
    groups = choose_settled(meeting.pieces, free, meeting.words)
    chosen = [[meeting.pieces[i] for i in group] for group in groups]
    shown = set(clearest(groups, scores, meeting.words))
    kept = [g for i, g in enumerate(chosen) if i in shown or not called.isdisjoint(g)]
    named = choose(cued, _budget(meeting, 2.0, 10, 24), _EXPLICIT)
    told = {at for group in kept for piece in group for at in piece.utterances}
    missing = [
        s for s in named if s.piece.at not in told and not any(says_the_same(s.piece, g[0]) for g in kept)
    ]
    found = [_together(group, meeting, sure=not called.isdisjoint(group)) for group in kept]
    return sorted(found + _decisions(missing, meeting), key=lambda item: item.utterances)


def _together(group: Sequence[Piece], meeting: Read, *, sure: bool) -> NoteItem:
    """Sentences that stand close together as one line, told by the first of them."""
    start = meeting.transcript.utterances[group[0].at].start_ms
    return NoteItem(
        group[0].text, first_ids(i for piece in group for i in piece.utterances), start, sure=sure
    )


def _budget(meeting: Read, per_thousand: float, least: int, most: int) -> int:
    return budget(len(meeting.transcript.utterances), meeting.words, per_thousand, least, most)


def _notes(chosen: Sequence[Scored], meeting: Read) -> list[NoteItem]:
    starts = [u.start_ms for u in meeting.transcript.utterances]
    return [NoteItem(s.piece.text, s.piece.utterances, starts[s.piece.at]) for s in chosen]


def _decisions(chosen: Sequence[Scored], meeting: Read) -> list[NoteItem]:
    """As :func:`_notes`; "Let's go with that" is shown with the sentence that says what "that" is."""
    place = {piece: i for i, piece in reversed(list(enumerate(meeting.pieces)))}
    items = []
    for note, scored in zip(_notes(chosen, meeting), chosen, strict=True):
        context = None
        if decisions.substance(scored.piece) < _BARE:
            context = _neighbour(place[scored.piece], meeting.pieces)
        item = _with_context(note, scored.piece, context)
        proposed = _about(place[scored.piece], meeting.pieces)
        items.append(replace(item, utterances=first_ids([*item.utterances, *proposed])))
    return items


def _about(place: int, pieces: Sequence[Piece]) -> list[int]:
    """The utterances around a decision that speak of the same thing: where it was proposed, and who agreed."""
    piece = pieces[place]
    near = pieces[max(0, place - _AROUND) : place + _AROUND // 2]
    shared = [(len(p.stems & piece.stems), -abs(p.at - piece.at), p.at) for p in near if p.at != piece.at]
    return [at for count, _, at in sorted(shared, reverse=True)[:_PROPOSALS] if count >= _SHARED]


def _with_context(note: NoteItem, piece: Piece, context: Piece | None) -> NoteItem:
    if context is None:
        return note
    said = f"{note.text.rstrip('.,')} (\u201c{context.text}\u201d)"
    return NoteItem(said, first_ids([*piece.utterances, *context.utterances]), note.start_ms)


def _neighbour(place: int, pieces: Sequence[Piece]) -> Piece | None:
    """The rest of the same utterance, what came before it first, else the nearest full sentence before; no question."""
    at = pieces[place].at
    same = [p for p in pieces[max(0, place - 1) : place + 2] if p.at == at and p is not pieces[place]]
    full = [p for p in same if decisions.substance(p) >= _BARE and not _asks(p)]
    return full[0] if full else _context(place, pieces)


def _actions(meeting: Read, tasks: Sequence[Commitment]) -> tuple[list[ActionItem], set[Piece]]:
    place = {piece: i for i, piece in reversed(list(enumerate(meeting.pieces)))}
    heads = [c for c in tasks if c.score >= _ACTION]
    found = [*tasks, *listed_tasks(heads, place, meeting.pieces, meeting.people)]
    by_piece = {c.piece: c for c in sorted(found, key=lambda c: c.score)}
    scored = [Scored(piece, c.score) for piece, c in by_piece.items() if piece.stems]
    chosen = choose(scored, _budget(meeting, 2.5, 12, 30), _ACTION)
    items = [_action(by_piece[s.piece], place[s.piece], meeting) for s in chosen]
    return items, {s.piece for s in chosen}


def _action(commitment: Commitment, place: int, meeting: Read) -> ActionItem:
    piece = commitment.piece
    owner = owner_of(commitment, place, meeting.pieces, meeting.people)
    due, said_at = _due(commitment, place, meeting.pieces)
    context = _context(place, meeting.pieces) if _points_back(commitment) else None
    text = without_loose_end(_task_text(commitment) if owner else piece.text, piece.language)
    if context:
        text = f"{text.rstrip('.,')} (\u201c{context.text}\u201d)"
    return ActionItem(
        text=text,
        utterances=first_ids([*piece.utterances, said_at, *(context.utterances if context else ())]),
        owner=owner,
        due=due,
        due_date=due_date(due, meeting.transcript.date, piece.language) if due else None,
        start_ms=meeting.transcript.utterances[piece.at].start_ms,
    )


def _due(commitment: Commitment, place: int, pieces: Sequence[Piece]) -> tuple[str | None, int]:
    """The due phrase of a task and the utterance it stands in: "By when?" is often answered a breath later.

    Of "Same time next week, and, Ben, please call the plumber", only what follows the "and" tells of the task.
    """
    piece = pieces[place]
    before = piece.text.partition(commitment.subject)[0] if commitment.subject else ""
    other = _AND.search(before)
    due = find_due(piece.text[other.end() :] if other else piece.text, piece.language)
    if due is None:
        for after in pieces[place + 1 : place + 1 + _REACH]:
            said = find_due(after.text, after.language)
            brief = len(after.text.split()) <= _SHORT and not _FAREWELL.search(after.raw)
            if said and brief and is_deadline(said, after.language):
                return said, after.at
    return due, piece.at


def _points_back(commitment: Commitment) -> bool:
    """Nothing of substance in it, or "it" where the thing should be named."""
    piece, cues = commitment.piece, cues_of(commitment.piece.language)
    stems = len(piece.stems)
    pointing = cues is not None and bool(cues.pointer.match(commitment.task))
    return stems <= _BARE or (stems <= 2 * _BARE and pointing)


def _task_text(commitment: Commitment) -> str:
    """What is to be done: "I'll send June by Friday" becomes "Send June by Friday"."""
    cues = cues_of(commitment.piece.language)
    if commitment.who is Who.GROUP or not commitment.task or cues is None or cues.turned:
        return commitment.piece.text
    task = re.sub(r"^(?:be\s+(?=\w+ing\b)|u[hm]+\s+|just\s+)+", "", commitment.task)
    return capitalised(task.rstrip(" ,").removesuffix("?"))


def _context(place: int, pieces: Sequence[Piece]) -> Piece | None:
    """What "that" is in "I'll look into that": the nearest full sentence before."""
    before = reversed(pieces[max(0, place - _REACH) : place])
    return next((piece for piece in before if len(piece.stems) > _BARE and not _asks(piece)), None)


def _asks(piece: Piece) -> bool:
    return piece.raw.rstrip().endswith("?")
