"""What a question is about: its kind, its subject, its time.

"How much is the rent for the flat in Mill Lane?" is about *rent*; flat and Mill Lane only say which. The subject is
what stands between the question word and the first preposition; a sentence that does not name it, nor stands under a
heading that does, seldom answers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.retrieval.answer_types import AnswerType, answer_type
from app.retrieval.facts import facts
from app.retrieval.numerals import quarters_in, years_in
from app.retrieval.stop_words import GERMAN_STOP_WORDS
from app.retrieval.words import content_stems, fold, is_german

_ENDS = re.compile(
    r"\b(?:of|for|in|at|on|with|to|from|by|after|before|between|under|per|within|during|about|against|that|who|which"
    r"|when|where|while|if|than|as|into|over|until|since|among)\b|[,;(]"
)
_OPENING = re.compile(
    r"^.*?\b(?:who(?:m|se)?|what|which|when|where|why|how(?: (?:much|many|long|old|tall|far|often|large|big|high|deep"
    r"|wide|fast|heavy))?)\b"
)
_TOLD_BEFORE = re.compile(
    r"^(?P<told>.+?)[,;.:] (?:and )?(?:what|why|how|where|when)\b[^,;]*\b(?:that|this|it)\b[^,;]*$"
)
"""The light flashes red, what does that mean?"""
_GERMAN_ENDS = re.compile(
    r"\b(?:von|vom|fur|in|im|an|am|auf|bei|beim|mit|zu|zum|zur|aus|nach|vor|zwischen|unter|pro|bis|uber|durch|gegen|ohne"
    r"|um|seit|ab|wenn|als|dass|der|des)\b|[,;(]"
)
_GERMAN_OPENING = re.compile(
    r"^.*?\b(?:wer|wem|wen|wessen|was|welche[rnsm]?|wann|wohin|woher|warum|wieso|wo|wie(?: (?:viele?|hoch|lange?|oft"
    r"|gro(?:ss|ß)|alt|weit|schnell|teuer|tief|breit|schwer))?)\b"
)
_LIGHT = frozenset(
    content_stems(
        """name names named kind kinds type types sort sorts term word amount number percentage percent proportion
        share part parts year years date day days time month months hour hours minute minutes week weeks century people
        person thing things way ways example examples reason reasons main many call called one two"""
    )
)
"""Words that name the kind of answer, not what it is about."""
_ROLE = re.compile(r"\bwho(?:se)? (?:is|are|was|were) (?:the|an?) ")
_COMPARES = re.compile(
    r"\b(?:than|compar\w*|versus|vs|differ\w*|both|chang\w*|gr[eo]w\w*|growth|increas\w*|decreas\w*|r[io]se\w*|rising|f[ae]ll"
    r"|fallen|dropp?\w*|declin\w*|improv\w*|up|down|more|less|higher|lower|better|worse|vergl\w*|unterschied\w*|als"
    r"|verander\w*|gestiegen|gesunken|gewachsen|zugenommen|abgenommen|entwickel\w*)\b"
)
_PAST = re.compile(r"\b(?:was|were|did|had|came|earned|made)\b")
_FUTURE = re.compile(
    r"\b(?:will|shall|expects?|expected|forecasts?|planned|plans?|outlook|targets?|aims?|next|going to|should)\b"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question taken apart.

    ``subject``: stems, perhaps none; ``past``: it asks about what has happened; ``role``: it asks who holds an office
    or a place (the subject) in something.
    """

    text: str
    kind: AnswerType
    stems: frozenset[str]
    subject: frozenset[str]
    quarters: frozenset[int]
    years: frozenset[str]
    past: bool
    role: bool
    german: bool = False

    @property
    def times(self) -> frozenset[str]:
        """The quarters it names; without any, the years."""
        return times_in(self.text)

    @property
    def compares(self) -> bool:
        """Whether it asks how two quarters or years differ: no one sentence need say it."""
        return len(self.times) > 1 and bool(_COMPARES.search(fold(self.text).lower()))


def times_in(text: str) -> frozenset[str]:
    """Quarters ("q3") of a text; without any, its years."""
    return frozenset(f"q{n}" for n in quarters_in(text)) or years_in(text)


def understand(question: str) -> Asked:
    """Take a question apart, by rules."""
    low, german = fold(question).lower(), is_german(question)
    future = bool(_FUTURE.search(low))
    return Asked(
        text=question,
        kind=answer_type(question),
        stems=frozenset(content_stems(question)),
        subject=_german_subject(low) if german else _subject(low, _names(question)),
        quarters=quarters_in(question),
        years=years_in(question),
        past=bool(_PAST.search(low)) and not future,
        role=bool(_ROLE.search(low)),
        german=german,
    )


def _names(question: str) -> frozenset[str]:
    """Stems of names and numbers: they say which one is meant, not what is asked about it."""
    return frozenset(content_stems(" ".join(f.value for f in facts(question))))


def _subject(low: str, names: frozenset[str]) -> frozenset[str]:
    """The first stretch between prepositions that says something of its own, names aside."""
    rest = _OPENING.sub("", low, count=1)
    told = _TOLD_BEFORE.match(low)
    for part in _ENDS.split(told["told"] if told else rest):
        stems = frozenset(content_stems(part)) - _LIGHT - names
        if stems:
            return stems
    return frozenset()


def _german_subject(low: str) -> frozenset[str]:
    """The same; German names cannot be told from other nouns by their capitals, so they count."""
    rest = _GERMAN_OPENING.sub("", low, count=1)
    for part in _GERMAN_ENDS.split(rest):
        stems = frozenset(content_stems(part)) - GERMAN_STOP_WORDS
        if stems:
            return stems
    return frozenset()


def looks_ahead(text: str) -> bool:
    """Whether a sentence speaks of what is to come."""
    return bool(_FUTURE.search(text.lower()))
