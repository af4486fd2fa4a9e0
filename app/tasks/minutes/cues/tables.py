"""What people say in one language when they take on work, settle something or leave it open.

A language is one file with a :class:`Cues`; ``cues_of`` finds it. Patterns, weights and word lists were set by hand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

_NOTHING = re.compile(r"(?!)")


class Who(Enum):
    """Whose task the grammar of the sentence makes it."""

    SELF = "self"
    ADDRESSEE = "addressee"
    NAMED = "named"
    GROUP = "group"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class TaskPattern:
    """A way to say that somebody will do something; the groups are ``subject`` and ``task``."""

    who: Who
    weight: float
    regex: re.Pattern[str]


def task_pattern(who: Who, weight: float, regex: str) -> TaskPattern:
    """Names are known by their capitals, so these patterns mind them."""
    return TaskPattern(who, weight, re.compile(regex))


def hesitation(sounds: str) -> re.Pattern[str]:
    """Sounds that are no words, in small letters; the commas around them go with them."""
    return re.compile(rf"(?:,\s*)?(?<![\w'’-])(?:{sounds})(?![\w'’-]),?\s*")


def ending(never: str, hardly: str) -> re.Pattern[str]:
    """A last word with which no sentence ends, or hardly one and no full stop stands behind it."""
    words = ("|".join(table.split()) for table in (never, hardly))
    return re.compile(r"(?<![\w'’-])(?:(?:{})\W*|(?:{})[\s,;:–-]*)$".format(*words), re.IGNORECASE)


def words_of(*texts: str) -> frozenset[str]:
    """The words of a table, as ``app.retrieval.words`` folds them."""
    from app.retrieval.words import words

    return frozenset(word for text in texts for word in words(text))


@dataclass(frozen=True, slots=True)
class Cues:
    """The tables of a language.

    Tasks: ``tasks``, ``work`` and ``talk`` (the task is to do something, or only to say it), ``doubt``, ``now`` (about
    this meeting itself), ``later`` (for after it), ``errand`` (a task nobody
    does in a meeting), ``several`` (more than one person), ``addressed`` (a question to
    somebody), ``pointer`` (a task that names its thing "it"), ``yes`` (willing), ``turned`` (the verb comes before the
    subject or at the end: a task is quoted whole), ``name_does`` (group 1 is somebody who is not there).
    Decisions: ``decisions`` (weight, pattern), ``decided`` (stems that say that and not what), ``against``,
    ``accept``, ``points`` (the thing is named elsewhere).
    Questions: ``open``, ``no_answer``, ``yes_no``, ``polite``.
    Talk: ``filler`` (taken off the front), ``hesitation`` (taken out, with the commas around it), ``chatter`` (words
    that mean little), ``talky`` (no line of a summary), ``spoken`` (words that chat is full of), ``prose`` (words that
    full statements are full of).
    Lists: ``list_lead``, ``list_says``.
    Wholeness: ``dangling`` (the end of a sentence that was cut off), ``clause`` (the beginning of one that is only
    part of another).
    """

    language: str
    tasks: tuple[TaskPattern, ...]
    work: re.Pattern[str]
    talk: re.Pattern[str]
    doubt: re.Pattern[str]
    now: re.Pattern[str]
    later: re.Pattern[str]
    several: re.Pattern[str]
    addressed: re.Pattern[str]
    pointer: re.Pattern[str]
    yes: re.Pattern[str]
    name_does: re.Pattern[str]
    decisions: tuple[tuple[float, re.Pattern[str]], ...]
    decided: frozenset[str]
    against: re.Pattern[str]
    accept: re.Pattern[str]
    points: re.Pattern[str]
    open: re.Pattern[str]
    no_answer: re.Pattern[str]
    yes_no: re.Pattern[str]
    polite: re.Pattern[str]
    filler: re.Pattern[str]
    hesitation: re.Pattern[str]
    chatter: frozenset[str]
    talky: re.Pattern[str]
    spoken: frozenset[str]
    prose: frozenset[str]
    list_lead: re.Pattern[str] = _NOTHING
    list_says: re.Pattern[str] = _NOTHING
    errand: re.Pattern[str] = _NOTHING
    dangling: re.Pattern[str] = _NOTHING
    clause: re.Pattern[str] = _NOTHING
    turned: bool = False
