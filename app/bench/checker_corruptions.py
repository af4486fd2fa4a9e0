"""Sentences made wrong on purpose, one thing at a time, and the same sentences said a little otherwise.

English only. Every maker takes a true sentence and what surrounds it and gives a changed one, or None where the
sentence offers nothing to change. The changes are blunt and some make a sentence that happens to be true still; they
are meant for comparing, not as a verdict.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.retrieval.facts import FactKind, facts

_NUMBER = re.compile(r"(?<![\w.,:/-])\d{1,3}(?:,\d{3})+(?![\w.,:/-]*\d)|(?<![\w.,:/-])\d+(?![\w,:/-]|\.\d)")
_MONTH_NAMES = "January February March April May June July August September October November December"
_MONTHS = _MONTH_NAMES.split()
_DATE = re.compile(rf"\b({'|'.join(_MONTHS)})\b(?=,? \d)|(?<=\d )({'|'.join(_MONTHS)})\b")
_YEAR = re.compile(r"(?<![\w.,/-])(?:1[6-9]|20)\d\d(?![\w,/-]|\.\d)")
_UNITS = {
    "days": "weeks", "weeks": "months", "months": "years", "years": "months", "hours": "days", "minutes": "hours",
    "seconds": "minutes", "km": "miles", "miles": "kilometres", "metres": "feet", "meters": "feet", "feet": "metres",
    "mg": "g", "kg": "tonnes", "percent": "points", "%": " euros", "dollars": "euros", "euros": "dollars",
    "million": "billion", "billion": "million", "pounds": "euros", "inches": "feet", "grams": "kilograms",
}  # fmt: skip
_MEASURED = re.compile(
    rf"(\d|\b(?:two|three|four|five|six|seven|eight|nine|ten)\b)( ?)({'|'.join(_UNITS)})(?!\w)"
)
_AUXILIARY = re.compile(
    r"\b(is|are|was|were|will|can|may|must|should|has been|have been)\b(?! not)", re.IGNORECASE
)
_NOT = re.compile(r" not\b(?! only)|(?<=[a-z])n't\b")
_LIMIT = re.compile(
    r"\b(?:only|at least|at most|up to|no more than|not more than|more than|less than|fewer than|no later than"
    r"|a maximum of|a minimum of|exclusively|solely) ",
)
_CLAUSE = re.compile(r",? (?:unless|except|if|only if|provided that|as long as|subject to) [^,;.]*(?=[,;.])")
_OPENING_CLAUSE = re.compile(r"^(?:If|Unless|Provided that|Except) [^,;]{5,80}, (\w)")
_MODALS = {"may": "must", "must": "may", "can": "must", "shall": "may", "will": "may"}
_MODAL = re.compile(r"\b(may|must|shall)\b(?= \w)")
_BEFORE = {"before": "after", "after": "before", "more": "less", "less": "more", "above": "below", "highest": "lowest",
           "increased": "decreased", "increase": "decrease", "first": "last", "largest": "smallest",
           "won": "lost", "north": "south", "east": "west", "with": "without", "always": "never"}  # fmt: skip
_OPPOSITE = re.compile(rf"\b({'|'.join(_BEFORE)})\b")
_LEADING = re.compile(r"^((?:In|On|At|During|After|Before|By|Since|From) [^,.;]{3,60}), (\S[^;]*)\.$")
_PARENTHESIS = re.compile(r" \([^()]*\)")
_SIDE_CLAUSE = re.compile(r", (?:which|who|where) [^,.;]*(?=[,.;])")
_SMALL = {
    "is not": "isn't", "are not": "aren't", "was not": "wasn't", "does not": "doesn't", "did not": "didn't",
    "in order to": "to", "as well as": "and", " also ": " ", "However, ": "", "has been": "was",
}  # fmt: skip
_WORDS = {"two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
          "ten": "10", "twelve": "12", "twenty": "20"}  # fmt: skip
_WORD_NUMBER = re.compile(rf"(?<![\w-])({'|'.join(_WORDS)})\b(?= (?!hundred|thousand|million)\w)")


@dataclass(frozen=True, slots=True)
class Around:
    """What a change may borrow: ``near`` is the cited text, ``names`` are those of the whole library."""

    near: str
    names: Sequence[str]


Maker = Callable[[str, Around, random.Random], "str | None"]


def _with(sentence: str, match: re.Match[str] | None, new: str) -> str | None:
    return None if match is None else sentence[: match.start()] + new + sentence[match.end() :]


def number_new(sentence: str, around: Around, rng: random.Random) -> str | None:
    """A number that stands nowhere in the cited text."""
    match = _NUMBER.search(sentence)
    if match is None:
        return None
    value = int(match.group().replace(",", ""))
    new = next(n for n in (value + rng.randint(2, 9) * 10**k for k in range(9)) if str(n) not in around.near)
    return _with(sentence, match, str(new))


def number_near(sentence: str, around: Around, rng: random.Random) -> str | None:
    """Another number of the cited text."""
    match = _NUMBER.search(sentence)
    others = sorted(set(_NUMBER.findall(around.near)) - set(_NUMBER.findall(sentence)))
    return _with(sentence, match, rng.choice(others)) if match and others else None


def unit(sentence: str, _around: Around, _rng: random.Random) -> str | None:
    """Weeks for days, dollars for euros."""
    match = _MEASURED.search(sentence)
    return _with(sentence, match, f"{match[1]}{match[2]}{_UNITS[match[3]]}") if match else None


def _names(text: str) -> list[str]:
    return [
        f.value for f in facts(text) if f.kind is FactKind.NAME and f.value.isalpha() and len(f.value) > 2
    ]


def _renamed(sentence: str, choice: Sequence[str], rng: random.Random) -> str | None:
    own = _names(sentence)
    others = sorted(set(choice) - set(own) - set(sentence.split()))
    return re.sub(rf"\b{own[-1]}\b", rng.choice(others), sentence) if own and others else None


def name_far(sentence: str, around: Around, rng: random.Random) -> str | None:
    """A name from elsewhere in the library."""
    return _renamed(sentence, [n for n in around.names if n not in around.near], rng)


def name_near(sentence: str, around: Around, rng: random.Random) -> str | None:
    """Another name of the cited text."""
    return _renamed(sentence, _names(around.near), rng)


def swapped(sentence: str, _around: Around, _rng: random.Random) -> str | None:
    """The first and last name of the sentence in each other's place, where the cited order is not symmetric."""
    own = list(dict.fromkeys(_names(sentence)))
    if len(own) < 2 or re.search(rf"{own[0]}\W+(?:and|or|{own[-1]})", sentence):
        return None
    parts = re.split(rf"\b({own[0]}|{own[-1]})\b", sentence)
    return "".join({own[0]: own[-1], own[-1]: own[0]}.get(p, p) for p in parts)


def negated(sentence: str, _around: Around, _rng: random.Random) -> str | None:
    """ "Not" behind the first auxiliary."""
    match = _AUXILIARY.search(sentence)
    return _with(sentence, match, f"{match.group()} not") if match else None


def affirmed(sentence: str, _around: Around, _rng: random.Random) -> str | None:
    """Without its "not"."""
    return _with(sentence, _NOT.search(sentence), "")


def limit_dropped(sentence: str, _around: Around, _rng: random.Random) -> str | None:
    """Without "only", "at least", "up to"."""
    return _with(sentence, _LIMIT.search(sentence), "")


def condition_dropped(sentence: str, _around: Around, _rng: random.Random) -> str | None:
    """Without "unless ..." or "if ..."."""
    opening = _OPENING_CLAUSE.match(sentence)
    if opening:
        return opening[1].upper() + sentence[opening.end() :]
    return _with(sentence, _CLAUSE.search(sentence), "")


def modal(sentence: str, _around: Around, _rng: random.Random) -> str | None:
    """Must for may, may for must."""
    match = _MODAL.search(sentence)
    return _with(sentence, match, _MODALS[match.group()]) if match else None


def opposite(sentence: str, _around: Around, _rng: random.Random) -> str | None:
    """After for before, lowest for highest."""
    match = _OPPOSITE.search(sentence)
    return _with(sentence, match, _BEFORE[match.group()]) if match else None


def date(sentence: str, around: Around, rng: random.Random) -> str | None:
    """Another month or year, one of the cited text where there is one."""
    for pattern, spare in ((_DATE, _MONTHS), (_YEAR, [str(y) for y in range(1950, 2024)])):
        match = pattern.search(sentence)
        if match:
            near = {m.group() for m in pattern.finditer(around.near)} - {
                m.group() for m in pattern.finditer(sentence)
            }
            others = sorted(near) or [s for s in spare if s not in sentence]
            return _with(sentence, match, rng.choice(others))
    return None


def verbatim(sentence: str, _around: Around, _rng: random.Random) -> str | None:
    """The sentence itself."""
    return sentence


def moved(sentence: str, _around: Around, _rng: random.Random) -> str | None:
    """ "In 1990, he left." as "He left in 1990." """
    match = _LEADING.match(sentence)
    if match is None:
        return None
    return f"{match[2][0].upper()}{match[2][1:]} {match[1][0].lower()}{match[1][1:]}."


def shortened(sentence: str, _around: Around, _rng: random.Random) -> str | None:
    """Without a parenthesis or a relative clause."""
    shorter = _SIDE_CLAUSE.sub("", _PARENTHESIS.sub("", sentence))
    return shorter if shorter != sentence else None


def reworded(sentence: str, _around: Around, _rng: random.Random) -> str | None:
    """With contractions and shorter small words."""
    new = sentence
    for old, short in _SMALL.items():
        new = re.sub(rf"{old}(?!\w)" if old[-1].isalpha() else old, short, new)
    return new if new != sentence else None


def figures(sentence: str, _around: Around, _rng: random.Random) -> str | None:
    """ "3" for "three"."""
    match = _WORD_NUMBER.search(sentence)
    return _with(sentence, match, _WORDS[match.group()]) if match else None


def span(sentence: str, _around: Around, _rng: random.Random) -> str | None:
    """A bare answer: a number with the word behind it, or a name with its neighbour."""
    match = re.search(
        r"(?<![\w.,-])\d[\d,]*(?:\.\d+)? [a-z]{3,}|[A-Z][a-z]+ [A-Z][a-z]+(?=[ ,.])", sentence[1:]
    )
    return match.group() if match else None


def wrong_span(sentence: str, around: Around, rng: random.Random) -> str | None:
    """A bare answer with a number or name that stands elsewhere."""
    bare = span(sentence, around, rng)
    if bare is None:
        return None
    changed = (
        number_new(bare, around, rng) if bare[0].isdigit() else _renamed(f"the {bare}", around.names, rng)
    )
    wrong = changed.removeprefix("the ") if changed else None
    return wrong if wrong and wrong not in around.near else None


WRONG: dict[str, Maker] = {
    "number, not in the evidence": number_new, "number, from the evidence": number_near, "unit": unit,
    "name, not in the evidence": name_far, "name, from the evidence": name_near, "names exchanged": swapped,
    "date": date, "negation added": negated, "negation removed": affirmed, "limit dropped": limit_dropped,
    "condition dropped": condition_dropped, "may and must": modal, "opposite": opposite, "bare answer": wrong_span,
}  # fmt: skip
"""What must not be shown as supported."""
RIGHT: dict[str, Maker] = {
    "verbatim": verbatim, "clause moved": moved, "shortened": shortened, "small words": reworded,
    "figures for words": figures, "bare answer": span,
}  # fmt: skip
"""What must be."""
