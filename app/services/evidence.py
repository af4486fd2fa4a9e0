"""Puts what was found into the numbered form that the person, the model and the citations share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.documents import StoredChunk
from app.domain.retrieval import AnswerSentence, Evidence, Signal, Support
from app.retrieval.answerability import document_of
from app.retrieval.fusion import CHUNK_WEIGHT, SENTENCE_WEIGHT, TEXT_WEIGHT, Retrieval, Scored
from app.retrieval.parties import names_held
from app.retrieval.reading import Quote, ReadSentence, best_of, choose

MAX_EVIDENCE = 6


@dataclass(frozen=True, slots=True)
class EvidenceSet:
    """Item ``i`` of each tuple belongs to evidence number ``i + 1``. The first ``answering`` quotes answer."""

    evidence: tuple[Evidence, ...]
    quotes: tuple[Quote, ...]
    chunks: tuple[StoredChunk, ...]
    answering: int

    def quoted(self) -> tuple[AnswerSentence, ...]:
        """The source's own words as an answer; white space of the page is not kept."""
        return tuple(
            AnswerSentence(" ".join(e.quote.split()), Support.SUPPORTED, (e.n,))
            for e in self.evidence[: self.answering]
        )


def gather(found: Retrieval, sentences: Sequence[ReadSentence], limit: int) -> EvidenceSet:
    """The quotes that answer come first, then the other passages as they were ranked, each with its best part."""
    answering = _of_the_named(choose(sentences, found), found)[:limit]
    used = {quote.candidate for quote in answering}
    others = [i for i in range(len(found.candidates)) if i not in used][: max(0, limit - len(answering))]
    quotes = (*answering, *(best_of(i, sentences, found) for i in others))
    chunks = tuple(found.candidates[quote.candidate].stored for quote in quotes)
    return EvidenceSet(
        tuple(_evidence(n, quote, found) for n, quote in enumerate(quotes, 1)), quotes, chunks, len(answering)
    )


def _of_the_named(quotes: Sequence[Quote], found: Retrieval) -> list[Quote]:
    """Without those whose document holds fewer of the names asked for than the first one's: another lease's notice
    period is no answer beside the right one.
    """
    held = names_held(found.question, [document_of(found, quote.candidate) for quote in quotes])
    return [quote for quote, count in zip(quotes, held, strict=True) if count >= held[0]]


def _evidence(n: int, quote: Quote, found: Retrieval) -> Evidence:
    candidate = found.candidates[quote.candidate]
    stored, chunk = candidate.stored, candidate.stored.chunk
    return Evidence(
        n=n,
        document_id=stored.document_id,
        path=stored.path,
        title=stored.title,
        page=chunk.page,
        span=chunk.span,
        text=chunk.text,
        quote=quote.text,
        quote_span=quote.span,
        score=candidate.scored.score,
        heading_path=chunk.heading_path,
        signals=_signals(candidate.scored),
    )


def _signals(scored: Scored) -> tuple[Signal, ...]:
    """What the score is made of: the effects add up to it."""
    sentence = scored.best_sentence
    return (
        Signal("sentence_cosine", sentence, SENTENCE_WEIGHT * sentence),
        Signal("chunk_cosine", scored.dense.chunk, CHUNK_WEIGHT * scored.dense.chunk),
        Signal("bm25", scored.bm25, TEXT_WEIGHT * scored.bm25),
        *(Signal(gain.value, by, by) for gain, by in scored.gains),
    )
