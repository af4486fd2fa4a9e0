"""Why an answer turned out as it did, where the answer itself does not say it.

Answers that were kept by earlier versions lack what later ones write down; then the evidence they were kept with is
looked at again.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.retrieval import Answer, AnswerSentence, Evidence, Fault, FaultKind, Support
from app.retrieval.answerability import ANSWER_AT
from app.retrieval.grounding import Source, check


def threshold_of(answer: Answer) -> float:
    """The confidence from which on Carrel answers."""
    return ANSWER_AT if answer.threshold is None else answer.threshold


def faults_of(sentence: AnswerSentence, evidence: Sequence[Evidence]) -> tuple[Fault, ...]:
    """What is wrong with a sentence that was left out or marked; never empty for one that is not supported.

    A supported sentence that was left out only repeats what the quote says.
    """
    if sentence.faults:
        return sentence.faults
    if sentence.support is Support.SUPPORTED:
        return (Fault(FaultKind.REPEATS),)
    cited = [e for e in evidence if e.n in sentence.citations] or list(evidence)
    checked = check(sentence.text, [_source(e) for e in cited])
    faults = [Fault(FaultKind.MISSING_FACT, value) for value in dict.fromkeys(checked.missing)]
    if checked.negation:
        faults.append(Fault(FaultKind.NEGATION))
    return tuple(faults) or (Fault(FaultKind.FAR),)


def _source(evidence: Evidence) -> Source:
    """The passage; its quote stands for the nearest sentence, since the cosines were not kept."""
    header = " ".join((evidence.title, *evidence.heading_path))
    return Source(evidence.n, header, evidence.text, (evidence.quote or evidence.text,), (1.0,))
