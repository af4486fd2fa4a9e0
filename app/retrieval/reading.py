"""The sentence reader: which sentences of the passages found carry the answer. No language model.

A sentence's score is the weighted sum of its clues: how near its meaning is; how much of the question it says itself,
and together with the sentence before it and what the document says anyway; how well it holds the kind of thing asked
for (money, a date, a name); whether it or its heading names the subject of the question, or is labelled with it
("Landlord: ..."); whether its document says the names of the question; and the score of its chunk. Against it speak:
another year or quarter than the question's, an outlook where the question is about the past, a table row about
something narrower than the question, a title that is no sentence.

Where two quarters or years are compared, one sentence is chosen for each.

A heading, a question, or a sentence that says nothing beyond the question is never quoted, however near it is: the
sentence behind it takes over part of its lead.

Measured (first choice / one of two / one of three holds the gold answer; before the clues of subject, label and time
in brackets): SQuAD 2, 1,243 questions, 15 articles searched: .81/.89/.93 (.80/.89/.93). Look-alike accident report
forms: .68/.79/.82 (.42/.65/.71). ClapNQ, whose answers are long: .36/.50/.59 (.36/.48/.59). Cosine alone gives
.64/.77/.84 on SQuAD 2. The weights are round numbers on a flat optimum.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.documents import Span
from app.retrieval.answer_types import WHOLE, AnswerType
from app.retrieval.clues import Clues, Page, is_row
from app.retrieval.facts import FactSource
from app.retrieval.fusion import Candidate, Retrieval
from app.retrieval.german import Kin
from app.retrieval.names_asked import names_asked
from app.retrieval.questions import Asked, times_in, understand
from app.retrieval.words import content_stems, coverage, query_terms, words

READ_CHUNKS = 5
"""Chunks that are read closely."""
MAX_SENTENCES = 3
"""Sentences in a quoted answer."""
MAX_WORDS = 90
_NEAR_BEST = 0.25
"""Sentences scoring up to this much less than the best one are worth showing beside it."""
_NEAR_SURE = 0.15
"""The same when the best one is sure."""


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence that was read. ``candidate`` and ``sentence`` are positions; ``span`` lies in the document's text."""

    candidate: int
    sentence: int
    span: Span
    text: str
    score: float
    cosine: float
    coverage: float
    clues: Clues


@dataclass(frozen=True, slots=True)
class Quote:
    """Neighbouring sentences of one chunk, verbatim: ``text`` is the document's text at ``span``."""

    candidate: int
    span: Span
    text: str
    score: float


def read(found: Retrieval) -> list[ReadSentence]:
    """All sentences of the best chunks that may hold the answer, best first."""
    asked = understand(found.question)
    weights = found.rarity.stem_weights(query_terms(found.question))
    kin = Kin(found.question, weights)
    sentences = [
        sentence
        for position, candidate in enumerate(found.answering[:READ_CHUNKS])
        for sentence in _read_chunk(
            position, candidate, _page(found, position, asked, weights, kin), weights, kin
        )
    ]
    return sorted(sentences, key=_best_first)


def _best_first(sentence: ReadSentence) -> tuple[float, int, int]:
    return (-sentence.score, sentence.candidate, sentence.sentence)


def _page(found: Retrieval, position: int, asked: Asked, weights: Mapping[str, float], kin: Kin) -> Page:
    candidate = found.candidates[position]
    given = _given(found, position, weights, kin)
    return Page(candidate, asked, weights, given, _named(found, position, kin))


def _named(found: Retrieval, position: int, kin: Kin) -> float:
    """Share of the question's names that what was found of the document says."""
    wanted = names_asked(found.question)
    if not wanted:
        return 1.0
    me = found.candidates[position].stored
    texts = [
        " ".join((c.stored.path.stem, c.stored.title, *c.stored.chunk.heading_path, c.stored.chunk.text))
        for c in found.candidates
        if c.stored.content_id == me.content_id
    ]
    source, said = FactSource("\n".join(texts)), kin.said(content_stems("\n".join(texts)))
    return sum(source.holds(f) or kin.says(words(f.value), said) for f in wanted) / len(wanted)


def _read_chunk(
    position: int, candidate: Candidate, page: Page, weights: Mapping[str, float], kin: Kin
) -> list[ReadSentence]:
    dense = candidate.scored.dense
    known = len(dense.sentences) == len(page.texts)
    cosines = dense.sentences if known else (dense.chunk,) * len(page.texts)
    found: list[ReadSentence] = []
    before: frozenset[str] = frozenset()
    lead = 0.0
    for number, (text, cosine) in enumerate(zip(page.texts, cosines, strict=True)):
        stems = frozenset(content_stems(text))
        if page.only_points(text, stems):
            lead, before = max(0.0, cosine), before | kin.said(stems)
            continue
        stems = kin.said(stems)
        clues = page.clues(text, stems, before, cosine, lead)
        span = candidate.stored.chunk.sentences[number]
        found.append(
            ReadSentence(position, number, span, text, clues.score(), cosine, coverage(weights, stems), clues)
        )
        lead, before = 0.0, stems
    return found


def _given(found: Retrieval, position: int, weights: Mapping[str, float], kin: Kin) -> frozenset[str]:
    """Stems of the question that the document says anyway: in its title, headings, or another chunk that was found."""
    me = found.candidates[position].stored
    others = [
        c.stored.chunk.text
        for c in found.candidates
        if c.stored.content_id == me.content_id and c.stored.id != me.id
    ]
    headed = kin.said(content_stems(" ".join((me.title, *me.chunk.heading_path))))
    elsewhere = [kin.said(content_stems(text)) for text in others]
    return frozenset(s for s in weights if s in headed or any(s in stems for stems in elsewhere))


def choose(sentences: Sequence[ReadSentence], found: Retrieval) -> list[Quote]:
    """The quotes that answer, best first: at most three sentences and 90 words in all, the first one always."""
    if not sentences:
        return []
    asked = understand(found.question)
    if asked.compares:
        return _runs(_one_for_each_time(sentences, asked, found), found)
    sure = _is_sure(sentences[0], asked.kind)
    chosen = [sentences[0]]
    used = len(sentences[0].text.split())
    for sentence in sentences[1:]:
        size = len(sentence.text.split())
        near = _NEAR_SURE if sure and not _touches(sentence, chosen) else _NEAR_BEST
        if len(chosen) == MAX_SENTENCES or sentence.score < sentences[0].score - _NEAR_BEST:
            break
        if _another_row(sentence, sentences[0]):
            continue
        if sentence.score >= sentences[0].score - near and used + size <= MAX_WORDS:
            chosen.append(sentence)
            used += size
    return _runs(chosen, found)


def _one_for_each_time(
    sentences: Sequence[ReadSentence], asked: Asked, found: Retrieval
) -> list[ReadSentence]:
    """Of a comparison: the best sentence, and for each time that those chosen do not tell the best that does."""
    chosen = [sentences[0]]
    untold = asked.times - _times(sentences[0], found)
    for sentence in sentences[1:]:
        told = untold & _times(sentence, found)
        if told and len(chosen) < MAX_SENTENCES:
            chosen.append(sentence)
            untold -= told
    return chosen


def _times(sentence: ReadSentence, found: Retrieval) -> frozenset[str]:
    """The quarters and years it speaks of; without any of its own, those of its headings and title."""
    stored = found.candidates[sentence.candidate].stored
    header = " ".join((stored.path.stem, stored.title, *stored.chunk.heading_path))
    return times_in(sentence.text) or times_in(header)


def _another_row(sentence: ReadSentence, best: ReadSentence) -> bool:
    """A row about something else than the one that was named: what children may take does not belong to the answer."""
    return best.clues.keyed > sentence.clues.keyed and is_row(sentence.text)


def _touches(sentence: ReadSentence, chosen: Sequence[ReadSentence]) -> bool:
    return any(c.candidate == sentence.candidate and abs(c.sentence - sentence.sentence) == 1 for c in chosen)


def _is_sure(best: ReadSentence, kind: AnswerType) -> bool:
    """The sentence names what was asked about and holds the very kind of thing asked for."""
    clues = best.clues
    return bool(clues.label) or (kind is not AnswerType.ANY and clues.fit >= WHOLE and clues.subject >= 1.0)


def best_of(candidate: int, sentences: Sequence[ReadSentence], found: Retrieval) -> Quote:
    """The best sentence of one chunk; the whole chunk when it was not read."""
    for sentence in sentences:
        if sentence.candidate == candidate:
            return _runs([sentence], found)[0]
    chosen = found.candidates[candidate]
    return Quote(candidate, chosen.stored.chunk.span, chosen.stored.chunk.text, chosen.scored.score)


def _runs(chosen: Sequence[ReadSentence], found: Retrieval) -> list[Quote]:
    """Sentences that touch become one quote; quotes stand in the order of their best sentence."""
    runs: list[list[ReadSentence]] = []
    for sentence in sorted(chosen, key=_by_place):
        last = runs[-1][-1] if runs else None
        if last and last.candidate == sentence.candidate and last.sentence + 1 == sentence.sentence:
            runs[-1].append(sentence)
        else:
            runs.append([sentence])
    quotes = [_quote(run, found) for run in runs]
    return sorted(quotes, key=_by_score)


def _by_place(sentence: ReadSentence) -> tuple[int, int]:
    return sentence.candidate, sentence.sentence


def _by_score(quote: Quote) -> float:
    return -quote.score


def _quote(run: Sequence[ReadSentence], found: Retrieval) -> Quote:
    chunk = found.candidates[run[0].candidate].stored.chunk
    span = Span(min(s.span.start for s in run), max(s.span.end for s in run))
    return Quote(run[0].candidate, span, chunk.at(span), max(s.score for s in run))
