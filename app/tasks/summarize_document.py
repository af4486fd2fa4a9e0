"""Summarising a document: which of its sentences say most, and (from a model that can) putting them into its words.

The extract is a centroid summary: sentences near the middle of the whole document and of their own section, holding
words that the document repeats, early in their section; chosen one by one so that each adds something new (maximal
marginal relevance, Carbonell and Goldstein, SIGIR 1998) and every section is heard in turn.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.language_models import ChatMessage, GenerationRequest, SamplingParams
from app.retrieval.facts import without_marks
from app.retrieval.packing import ModelClass, PackedPassage
from app.retrieval.words import content_stems
from app.tasks.answer_question import AnswerInput, AnswerQuestion, Draft

SHORT, LONG = 5, 12
"""Sentences in a short and a long summary."""
_FEWEST_WORDS, _MOST_WORDS = 6, 60
_NEAR_DOCUMENT, _NEAR_SECTION, _REPEATED, _EARLY = 1.0, 0.4, 0.6, 0.15
_SAME_AS_CHOSEN, _SECTION_HEARD = 0.7, 0.25
_SUMMARY_TOKENS = 400
_PROMPT = (
    "You write summaries from numbered sentences of one document. Use only what they say. Write at most {count} short "
    "sentences in the same order and end each with the number of the sentence it comes from, like [1]."
)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A sentence that could be in the summary. ``stems`` are its content words; ``lexical`` is from 0 to about 1."""

    position: int
    section: int
    text: str
    stems: frozenset[str]
    lexical: float


@dataclass(frozen=True, slots=True)
class Near:
    """Cosines of a sentence with the whole document and with its section."""

    document: float
    section: float


def weigh(sentences: Sequence[tuple[int, str]]) -> list[Weighed]:
    """Candidates among (section, text) pairs in reading order; headings, fragments and tables are left out."""
    stems = [content_stems(text) for _, text in sentences]
    spread = Counter(s for bag in stems for s in frozenset(bag))
    most = max(spread.values(), default=1)
    started: dict[int, int] = {}
    found: list[Weighed] = []
    for position, ((section, text), bag) in enumerate(zip(sentences, stems, strict=True)):
        place = started[section] = started.get(section, -1) + 1
        if _is_sentence(text):
            repeated = sum(math.sqrt(spread[s] / most) for s in frozenset(bag)) / max(1, len(frozenset(bag)))
            lexical = _REPEATED * repeated + _EARLY / (1 + place)
            found.append(Weighed(position, section, text, frozenset(bag), lexical))
    return found


def _is_sentence(text: str) -> bool:
    tokens = text.split()
    letters = sum(c.isalpha() for c in text)
    return (
        _FEWEST_WORDS <= len(tokens) <= _MOST_WORDS
        and letters > len(text) / 2
        and text.rstrip("\"'”’)»").endswith((".", "!", "…", ":", "。"))
    )


def shortlist(candidates: Sequence[Weighed], limit: int) -> list[Weighed]:
    """The best ``limit`` by words alone, sections in turn, so that a long document costs no more than a short one."""
    by_section: dict[int, list[Weighed]] = {}
    for candidate in sorted(candidates, key=lambda c: -c.lexical):
        by_section.setdefault(candidate.section, []).append(candidate)
    found: list[Weighed] = []
    while len(found) < limit and by_section:
        for section in sorted(by_section):
            found.append(by_section[section].pop(0))
            if not by_section[section]:
                del by_section[section]
    return found[:limit]


def choose(candidates: Sequence[Weighed], near: Sequence[Near], count: int) -> list[Weighed]:
    """At most ``count`` of them in reading order; ``near[i]`` belongs to ``candidates[i]``."""
    scores = {
        c.position: c.lexical + _NEAR_DOCUMENT * n.document + _NEAR_SECTION * n.section
        for c, n in zip(candidates, near, strict=True)
    }
    left = list(candidates)
    chosen: list[Weighed] = []
    while left and len(chosen) < count:
        best = max(left, key=lambda c: (scores[c.position] - _penalty(c, chosen), -c.position))
        left.remove(best)
        if _overlap(best, chosen) < _SAME_AS_CHOSEN:
            chosen.append(best)
    return sorted(chosen, key=lambda c: c.position)


def _penalty(candidate: Weighed, chosen: Sequence[Weighed]) -> float:
    heard = sum(c.section == candidate.section for c in chosen)
    return _overlap(candidate, chosen) + _SECTION_HEARD * min(heard, 3)


def _overlap(candidate: Weighed, chosen: Sequence[Weighed]) -> float:
    """Largest share of its words that stand in a sentence already chosen."""
    if not candidate.stems:
        return 0.0
    return max((len(candidate.stems & c.stems) / len(candidate.stems) for c in chosen), default=0.0)


@dataclass(frozen=True, slots=True)
class SummaryInput:
    """The extract in reading order; sentence ``i`` has the number ``i + 1``. ``count`` sentences are wanted."""

    title: str
    sentences: tuple[str, ...]
    count: int
    model_class: ModelClass


class SummarizeDocument:
    """The task: put an extract into fewer words. Only for models from about one billion weights."""

    task_id = "summarize_document"
    label = "Summarise a document"

    def plan(self, what: SummaryInput) -> GenerationRequest:
        """One user turn: the title and the numbered sentences."""
        lines = "\n".join(f"[{n}] {text}" for n, text in enumerate(what.sentences, 1))
        return GenerationRequest(
            messages=(
                ChatMessage("system", _PROMPT.format(count=what.count)),
                ChatMessage("user", f"{what.title}\n\n{lines}\n\nSummary:"),
            ),
            max_tokens=_SUMMARY_TOKENS,
            stop=("\n\n",),
            sampling=SamplingParams(temperature=0.0, top_k=1, repeat_penalty=1.05),
        )

    def parse(self, what: SummaryInput, text: str) -> Draft:
        """Sentences with the numbers they name."""
        passages = tuple(PackedPassage(n, "", s) for n, s in enumerate(what.sentences, 1))
        size = max(what.model_class, ModelClass.SMALL)
        draft = AnswerQuestion().parse(AnswerInput("", passages, size), text)
        return Draft(tuple(s for s in draft.sentences if without_marks(s.text))[: what.count])
