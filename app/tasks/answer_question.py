"""Answering a question from numbered passages: what the model is asked, and what its words mean.

A model of up to half a billion weights cannot find an answer (measured: SmolLM2-135M gives it for 25 % of questions
even with the right paragraph before it), so it only gets the sentences already chosen and may put them shorter. Larger
ones get whole passages and cite them. No examples, no thinking aloud, temperature 0: each alternative was reported to
hurt small generators.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.domain.language_models import ChatMessage, GenerationRequest, SamplingParams
from app.retrieval.facts import without_marks
from app.retrieval.packing import ModelClass, PackedPassage
from app.retrieval.sentences import split_sentences

PHRASE_TOKENS = 60
ANSWER_TOKENS = 200
_SYSTEM = (
    "You answer questions from numbered passages. Use only what the passages say. Write at most three short sentences "
    "and end each with the number of the passage it comes from, like [1]. If the passages do not contain the answer, "
    "write NONE."
)
_GREEDY = SamplingParams(temperature=0.0, top_k=1, repeat_penalty=1.05)
_MARK = re.compile(r"\[(\d+(?:\s*,\s*\d+)*)\]")
_MARK_BEHIND_STOP = re.compile(r"([.!?]+[\"”']?)\s*((?:\[\d+(?:\s*,\s*\d+)*\]\s*)+)")
_THINKING = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_PREAMBLE = re.compile(r"^\s*(?:answer|antwort|réponse|respuesta|risposta)\s*:\s*", re.IGNORECASE)
_DECLINED = re.compile(
    r"^\W*(?:none\b|n/?a\b|i (?:do not|don't|cannot|can't|am not)\b"
    r"|(?:the )?(?:passages?|text|context|documents?) (?:do(?:es)? not|don't|doesn't)\b"
    r"|not (?:mentioned|stated|specified|found|provided)\b|there is no (?:information|mention)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class AnswerInput:
    """``passages`` in the order the model reads them (best last), numbered like the evidence."""

    question: str
    passages: tuple[PackedPassage, ...]
    model_class: ModelClass


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """A sentence as the model wrote it, without marks, and the passages it named (only ones it was given)."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """What the model wrote, unchecked. ``declined``: it said that the passages do not hold the answer."""

    sentences: tuple[DraftSentence, ...]
    declined: bool = False


class AnswerQuestion:
    """The task."""

    task_id = "answer_question"
    label = "Answer a question"

    def plan(self, what: AnswerInput) -> GenerationRequest:
        """One user turn; the question stands after the passages."""
        if what.model_class is ModelClass.TINY:
            return _phrase(what)
        passages = "\n\n".join(f"[{p.n}] {p.source}\n{p.text}" for p in what.passages)
        return GenerationRequest(
            messages=(
                ChatMessage("system", _SYSTEM),
                ChatMessage("user", f"{passages}\n\nQuestion: {what.question}"),
            ),
            max_tokens=ANSWER_TOKENS,
            stop=("\n\n", "\nQuestion:"),
            sampling=_GREEDY,
        )

    def parse(self, what: AnswerInput, text: str) -> Draft:
        """Sentences with the passages they cite; an unfinished last sentence is left out."""
        text = _PREAMBLE.sub("", _THINKING.sub("", text)).strip()
        if _DECLINED.match(text):
            return Draft((), declined=True)
        given = {p.n for p in what.passages}
        inside = _MARK_BEHIND_STOP.sub(r" \2\1 ", text)
        cut = [inside[s.start : s.end] for s in split_sentences(inside)]
        sentences = tuple(s for s in (_sentence(piece, given) for piece in cut) if s is not None)
        if what.model_class is ModelClass.TINY:
            sentences = tuple(DraftSentence(s.text, tuple(sorted(given))) for s in sentences[:1])
        return Draft(sentences)


def _phrase(what: AnswerInput) -> GenerationRequest:
    text = " ".join(" ".join(p.text.split()) for p in what.passages)
    prompt = f"{text}\n\n{what.question}\nAnswer in one short sentence, only with words from the text above."
    return GenerationRequest(
        messages=(ChatMessage("user", prompt),), max_tokens=PHRASE_TOKENS, stop=("\n",), sampling=_GREEDY
    )


def _sentence(piece: str, given: set[int]) -> DraftSentence | None:
    """None where nothing is left to say, or the sentence broke off."""
    named = [int(n) for group in _MARK.findall(piece) for n in group.split(",")]
    text = " ".join(without_marks(piece).split()).strip("-*• ")
    text = re.sub(r"\s+([.,;!?])", r"\1", text)
    if not any(c.isalnum() for c in text) or text[-1] not in ".!?…\"”')。！？":
        return None
    return DraftSentence(text, tuple(dict.fromkeys(n for n in named if n in given)))
