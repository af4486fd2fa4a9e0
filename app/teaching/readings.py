"""From examples to single readings, and from a reading to the lesson the model is given.

At run time the model reads one passage at a time. So an example with several passages becomes one reading each: the
answer where its words stand, "not in there" elsewhere, with less weight, since most such passages are easy to tell.
"""

from __future__ import annotations

import os.path
from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.teaching import Lesson
from app.tasks import read_passage
from app.teaching.dataset import Example, holds

EASY = 0.35
"""Weight of the passages around that do not hold the answer: most of them are easy to tell."""
ENDING = 0.5
"""Weight of the end of the turn behind "none"."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One passage read for one question; ``answer`` None: not in there."""

    header: str
    text: str
    question: str
    answer: str | None
    weight: float = 1.0


def readings(examples: Iterable[Example]) -> list[Reading]:
    """One a passage."""
    return [reading for example in examples for reading in _of(example)]


def lesson(reading: Reading) -> Lesson:
    """The reading in the form the model is asked in."""
    prompt = read_passage.prompt(reading.header, reading.text, reading.question)
    without = read_passage.prompt(reading.header, reading.text, "")
    shared = len(os.path.commonprefix([prompt, without]))
    if reading.answer is None:
        return Lesson(prompt, read_passage.NONE, shared, reading.weight, ENDING)
    return Lesson(prompt, f" {reading.answer}", shared, reading.weight)


def _of(example: Example) -> list[Reading]:
    several = len(example.passages) > 1
    answer = example.answer
    has_it = [answer is not None and (not several or holds(p.text, answer)) for p in example.passages]
    found = []
    for number, (passage, has) in enumerate(zip(example.passages, has_it, strict=True)):
        whole = has or (answer is None and number == 0)
        weight = example.weight * (1.0 if whole else EASY)
        header = read_passage.header(passage.title, passage.headings)
        found.append(Reading(header, passage.text, example.question, answer if has else None, weight))
    return found
