"""What a person thinks of an answer, kept as a case that Carrel can be measured with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.ids import CaseId
from app.domain.retrieval import Answer, PastTurn


class Verdict(StrEnum):
    """Thumb up, thumb down."""

    GOOD = "good"
    BAD = "bad"


class Complaint(StrEnum):
    """What is the matter with a bad answer."""

    WRONG = "wrong"
    NOT_ASKED = "not_asked"
    IN_DOCUMENTS = "in_documents"
    NOT_IN_DOCUMENTS = "not_in_documents"


@dataclass(frozen=True, slots=True)
class Judgement:
    """``correction`` is what would have been right, in the person's own words; empty when they did not say."""

    verdict: Verdict
    complaint: Complaint | None = None
    correction: str = ""


@dataclass(frozen=True, slots=True)
class EvaluationCase:
    """A judged answer with all it takes to ask the question again and compare.

    ``history`` are the turns before it; ``answer`` what was shown, with its evidence, scope, model and adapter.
    ``embedder`` names the embedding space, ``versions`` the programs ("carrel", "llama_cpp" ...). ``judged_at`` is
    seconds since the epoch. The id is 0 while the case has not been stored.
    """

    question: str
    history: tuple[PastTurn, ...]
    answer: Answer
    judgement: Judgement
    judged_at: float
    embedder: str | None = None
    versions: Mapping[str, str] = field(default_factory=dict)
    id: CaseId = CaseId(0)
