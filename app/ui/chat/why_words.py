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
from app.i18n import N_, figure, tr, tr_n
from app.ui.phrases import duration, model_name

SHOWN_SIGNALS = 6
_NOTICEABLE = 0.05
"""Signals that moved the decision less than this (in log-odds) are not worth a line."""

# What a signal says when it speaks for an answer, and when it speaks against one.
_SIGNALS = {
    "cosine": (
        N_("A sentence means nearly what was asked"),
        N_("No sentence means quite what was asked"),
    ),
    "chunk_cosine": (
        N_("The passage is about what was asked"),
        N_("The passage is about something else"),
    ),
    "passage_coverage": (
        N_("The passage uses the words of the question"),
        N_("The passage lacks words of the question"),
    ),
    "sentence_coverage": (
        N_("The sentence uses the words of the question"),
        N_("The sentence lacks words of the question"),
    ),
    "margin": (
        N_("One sentence stands out"),
        N_("Several sentences fit about equally well"),
    ),
    "untyped": (
        N_("The kind of thing asked for is there"),
        N_("The kind of thing asked for is not there"),
    ),
    "missing_names": (
        N_("The names in the question are there"),
        N_("Names in the question are not there"),
    ),
    "missing_numbers": (
        N_("The numbers in the question are there"),
        N_("Numbers in the question are not there"),
    ),
    "unknown_words": (
        N_("Your documents know these words"),
        N_("Words of the question occur nowhere in your documents"),
    ),
    "other_time": (
        N_("The time asked about fits"),
        N_("The passage speaks of another time"),
    ),
    "no_such_role": (
        N_("The office or role asked about is there"),
        N_("The office or role asked about is not there"),
    ),
    "blank_field": (
        N_("The field asked about is filled in"),
        N_("The field asked about is empty in the document"),
    ),
    "model_says": (
        N_("The answering model finds the answer there"),
        N_("The answering model does not find the answer there"),
    ),
    "reader": (
        N_("The reader found the answer's words"),
        N_("The reader found no words that answer"),
    ),
    "reader_margin": (
        N_("The reader is sure where the answer stands"),
        N_("The reader is unsure where the answer stands"),
    ),
    "generator": (
        N_("The model thinks that the passages answer it"),
        N_("The model thinks that they do not answer it"),
    ),
    "answerable": (
        N_("The passages say it"),
        N_("The passages come near but do not say it"),
    ),
}  # fmt: skip

_FAULTS = {
    FaultKind.MISSING_FACT: N_("“{value}” does not stand in the passages"),
    FaultKind.NEGATION: N_("It says “not” where the passage does not, or the other way round"),
    FaultKind.CONTRADICTED: N_("The passages say it otherwise: “{value}”"),
    FaultKind.ADDED_CONDITION: N_("It adds a condition that the passages do not make"),
    FaultKind.OTHER_WRITING: N_("“{value}” is written otherwise in the passages"),
    FaultKind.LOST_CONDITION: N_("It leaves out a condition: “{value}”"),
    FaultKind.FAR: N_("Its words and meaning are too far from the passages"),
    FaultKind.REPEATS: N_("It holds, but says no more than the quote"),
}

_WITHOUT_VALUE = {
    FaultKind.MISSING_FACT: N_("A number, name or date does not stand in the passages"),
    FaultKind.CONTRADICTED: N_("The passages say it otherwise"),
    FaultKind.LOST_CONDITION: N_("It leaves out a condition that the passage makes"),
    FaultKind.OTHER_WRITING: N_("A number or date is written otherwise in the passages"),
}


_PARTS = {"sentence_cosine": N_("sentence"), "chunk_cosine": N_("passage"), "bm25": N_("full text")}
"""Of a passage's score: nearness in meaning of its best sentence and of the whole, and full-text search."""
_GAINS = {
    "named_gain": N_("your question names its document"),
    "document_gain": N_("its document speaks of this elsewhere too"),
    "conversation_gain": N_("its document is what was spoken of"),
    "words_gain": N_("it says the very words"),
    "relevance_gain": N_("it was read together with the question"),
}
"""What the rest of a score was gained by (or lost, where it is below 0)."""
_WORTH_SAYING = 0.005
"""Parts that round to nothing are left out."""


def signal_words(signal: Signal) -> str:
    """What it says, by the way it moved the decision."""
    speaks_for, speaks_against = _SIGNALS.get(signal.name, (_unknown(signal.name),) * 2)
    return tr(speaks_for if signal.effect >= 0 else speaks_against)


def known_signals() -> frozenset[str]:
    """All signals with words of their own."""
    return frozenset(_SIGNALS)


def telling_signals(signals: Sequence[Signal]) -> list[Signal]:
    """Those that moved the decision most, the strongest first."""
    noticeable = [signal for signal in signals if abs(signal.effect) >= _NOTICEABLE]
    return sorted(noticeable, key=lambda signal: -abs(signal.effect))[:SHOWN_SIGNALS]


_EFFECTS = (
    (N_("strongly for"), N_("strongly against")),
    (N_("clearly for"), N_("clearly against")),
    (N_("a little for"), N_("a little against")),
)


def effect_words(signal: Signal) -> str:
    """How strongly, without numbers."""
    strength = abs(signal.effect)
    speaks_for, speaks_against = _EFFECTS[0 if strength >= 1.5 else 1 if strength >= 0.5 else 2]
    return tr(speaks_for if signal.effect >= 0 else speaks_against)


def fault_words(fault: Fault) -> str:
    """One reason why a sentence was left out or marked."""
    if not fault.value and fault.kind in _WITHOUT_VALUE:
        return tr(_WITHOUT_VALUE[fault.kind])
    return tr(_FAULTS[fault.kind], value=fault.value)


def understood_words(answer: Answer) -> str:
    """The question that was really looked for."""
    asked, understood = " ".join(answer.question.split()), " ".join(answer.standalone.split())
    if asked.casefold() == understood.casefold() or not understood:
        return tr("As you asked it.")
    return tr("With what was said before: “{understood}”", understood=understood)


def looked_words(answer: Answer) -> str:
    """Where was looked."""
    searched = tr_n("{count} document", "{count} documents", answer.documents_searched)
    if answer.scope is None:
        return tr("In the whole library, {searched}.", searched=searched)
    return tr("Only in what you had chosen, {searched}:", searched=searched)


def scope_names(answer: Answer, most: int = 5) -> list[str]:
    """The files and folders that were chosen; the last one says how many more there are."""
    names = [path.name or str(path) for path in answer.scope or ()]
    return (
        names
        if len(names) <= most
        else [*names[: most - 1], tr("and {number} more", number=len(names) - most + 1)]
    )


def decision_words(answer: Answer, threshold: float) -> str:
    """How the decision fell."""
    if answer.not_found_reason is NotFoundReason.LIBRARY_EMPTY:
        return tr("There was nothing to decide: the library is empty.")
    likely, line = percent(answer.confidence), percent(threshold)
    if answer.confidence >= threshold and answer.status is AnswerStatus.NOT_FOUND:
        return tr(
            "The passages looked promising ({likely}), but the model found no answer in them.", likely=likely
        )
    found = N_(
        "These passages hold the answer with a likelihood of {likely}, above the {threshold} it takes, "
        "so there is an answer."
    )
    none = N_(
        "These passages hold the answer with a likelihood of {likely}, below the {threshold} it takes, "
        "so there is none."
    )
    return tr(found if answer.status is not AnswerStatus.NOT_FOUND else none, likely=likely, threshold=line)


def made_words(answer: Answer) -> list[tuple[str, str]]:
    """How it was made: (what, how) pairs."""
    rows = [
        (tr("Written by"), model_name(answer.model) if answer.model else tr("nobody: no model was asked"))
    ]
    if answer.model and answer.status is not AnswerStatus.ANSWERED:
        rows = [(tr("Model asked"), tr("{model}; its words were not used", model=model_name(answer.model)))]
    if answer.adapter:
        rows.append((tr("Adapter"), answer.adapter))
    timings = answer.timings
    steps = [tr("passages after {time}", time=_time(timings.evidence_ms))]
    if timings.first_token_ms is not None:
        steps.append(tr("first word after {time}", time=_time(timings.first_token_ms)))
    steps.append(tr("all of it after {time}", time=_time(timings.total_ms)))
    rows.append((tr("Time"), ", ".join(steps)))
    if answer.usage.prompt_tokens or answer.usage.completion_tokens:
        read, written = answer.usage.prompt_tokens, answer.usage.completion_tokens
        rows.append(
            (tr("Tokens"), tr("{read} read, {written} written", read=figure(read), written=figure(written)))
        )
    return rows


def help_words(answer: Answer) -> list[str]:
    """What would help to find it after all; empty for an answer that was found."""
    if answer.status is not AnswerStatus.NOT_FOUND:
        return []
    if answer.not_found_reason is NotFoundReason.LIBRARY_EMPTY:
        return [tr("Add the documents that you want to ask.")]
    against = {signal.name for signal in answer.signals if signal.effect < -_NOTICEABLE}
    advice = [tr(_ADVICE[name]) for name in _ADVICE if name in against]
    if answer.scope is not None:
        advice.append(tr("You asked only a part of your library. Ask all of it."))
    if answer.not_found_reason is NotFoundReason.NO_EVIDENCE:
        advice.append(tr("See in the library whether the document is there and was read."))
        advice.append(tr("Ask with the words that the document itself may use."))
    else:
        advice.append(tr("Name the document, the person or the year that you mean."))
        advice.append(tr("Read the nearest passages: they may lead to the right page."))
    return list(dict.fromkeys(advice))


_ADVICE = {
    "missing_names": N_("See whether the names in your question are spelt as in the document."),
    "missing_numbers": N_("See whether the numbers in your question are right."),
    "other_time": N_("See whether the year or quarter in your question is the one you mean."),
    "unknown_words": N_("Some of your words occur nowhere in your documents; try others."),
    "blank_field": N_("The form leaves this field empty; another document may say it."),
}


def score_words(evidence: Evidence, best: float) -> str:
    """A passage's score: the parts that add up to it where they are known, else its share of the best one's."""
    parts = [(tr(_PARTS[s.name]), s.effect) for s in evidence.signals if s.name in _PARTS]
    parts.append((tr("gains"), sum(s.effect for s in evidence.signals if s.name in _GAINS)))
    told = [
        f"{'+' if part >= 0 else '−'} {name} {figure(abs(part), 2)}" for name, part in parts if _shows(part)
    ]
    score = tr("score {score}", score=figure(evidence.score, 2))
    if told:
        return f"{score} · {' '.join(told).removeprefix('+ ')}"
    share = (
        tr("{share} of the best", share=percent(evidence.score / best)) if 0 < evidence.score < best else ""
    )
    return " · ".join(part for part in (score, share) if part)


def gain_words(evidence: Evidence) -> str:
    """What a passage's gains are, the largest first; empty where it has none."""
    gains = [
        (s.effect, tr(_GAINS[s.name])) for s in evidence.signals if s.name in _GAINS and _shows(s.effect)
    ]
    told = [
        f"{words} ({'+' if gain >= 0 else '−'}{figure(abs(gain), 2)})"
        for gain, words in sorted(gains, reverse=True)
    ]
    return tr("Gains of {number}: {gains}.", number=evidence.n, gains=", ".join(told)) if told else ""


def known_parts() -> frozenset[str]:
    """All parts of a score with words of their own."""
    return frozenset(_PARTS) | frozenset(_GAINS)


def _shows(part: float) -> bool:
    return abs(part) >= _WORTH_SAYING


def percent(share: float) -> str:
    """A share from 0 to 1, in whole per cent; nothing is certain, and next to nothing is not nothing."""
    if 0 < share < 0.005:
        return tr("under 1\u00a0%")
    if 0.995 < share < 1:
        return tr("over 99\u00a0%")
    return f"{round(min(max(share, 0.0), 1.0) * 100)}\u00a0%"


def _time(milliseconds: float) -> str:
    words = (
        tr("{time} ms", time=figure(milliseconds)) if milliseconds < 1000 else duration(milliseconds / 1000)
    )
    return words.replace(" ", "\u00a0")


def _unknown(name: str) -> str:
    return name.replace("_", " ").capitalize()
