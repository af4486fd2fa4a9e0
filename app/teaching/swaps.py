"""Questions made false: one name, year or word of an answered question is exchanged; its passage no longer says it.

What a small model finds hardest is a passage that is about the right thing and does not say it. The examples that
people have are mostly questions with answers; from each of these one such hard negative is made, the way the authors
of SQuAD 2 did by hand (Rajpurkar et al. 2018: entity swap, number swap, antonym). Now and then the exchanged question
has an answer after all, or is nonsense; hence the smaller weight.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from app.retrieval.grounding_words import OPPOSITES
from app.retrieval.sentences import split_sentences
from app.teaching.readings import Reading

SWAPPED = 0.5
"""Weight of a question made false, beside a true one's 1."""
_OPPOSITE, _NEAR, _FAR, _YEAR = 3, 2, 1, 2
"""How often each kind is drawn: a name that the passage holds elsewhere is harder to tell than a strange one."""
_NAME = re.compile(r"(?<!^)(?<![.?!] )\b[A-Z][\w'’-]+(?: (?:of |the |de |von )?[A-Z][\w'’-]+)*")
_TIME = re.compile(r"\b1\d{3}\b|\b20\d\d\b|\b\d+(?:st|nd|rd|th) century\b")
_WORD = re.compile(r"\b[a-z]+\b")


def balanced(readings: Sequence[Reading], seed: int = 0) -> list[Reading]:
    """The readings, and as many questions made false as there are fewer hard negatives than answers.

    SQuAD 2 has enough of them, and more change little: a second round with one for each answer moved the starter's
    AUROC from .78 to .80 on look-alikes of that kind and from .81 to .79 on natural questions. What people collect has
    few.
    """
    answers = sum(one.answer is not None for one in readings)
    doubts = sum(one.answer is None and one.weight >= 1.0 for one in readings)
    return [*readings, *swapped(readings, seed)[: max(0, answers - doubts)]]


def swapped(readings: Sequence[Reading], seed: int = 0) -> list[Reading]:
    """At most one a reading that has an answer; none where nothing can be exchanged. Depends on its input alone."""
    named, dated = _known(readings, _NAME), _known(readings, _TIME)
    asked = {(one.text, one.question) for one in readings}
    found = []
    for one in readings:
        if one.answer is None:
            continue
        choices = list(_exchanged(one, named[one.header], dated[one.header]))
        choices = [(weight, text) for weight, text in choices if (one.text, text) not in asked]
        if choices:
            draw = random.Random(f"{seed}/{one.text}/{one.question}")
            [text] = draw.choices([text for _, text in choices], [weight for weight, _ in choices])
            found.append(replace(one, question=text, answer=None, weight=one.weight * SWAPPED))
    return found


def _known(readings: Iterable[Reading], pattern: re.Pattern[str]) -> dict[str, list[str]]:
    """By header, what the questions about it name; sorted, so that a draw does not depend on the order of a set."""
    found: dict[str, set[str]] = {}
    for one in readings:
        found.setdefault(one.header, set()).update(m.group() for m in pattern.finditer(one.question))
    return {header: sorted(names) for header, names in found.items()}


def _exchanged(one: Reading, names: Sequence[str], times: Sequence[str]) -> Iterator[tuple[int, str]]:
    said = _sentence(one)
    for match in _WORD.finditer(one.question):
        for other in sorted(OPPOSITES.get(match.group(), ())):
            yield _OPPOSITE, _put(one.question, match, other)
    for match in _NAME.finditer(one.question):
        strange = [name for name in names if name not in said and name not in one.question]
        for other in strange:
            yield (_NEAR if other in one.text else _FAR), _put(one.question, match, other)
    for match in _TIME.finditer(one.question):
        for other in times:
            alike = other[-1].isdigit() == match.group()[-1].isdigit()
            if alike and other not in said and other not in one.question:
                yield _YEAR, _put(one.question, match, other)


def _put(question: str, match: re.Match[str], other: str) -> str:
    return question[: match.start()] + other + question[match.end() :]


def _sentence(one: Reading) -> str:
    """The sentences that hold the answer, and the answer: what they name may well be true."""
    answer = one.answer or ""
    spans = split_sentences(one.text)
    return " ".join(
        [answer, *(one.text[s.start : s.end] for s in spans if answer in one.text[s.start : s.end])]
    )
