"""Why an answer turned out as it did, in plain words."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.retrieval import (
    Answer,
    AnswerStatus,
    Evidence,
    Fault,
    FaultKind,
    NotFoundReason,
    Signal,
)
from app.ui.phrases import count, duration, model_name

SHOWN_SIGNALS = 6
_NOTICEABLE = 0.05
"""Signals that moved the decision less than this (in log-odds) are not worth a line."""

# What a signal says when it speaks for an answer, and when it speaks against one.
_SIGNALS = {
    "cosine": ("A sentence means nearly what was asked", "No sentence means quite what was asked"),
    "chunk_cosine": ("The passage is about what was asked", "The passage is about something else"),
    "passage_coverage": ("The passage uses the words of the question", "The passage lacks words of the question"),
    "sentence_coverage": ("The sentence uses the words of the question", "The sentence lacks words of the question"),
    "margin": ("One sentence stands out", "Several sentences fit about equally well"),
    "untyped": ("The kind of thing asked for is there", "The kind of thing asked for is not there"),
    "missing_names": ("The names in the question are there", "Names in the question are not there"),
    "missing_numbers": ("The numbers in the question are there", "Numbers in the question are not there"),
    "unknown_words": ("Your documents know these words", "Words of the question occur nowhere in your documents"),
    "other_time": ("The time asked about fits", "The passage speaks of another time"),
    "no_such_role": ("The office or role asked about is there", "The office or role asked about is not there"),
    "blank_field": ("The field asked about is filled in", "The field asked about is empty in the document"),
    "model_says": ("The taught model finds the answer there", "The taught model does not find the answer there"),
    "reader": ("The reader found the answer's words", "The reader found no words that answer"),
    "reader_margin": ("The reader is sure where the answer stands", "The reader is unsure where the answer stands"),
    "generator": ("The model thinks that the passages answer it", "The model thinks that they do not answer it"),
    "answerable": ("The passages say it", "The passages come near but do not say it"),
}  # fmt: skip

_FAULTS = {
    FaultKind.MISSING_FACT: "“{value}” does not stand in the passages",
    FaultKind.NEGATION: "It says “not” where the passage does not, or the other way round",
    FaultKind.CONTRADICTED: "The passages say it otherwise: “{value}”",
    FaultKind.ADDED_CONDITION: "It adds a condition that the passages do not make",
    FaultKind.OTHER_WRITING: "“{value}” is written otherwise in the passages",
    FaultKind.LOST_CONDITION: "It leaves out a condition: “{value}”",
    FaultKind.FAR: "Its words and meaning are too far from the passages",
    FaultKind.REPEATS: "It holds, but says no more than the quote",
}

_WITHOUT_VALUE = {
    FaultKind.MISSING_FACT: "A number, name or date does not stand in the passages",
    FaultKind.CONTRADICTED: "The passages say it otherwise",
    FaultKind.LOST_CONDITION: "It leaves out a condition that the passage makes",
    FaultKind.OTHER_WRITING: "A number or date is written otherwise in the passages",
}


_PARTS = {"sentence_cosine": "sentence", "chunk_cosine": "passage", "bm25": "full text"}
"""Of a passage's score: nearness in meaning of its best sentence and of the whole, and full-text search."""
_GAINS = {
    "named_gain": "your question names its document",
    "document_gain": "its document speaks of this elsewhere too",
    "conversation_gain": "its document is what was spoken of",
    "words_gain": "it says the very words",
    "relevance_gain": "it was read together with the question",
}
"""What the rest of a score was gained by (or lost, where it is below 0)."""
_WORTH_SAYING = 0.005
"""Parts that round to nothing are left out."""


def signal_words(signal: Signal) -> str:
    """What it says, by the way it moved the decision."""
    speaks_for, speaks_against = _SIGNALS.get(signal.name, (_unknown(signal.name),) * 2)
    return speaks_for if signal.effect >= 0 else speaks_against


def known_signals() -> frozenset[str]:
    """All signals with words of their own."""
    return frozenset(_SIGNALS)


def telling_signals(signals: Sequence[Signal]) -> list[Signal]:
    """Those that moved the decision most, the strongest first."""
    noticeable = [signal for signal in signals if abs(signal.effect) >= _NOTICEABLE]
    return sorted(noticeable, key=lambda signal: -abs(signal.effect))[:SHOWN_SIGNALS]


def effect_words(signal: Signal) -> str:
    """How strongly, without numbers."""
    strength = abs(signal.effect)
    word = "strongly" if strength >= 1.5 else "clearly" if strength >= 0.5 else "a little"
    return f"{word} {'for' if signal.effect >= 0 else 'against'}"


def fault_words(fault: Fault) -> str:
    """One reason why a sentence was left out or marked."""
    if not fault.value and fault.kind in _WITHOUT_VALUE:
        return _WITHOUT_VALUE[fault.kind]
    return _FAULTS[fault.kind].format(value=fault.value)


def understood_words(answer: Answer) -> str:
    """The question that was really looked for."""
    asked, understood = " ".join(answer.question.split()), " ".join(answer.standalone.split())
    if asked.casefold() == understood.casefold() or not understood:
        return "As you asked it."
    return f"With what was said before: “{understood}”"


def looked_words(answer: Answer) -> str:
    """Where was looked."""
    searched = count(answer.documents_searched, "document")
    if answer.scope is None:
        return f"In the whole library, {searched}."
    return f"Only in what you had chosen, {searched}:"


def scope_names(answer: Answer, most: int = 5) -> list[str]:
    """The files and folders that were chosen; the last one says how many more there are."""
    names = [path.name or str(path) for path in answer.scope or ()]
    return names if len(names) <= most else [*names[: most - 1], f"and {len(names) - most + 1} more"]


def decision_words(answer: Answer, threshold: float) -> str:
    """How the decision fell."""
    if answer.not_found_reason is NotFoundReason.LIBRARY_EMPTY:
        return "There was nothing to decide: the library is empty."
    likely, line = percent(answer.confidence), percent(threshold)
    if answer.confidence >= threshold and answer.status is AnswerStatus.NOT_FOUND:
        return f"The passages looked promising ({likely}), but the model found no answer in them."
    verdict = "so there is an answer" if answer.status is not AnswerStatus.NOT_FOUND else "so there is none"
    return f"These passages hold the answer with a likelihood of {likely}. It takes {line}, {verdict}."


def made_words(answer: Answer) -> list[tuple[str, str]]:
    """How it was made: (what, how) pairs."""
    rows = [("Written by", model_name(answer.model) if answer.model else "nobody: no model was asked")]
    if answer.model and answer.status is not AnswerStatus.ANSWERED:
        rows = [("Model asked", f"{model_name(answer.model)}; its words were not used")]
    if answer.adapter:
        rows.append(("Adapter", answer.adapter))
    timings = answer.timings
    steps = [f"passages after {_time(timings.evidence_ms)}"]
    if timings.first_token_ms is not None:
        steps.append(f"first word after {_time(timings.first_token_ms)}")
    steps.append(f"all of it after {_time(timings.total_ms)}")
    rows.append(("Time", ", ".join(steps)))
    if answer.usage.prompt_tokens or answer.usage.completion_tokens:
        read, written = answer.usage.prompt_tokens, answer.usage.completion_tokens
        rows.append(("Tokens", f"{read:,} read, {written:,} written"))
    return rows


def help_words(answer: Answer) -> list[str]:
    """What would help to find it after all; empty for an answer that was found."""
    if answer.status is not AnswerStatus.NOT_FOUND:
        return []
    if answer.not_found_reason is NotFoundReason.LIBRARY_EMPTY:
        return ["Add the documents that you want to ask."]
    against = {signal.name for signal in answer.signals if signal.effect < -_NOTICEABLE}
    advice = [_ADVICE[name] for name in _ADVICE if name in against]
    if answer.scope is not None:
        advice.append("You asked only a part of your library. Ask all of it.")
    if answer.not_found_reason is NotFoundReason.NO_EVIDENCE:
        advice.append("See in the library whether the document is there and was read.")
        advice.append("Ask with the words that the document itself may use.")
    else:
        advice.append("Name the document, the person or the year that you mean.")
        advice.append("Read the nearest passages: they may lead to the right page.")
    return list(dict.fromkeys(advice))


_ADVICE = {
    "missing_names": "See whether the names in your question are spelt as in the document.",
    "missing_numbers": "See whether the numbers in your question are right.",
    "other_time": "See whether the year or quarter in your question is the one you mean.",
    "unknown_words": "Some of your words occur nowhere in your documents; try others.",
    "blank_field": "The form leaves this field empty; another document may say it.",
}


def score_words(evidence: Evidence, best: float) -> str:
    """A passage's score: the parts that add up to it where they are known, else its share of the best one's."""
    parts = [(_PARTS[s.name], s.effect) for s in evidence.signals if s.name in _PARTS]
    parts.append(("gains", sum(s.effect for s in evidence.signals if s.name in _GAINS)))
    told = [f"{'+' if part >= 0 else '−'} {name} {abs(part):.2f}" for name, part in parts if _shows(part)]
    if told:
        return f"score {evidence.score:.2f} · {' '.join(told).removeprefix('+ ')}"
    share = f"{percent(evidence.score / best)} of the best" if 0 < evidence.score < best else ""
    return " · ".join(part for part in (f"score {evidence.score:.2f}", share) if part)


def gain_words(evidence: Evidence) -> str:
    """What a passage's gains are, the largest first; empty where it has none."""
    gains = [(s.effect, _GAINS[s.name]) for s in evidence.signals if s.name in _GAINS and _shows(s.effect)]
    told = [f"{words} ({gain:+.2f})".replace("-", "−") for gain, words in sorted(gains, reverse=True)]
    return f"Gains of {evidence.n}: {', '.join(told)}." if told else ""


def known_parts() -> frozenset[str]:
    """All parts of a score with words of their own."""
    return frozenset(_PARTS) | frozenset(_GAINS)


def _shows(part: float) -> bool:
    return abs(part) >= _WORTH_SAYING


def percent(share: float) -> str:
    """A share from 0 to 1, in whole per cent; nothing is certain, and next to nothing is not nothing."""
    if 0 < share < 0.005:
        return "under 1\u00a0%"
    if 0.995 < share < 1:
        return "over 99\u00a0%"
    return f"{round(min(max(share, 0.0), 1.0) * 100)}\u00a0%"


def _time(milliseconds: float) -> str:
    words = f"{milliseconds:.0f} ms" if milliseconds < 1000 else duration(milliseconds / 1000)
    return words.replace(" ", "\u00a0")


def _unknown(name: str) -> str:
    return name.replace("_", " ").capitalize()
