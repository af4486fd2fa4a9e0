"""From findings to minutes: checked, merged, in order, with topics, participants and a title."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from app.domain.meetings import (
    ActionItem,
    DroppedItem,
    Minutes,
    NoteItem,
    Participant,
    Topic,
    Transcript,
    Utterance,
)
from app.retrieval.words import content_stems, words
from app.tasks.minutes import topics as topic_cutting
from app.tasks.minutes.extractive import Read
from app.tasks.minutes.findings import Findings, first_ids
from app.tasks.minutes.language import notice
from app.tasks.minutes.people import same_person
from app.tasks.minutes.ranked import budget, overlap
from app.tasks.minutes.summary import summarize
from app.tasks.minutes.topics import Stretch
from app.tasks.minutes.vectors import Vector
from app.tasks.minutes.verification import Checker

_SAME = 0.6
_PART = {"de": "Teil", "fr": "Partie", "es": "Parte"}
"""What a topic without a title of its own is called, with its number."""
_IN_BRACKETS = re.compile(r"\(.*?\)")
_GENERIC_TITLE = re.compile(
    r"^(?:gmt\d|zoom|audio|video|recording|meeting|transcript|untitled|captions?|\W|\d)*$", re.IGNORECASE
)


SECTIONS = frozenset({"summary", "decisions", "actions", "questions", "topics"})


def assemble(
    meeting: Read,
    findings: Findings,
    vectors: Sequence[Vector | None],
    model: str | None,
    sections: frozenset[str] = SECTIONS,
) -> Minutes:
    """``vectors`` has one entry per piece of the meeting, None where there is none.

    Sections that are not asked for stay empty.
    """
    pieces, utterances = meeting.pieces, meeting.transcript.utterances
    cuts = topic_cutting.stretches(vectors, [piece.at for piece in pieces], meeting.words)
    topics = _topics(meeting, cuts)
    if not findings.summary and "summary" in sections:
        limit = budget(len(utterances), meeting.words, 0.35, 5, 8)
        chosen = summarize(pieces, vectors, cuts, limit, _taken(findings))
        findings.summary = [NoteItem(p.text, p.utterances, utterances[p.at].start_ms) for p in chosen]
    findings = _only(findings, sections)
    checker = Checker(utterances)
    dropped = list(findings.dropped)
    return Minutes(
        transcript=_titled(_spoken(meeting), topics),
        participants=participants(utterances),
        summary=_merged(_checked(findings.summary, checker, dropped)),
        decisions=_merged(_checked(findings.decisions, checker, dropped)),
        actions=_merged_actions(_checked_actions(findings.actions, checker, dropped)),
        questions=_merged(_checked(findings.questions, checker, dropped)),
        topics=topics if "topics" in sections else (),
        utterances_read=len(utterances),
        dropped=tuple(dropped),
        model=model,
        language=meeting.spoken.main,
        notice=notice(meeting.spoken),
    )


def _only(findings: Findings, sections: frozenset[str]) -> Findings:
    return Findings(
        decisions=findings.decisions if "decisions" in sections else [],
        actions=findings.actions if "actions" in sections else [],
        questions=findings.questions if "questions" in sections else [],
        summary=findings.summary if "summary" in sections else [],
        dropped=findings.dropped,
    )


def _taken(findings: Findings) -> frozenset[int]:
    """Utterances that have a line of their own already."""
    items: list[NoteItem | ActionItem] = [*findings.decisions, *findings.actions, *findings.questions]
    return frozenset(i for item in items for i in item.utterances)


def participants(utterances: Sequence[Utterance]) -> tuple[Participant, ...]:
    """Everybody who speaks, in order of their first word, once each."""
    turns: Counter[str] = Counter()
    said: Counter[str] = Counter()
    called = same_person(dict.fromkeys(u.speaker for u in utterances if u.speaker))
    for utterance in utterances:
        if utterance.speaker:
            turns[called[utterance.speaker]] += 1
            said[called[utterance.speaker]] += len(utterance.text.split())
    return tuple(Participant(name, turns[name], said[name]) for name in turns)


def _checked(items: Sequence[NoteItem], checker: Checker, dropped: list[DroppedItem]) -> tuple[NoteItem, ...]:
    kept = []
    for item in items:
        reason = checker.reason(item)
        if reason:
            dropped.append(DroppedItem(item.text, reason))
        else:
            kept.append(item)
    return tuple(kept)


def _checked_actions(
    items: Sequence[ActionItem], checker: Checker, dropped: list[DroppedItem]
) -> tuple[ActionItem, ...]:
    kept = []
    for item in items:
        reason = checker.reason(item)
        if reason:
            dropped.append(DroppedItem(item.text, reason))
            continue
        mended, wrong = checker.mend(item)
        dropped += [
            DroppedItem(item.owner or "" if code == "unknown_owner" else item.due or "", code)
            for code in wrong
        ]
        kept.append(mended)
    return tuple(kept)


def _merged(items: Sequence[NoteItem]) -> tuple[NoteItem, ...]:
    """Lines that say the same become one, with the sources of both."""
    merged: list[NoteItem] = []
    stems: list[frozenset[str]] = []
    for item in sorted(items, key=lambda i: i.utterances):
        own = frozenset(content_stems(item.text))
        twin = next((i for i, other in enumerate(stems) if overlap(other, own) >= _SAME), None)
        if twin is None:
            merged.append(item)
            stems.append(own)
        else:
            merged[twin] = replace(
                merged[twin], utterances=first_ids(merged[twin].utterances + item.utterances)
            )
    return tuple(merged)


def _merged_actions(items: Sequence[ActionItem]) -> tuple[ActionItem, ...]:
    """As :func:`_merged`; two named owners are two tasks, and a known owner or date fills in for none."""
    merged: list[ActionItem] = []
    for item in sorted(items, key=lambda i: i.utterances):
        twin = next((i for i, other in enumerate(merged) if _same_task(other, item)), None)
        if twin is None:
            merged.append(item)
            continue
        old = merged[twin]
        due = old if old.due else item
        merged[twin] = replace(
            old,
            owner=old.owner or item.owner,
            due=due.due,
            due_date=due.due_date,
            utterances=first_ids(old.utterances + item.utterances),
        )
    return tuple(merged)


def _same_task(a: ActionItem, b: ActionItem) -> bool:
    return _alike(a.text, b.text) and (a.owner == b.owner or a.owner is None or b.owner is None)


def _alike(a: str, b: str) -> bool:
    return overlap(frozenset(content_stems(a)), frozenset(content_stems(b))) >= _SAME


def _topics(meeting: Read, cuts: Sequence[Stretch]) -> tuple[Topic, ...]:
    parts = [meeting.pieces[cut.first : cut.last + 1] for cut in cuts]
    in_topics = topic_cutting.spread(parts)
    part = _PART.get(meeting.spoken.main or "", "Part")
    utterances = meeting.transcript.utterances
    found = []
    names = _name_words(meeting)
    starts = [inside[0].at for inside in parts]
    ends = [*(start - 1 for start in starts[1:]), len(utterances) - 1]
    for number, (inside, first, last) in enumerate(zip(parts, starts, ends, strict=True)):
        name = topic_cutting.title(inside, in_topics, len(parts), names) or f"{part} {number + 1}"
        end = utterances[last].end_ms if utterances[last].end_ms is not None else utterances[last].start_ms
        found.append(Topic(name, first, last, utterances[first].start_ms, end))
    return tuple(found)


def _name_words(meeting: Read) -> frozenset[str]:
    """The words of the speakers' names; not what is also said in small letters, as in "User Interface Designer"."""
    small = {word for u in meeting.transcript.utterances for word in u.text.split() if word.islower()}
    names = (word for speaker in meeting.people.speakers for word in words(_IN_BRACKETS.sub(" ", speaker)))
    return frozenset(names) - small


def _spoken(meeting: Read) -> Transcript:
    """With the language that is spoken, where its file does not say."""
    transcript = meeting.transcript
    return transcript if transcript.language else replace(transcript, language=meeting.spoken.main)


def _titled(transcript: Transcript, topics: Sequence[Topic]) -> Transcript:
    """A file name that says nothing gives way to what the meeting was about."""
    if not _GENERIC_TITLE.match(transcript.title) or not topics:
        return transcript
    longest = max(topics, key=lambda topic: topic.last - topic.first)
    return replace(transcript, title=longest.title)
