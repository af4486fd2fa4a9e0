"""From a question to a checked answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from app.domain.documents import Span
from app.domain.ids import ChunkId, DocumentId


@dataclass(frozen=True, slots=True)
class PastTurn:
    """One earlier turn of the conversation; ``role`` is "user" or "assistant"."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for. ``scope`` limits it to these files and folders (None: the whole library).

    ``everywhere``: documents that the question names are not preferred.
    """

    text: str
    top_k: int = 10
    scope: tuple[Path, ...] | None = None
    history: tuple[PastTurn, ...] = ()
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The question named documents, so these were searched first, or (``only``) nothing else was.

    ``rest`` is the question without what names them.
    """

    documents: tuple[Path, ...]
    only: bool
    rest: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk that was found. ``span`` are offsets into the document's text; ``score`` orders hits of one search."""

    rank: int
    chunk_id: ChunkId
    document_id: DocumentId
    path: Path
    title: str
    page: int | None
    page_to: int | None
    span: Span
    heading_path: tuple[str, ...]
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Hits, best first. ``standalone`` is the question that was really searched for (follow-ups are completed)."""

    hits: tuple[Hit, ...]
    standalone: str
    total_ms: float
    narrowed: Narrowed | None = None


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing that the decision rests on. ``effect`` is its share of the log-odds: above 0 it speaks for an answer,
    below 0 against one, measured from what an ordinary answerable question shows.
    """

    name: str
    value: float
    effect: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage shown to the person and to the model under the number ``n`` (from 1).

    ``quote`` is the verbatim part that carries the answer, ``quote_span`` its place in the document's text
    (``span`` is the place of the whole ``text``). ``signals`` say what ``score`` is made of ("chunk_cosine",
    "sentence_cosine", "bm25", and gains such as "words_gain"): the effects add up to it.
    """

    n: int
    document_id: DocumentId
    path: Path
    title: str
    page: int | None
    span: Span
    text: str
    quote: str
    quote_span: Span
    score: float
    heading_path: tuple[str, ...] = ()
    signals: tuple[Signal, ...] = ()


class Support(StrEnum):
    """How far a sentence is carried by the evidence it cites."""

    SUPPORTED = "supported"
    PARTIAL = "partial"
    UNSUPPORTED = "unsupported"


class FaultKind(StrEnum):
    """What is wrong with a sentence that is not fully supported.

    CONTRADICTED: the evidence says it otherwise (other unit, other date, the opposite, roles or names exchanged, may
    for must); ADDED_CONDITION: the sentence restricts what the evidence does not; OTHER_WRITING: a number or date
    stands in the evidence in another writing only.
    """

    MISSING_FACT = "missing_fact"
    NEGATION = "negation"
    CONTRADICTED = "contradicted"
    LOST_CONDITION = "lost_condition"
    ADDED_CONDITION = "added_condition"
    OTHER_WRITING = "other_writing"
    FAR = "far"
    REPEATS = "repeats"


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason against a sentence. ``value`` is the number, name or date that the evidence lacks (MISSING_FACT) or
    writes otherwise (OTHER_WRITING), the condition that was left away, as the evidence words it (LOST_CONDITION), or
    what the sentence says and the evidence says otherwise (CONTRADICTED).
    """

    kind: FaultKind
    value: str = ""


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """One sentence of an answer and the numbers of the evidence it rests on; ``faults`` say why support is lacking."""

    text: str
    support: Support
    citations: tuple[int, ...] = ()
    faults: tuple[Fault, ...] = ()


class AnswerStatus(StrEnum):
    """ANSWERED: the model's checked words. QUOTED: the source's own words. NOT_FOUND: it is not in the documents."""

    ANSWERED = "answered"
    QUOTED = "quoted"
    NOT_FOUND = "not_found"


class NotFoundReason(StrEnum):
    """Why there is no answer."""

    NO_EVIDENCE = "no_evidence"
    EVIDENCE_INSUFFICIENT = "evidence_insufficient"
    LIBRARY_EMPTY = "library_empty"


@dataclass(frozen=True, slots=True)
class TokenUsage:
    """Tokens read and written by the generator."""

    prompt_tokens: int = 0
    completion_tokens: int = 0

    def __add__(self, other: TokenUsage) -> TokenUsage:
        """Of both together."""
        return TokenUsage(
            self.prompt_tokens + other.prompt_tokens, self.completion_tokens + other.completion_tokens
        )


@dataclass(frozen=True, slots=True)
class AnswerTimings:
    """Milliseconds since the question was asked; None where that did not happen."""

    evidence_ms: float
    first_token_ms: float | None
    total_ms: float


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished answer. ``text`` carries [n] marks; ``dropped`` are sentences that strict mode removed.

    ``confidence`` is the estimated probability that the evidence holds the answer; ``status`` follows from it.
    For NOT_FOUND, ``evidence`` holds the nearest passages. ``interrupted`` names why the generator did not finish.
    ``signals`` say what the confidence is made of.
    ``scope`` is where was looked (None: the whole library), ``narrowed`` what the question itself made of that;
    ``threshold`` the confidence it takes to answer.
    """

    question: str
    standalone: str
    status: AnswerStatus
    text: str
    sentences: tuple[AnswerSentence, ...]
    evidence: tuple[Evidence, ...]
    confidence: float
    not_found_reason: NotFoundReason | None = None
    dropped: tuple[AnswerSentence, ...] = ()
    model: str | None = None
    adapter: str | None = None
    usage: TokenUsage = field(default_factory=TokenUsage)
    timings: AnswerTimings = field(default_factory=lambda: AnswerTimings(0.0, None, 0.0))
    documents_searched: int = 0
    interrupted: str | None = None
    scope: tuple[Path, ...] | None = None
    threshold: float | None = None
    signals: tuple[Signal, ...] = ()
    narrowed: Narrowed | None = None


@dataclass(frozen=True, slots=True)
class EvidenceFound:
    """Streamed before the model writes: what was found, and the quote that is shown at once."""

    evidence: tuple[Evidence, ...]
    standalone: str
    confidence: float


@dataclass(frozen=True, slots=True)
class AnswerDelta:
    """Streamed while the model writes; not checked yet, so the window shows it as a draft."""

    text: str


AnswerEvent = EvidenceFound | AnswerDelta


@dataclass(frozen=True, slots=True)
class SummarySentence:
    """One sentence of a summary and where it comes from. ``verbatim``: the document's own words, not a model's."""

    text: str
    span: Span
    page: int | None = None
    verbatim: bool = True


@dataclass(frozen=True, slots=True)
class Summary:
    """A summary of one document, in reading order. ``sentences_read`` of ``sentences_total`` were weighed."""

    document_id: DocumentId
    path: Path
    title: str
    sentences: tuple[SummarySentence, ...]
    model: str | None = None
    sentences_read: int = 0
    sentences_total: int = 0
    total_ms: float = 0.0
