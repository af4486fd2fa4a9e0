"""What a taught model said about single passages: which reading to believe, and where its words stand.

A taught model reads each of the best passages by itself. From a reading come three things: the words it gives as the
answer, how probable it finds that the passage does not say (``none``), and how sure it is of its words
(``mean_logprob``). Words count only when they stand in the passage; then the sentence around them is the quote.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.domain.documents import Span
from app.retrieval.agreement import token_f1
from app.retrieval.answer_types import PART, WHOLE, AnswerType, answer_type, fit, tells_time
from app.retrieval.clues import Clues, is_row
from app.retrieval.fusion import Candidate, Retrieval
from app.retrieval.logistic import MOST_LOG_ODDS, log_odds, probability
from app.retrieval.parties import other_party
from app.retrieval.reading import Quote, ReadSentence
from app.retrieval.whole_spans import completed
from app.retrieval.words import content_stems

READ_PASSAGES = 3
"""Passages a taught model reads: on SQuAD 2 the first three hold the answer for 94 %, the first alone for 84 %."""
READ_AGAIN = 3
"""Sentences that are read again by themselves; one to three measured alike, three hold the answer most often."""
_LEAST_LOGPROB = -6.0
_RANK_NAMES = """mr mrs ms dr prof professor sir lady lord king queen prince princess emperor empress duke count baron
saint pope bishop president chancellor minister captain colonel general herr frau doktor great"""
_RANKS = frozenset(content_stems(_RANK_NAMES))
_OPENING_WORDS = "a an the he she it they his her its their this that these those"
_OPENERS = frozenset(_OPENING_WORDS.split())
_SOMEBODY = re.compile(r"\b(?:the|an?|his|her|its|their|our|my)\s+\w|\w{2}(?<!s)s$", re.IGNORECASE)
"""With an article or in the plural: "poison" is nobody."""
_NO_SUPERLATIVES = "interest|request|harvest|forest|invest|contest|protest|honest"
_SUPERLATIVE = re.compile(
    rf"(?<!at )\b(?:most|least|best|worst|(?!(?:{_NO_SUPERLATIVES})\b)[a-z]{{3,}}est)\b", re.IGNORECASE
)
_SAME = 0.8
"""Agreement from which on two readings give the same answer."""


@dataclass(frozen=True, slots=True)
class PassageReading:
    """What the model made of candidate number ``candidate``. ``none`` is a probability, ``mean_logprob`` natural."""

    candidate: int
    text: str
    none: float
    mean_logprob: float

    @property
    def says(self) -> float:
        """Log-odds of "it does hold an answer"."""
        return -log_odds(self.none)


UNREAD = 0.5
"""Agreement of an answer where nothing was read again."""


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """Words of a document that answer. ``span`` and ``quote`` (the sentences around them) lie in the document's text.

    ``text`` are the words made whole, ``written`` those that the model gave. ``says`` are the log-odds that the passage
    holds an answer, as the model sees it; ``sure`` the mean log-probability of its words; ``reader`` how far the
    sentence reader's score of that sentence lies below its best; ``agrees`` how far the model gives the same words
    (0 to 1) when it reads the reader's best sentences alone; ``kind`` how well they are the kind of thing asked for.
    ``again``: the words come from that second reading, and ``agrees`` compares them with the first ones.
    """

    candidate: int
    text: str
    written: str
    span: Span
    quote: Quote
    says: float
    sure: float
    reader: float
    agrees: float = UNREAD
    kind: float = 1.0
    again: bool = False


@dataclass(frozen=True, slots=True)
class Trust:
    """How much each thing says about whether a short answer is right: coefficients of a logistic function.

    Fitted on questions about documents that the adapter was not taught with; stored on its card.
    """

    bias: float = -0.4
    says: float = 0.3
    sure: float = 1.5
    reader: float = -2.0
    passage: float = 2.0
    agrees: float = 0.0

    @classmethod
    def of(cls, numbers: Mapping[str, float]) -> Trust:
        """From an adapter's card ("short_bias", "short_says" ...); what it does not name keeps its default."""
        known = {name: numbers[f"short_{name}"] for name in cls.__slots__ if f"short_{name}" in numbers}
        return cls(**known)


def short_answers(
    readings: Sequence[PassageReading], found: Retrieval, sentences: Sequence[ReadSentence]
) -> list[ShortAnswer]:
    """Those readings whose words stand in their passage, in a sentence about the party and the time asked for, and may
    be what was asked for; in the order of the passages.
    """
    answers = (_placed(reading, found, sentences) for reading in readings)
    return [answer for answer in answers if answer is not None and _may_be(answer.text, found.question)]


def fits(text: str, question: str) -> bool:
    """Whether ``text`` says something the question did not, and is the kind of thing asked for.

    A rank before a name of the question says nothing: who killed Harold II? Not "King Harold II". A bare number will
    do only where a number was asked for.
    """
    kind = answer_type(question)
    least = PART if kind in {AnswerType.COUNT, AnswerType.NUMBER} else WHOLE
    return _says_more(text, question) and _kind(text, question) >= least


def _may_be(text: str, question: str) -> bool:
    """Whether it fits, or may: who and where are also told without a name ("the dukes", "in the north")."""
    kind = answer_type(question)
    nameless = kind is AnswerType.PLACE or (kind is AnswerType.NAME and bool(_SOMEBODY.search(text)))
    return fits(text, question) or (nameless and _says_more(text, question))


def _says_more(text: str, question: str) -> bool:
    said = frozenset(content_stems(text))
    return not (said - _RANKS or said) <= frozenset(content_stems(question))


def _kind(text: str, question: str) -> float:
    """How well the words alone are what was asked for; a century or a bare year is a time."""
    kind = answer_type(question)
    if kind is AnswerType.TIME:
        return float(tells_time(text, question))
    return fit(text, question, kind)


def confirmed(
    readings: Sequence[PassageReading],
    again: PassageReading | None,
    found: Retrieval,
    sentences: Sequence[ReadSentence],
) -> list[ShortAnswer]:
    """All short answers, knowing what the model gave when it read the reader's best sentences alone (None: nothing).

    Where both readings give the same words they are right far more often: on 300 questions about two articles that the
    shipped adapter was not taught with, the AUROC of the likeliest answer's likelihood rises from .86 to .89. Where
    they differ the second is an answer of its own: of 156 answerable ones the first hold 96, both together 105. What
    names nobody or no place where that was asked for counts only when both give it.
    """
    first = short_answers(readings, found, sentences)
    if again is None:
        return [answer for answer in first if answer.kind > 0.0]
    compared = [replace(answer, agrees=token_f1(answer.written, again.text)) for answer in first]
    both = [*compared, *_read_again(again, readings, found, sentences)]
    return [answer for answer in both if answer.kind > 0.0 or answer.agrees >= _SAME]


def _read_again(
    again: PassageReading,
    readings: Sequence[PassageReading],
    found: Retrieval,
    sentences: Sequence[ReadSentence],
) -> list[ShortAnswer]:
    """The second reading as an answer, where its words stand in one of the sentences that were read; the best such."""
    where = dict.fromkeys(s.candidate for s in sentences[:READ_AGAIN])
    placed = short_answers([replace(again, candidate=n) for n in where], found, sentences)
    agrees = max((token_f1(reading.text, again.text) for reading in readings), default=0.0)
    best = min(placed, key=lambda answer: answer.reader, default=None)
    return [] if best is None else [replace(best, agrees=agrees, again=True)]


def likelihood(answer: ShortAnswer, found: Retrieval, trust: Trust) -> float:
    """How likely the short answer is right, from 0 to 1."""
    lead = found.candidates[answer.candidate].scored.score - found.candidates[0].scored.score
    total = (
        trust.bias
        + trust.says * answer.says
        + trust.sure * answer.sure
        + trust.reader * answer.reader
        + trust.passage * lead
        + trust.agrees * (answer.agrees - UNREAD)
    )
    return probability(total)


def says(readings: Sequence[PassageReading]) -> float:
    """The best log-odds that some passage holds an answer; very low without readings."""
    return max((reading.says for reading in readings), default=-MOST_LOG_ODDS)


def _placed(
    reading: PassageReading, found: Retrieval, sentences: Sequence[ReadSentence]
) -> ShortAnswer | None:
    candidate, question = found.candidates[reading.candidate], found.question
    chunk = candidate.stored.chunk
    own = {s.sentence: s for s in sentences if s.candidate == reading.candidate}
    best = max((s.score for s in sentences), default=0.0)
    places = [_sentences_at(candidate, span) for span in locate(reading.text, chunk.text)]
    ranked = sorted(places, key=lambda p: -max((own[n].score for n in p.numbers if n in own), default=-1.0))
    if not ranked:
        return None
    place = ranked[0]
    around = [own[n] for n in place.numbers if n in own]
    said, before = (chunk.text[place.around.start : end] for end in (place.around.end, place.span.start))
    if any(_about_something_else(s.clues) for s in around) or other_party(question, said, before):
        return None
    if _beside_the_row(around, sentences) or _one_of_many(around, question):
        return None
    score = max((s.score for s in around), default=best - 1.0)
    offset = chunk.span.start
    span = completed(chunk.text, place.span, place.around, question)
    text = " ".join(chunk.text[span.start : span.end].split())
    return ShortAnswer(
        reading.candidate,
        text,
        reading.text,
        Span(span.start + offset, span.end + offset),
        Quote(
            reading.candidate,
            Span(place.around.start + offset, place.around.end + offset),
            chunk.text[place.around.start : place.around.end],
            score,
        ),
        says=reading.says,
        sure=max(_LEAST_LOGPROB, reading.mean_logprob),
        reader=best - score,
        kind=_kind(text, question),
    )


def _about_something_else(clues: Clues) -> bool:
    """Another time than the question's, an outlook where it looks back, a row about something narrower."""
    return clues.other_time > 0 or clues.ahead > 0 or clues.narrower > 0


def _beside_the_row(around: Sequence[ReadSentence], sentences: Sequence[ReadSentence]) -> bool:
    """The reader found the row that the question names, and these words stand elsewhere: a sum of all rows, perhaps."""
    best = sentences[0]
    return bool(around and best.clues.keyed) and not any(s.clues.keyed for s in around)


def _one_of_many(around: Sequence[ReadSentence], question: str) -> bool:
    """A row that does not say of itself that it is the cheapest or the longest: pointing compares no rows."""
    if not _SUPERLATIVE.search(question):
        return False
    return any(is_row(s.text) and not _SUPERLATIVE.search(s.text) for s in around)


@dataclass(frozen=True, slots=True)
class _Place:
    """``span`` and ``around`` (whole sentences) are offsets into the chunk's text; ``numbers`` its sentences."""

    span: Span
    around: Span
    numbers: tuple[int, ...]


def _sentences_at(candidate: Candidate, span: Span) -> _Place:
    """The sentences of the chunk that ``span`` touches; the span alone where there are none."""
    chunk = candidate.stored.chunk
    inside = [Span(s.start - chunk.span.start, s.end - chunk.span.start) for s in chunk.sentences]
    numbers = tuple(n for n, s in enumerate(inside) if s.start < span.end and s.end > span.start)
    if not numbers:
        return _Place(span, span, ())
    around = Span(min(span.start, inside[numbers[0]].start), max(span.end, inside[numbers[-1]].end))
    return _Place(span, around, numbers)


def locate(text: str, passage: str) -> list[Span]:
    """Where ``text`` stands in ``passage`` word for word; white space, letter case and commas may differ, and where it
    stands nowhere, so may an article or a pronoun before it.

    Not inside a longer word or number: "5" does not stand in "25" or "2.5".
    """
    parts = text.strip().strip("\"“”'‘’.,;: ").split()
    places = _places(parts, passage)
    if not places and len(parts) > 1 and parts[0].casefold() in _OPENERS:
        return _places(parts[1:], passage)
    return places


def _places(parts: Sequence[str], passage: str) -> list[Span]:
    if not parts:
        return []
    pattern = r",?\s+".join(re.escape(part.rstrip(",") or part) for part in parts)
    bordered = rf"(?<![\w])(?<!\d[.,]){pattern}(?![\w])(?![.,]\d)" if _wordy(parts) else pattern
    return [Span(m.start(), m.end()) for m in re.finditer(bordered, passage, re.IGNORECASE)]


def _wordy(parts: Sequence[str]) -> bool:
    """Whether the borders of words mean anything: the text begins and ends with a letter or a digit."""
    return parts[0][0].isalnum() and parts[-1][-1].isalnum()
