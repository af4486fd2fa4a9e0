"""From a draft to sentences with citations: each is checked against what it names, then against all the evidence."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.retrieval import AnswerSentence, Support
from app.retrieval.grounding import Checked, Source, check

_ORDER = {Support.UNSUPPORTED: 0, Support.PARTIAL: 1, Support.SUPPORTED: 2}


def attribute(text: str, named: Sequence[int], sources: Sequence[Source]) -> AnswerSentence:
    """The sentence with the citations that carry it best.

    What the model named is believed when it holds; else the single passage that supports the sentence is cited; else
    it stays marked with what it named, and with what is wrong. Nothing is cited for an unsupported sentence that named
    nothing.
    """
    own = [s for s in sources if s.n in named]
    first = check(text, own)
    if first.support is Support.SUPPORTED:
        return AnswerSentence(text, Support.SUPPORTED, _needed(text, own))
    best = max(sources, key=lambda s: _rank(check(text, [s])), default=None)
    if best is not None and _rank(check(text, [best])) > _rank(first):
        again = check(text, [best])
        return AnswerSentence(text, again.support, (best.n,), again.faults)
    return AnswerSentence(text, first.support, tuple(named), first.faults)


def _needed(text: str, own: Sequence[Source]) -> tuple[int, ...]:
    """One passage where one is enough, all that were named where not."""
    alone = [s.n for s in own if check(text, [s]).support is Support.SUPPORTED]
    return tuple(alone[:1] or [s.n for s in own])


def _rank(checked: Checked) -> tuple[int, float]:
    return (_ORDER[checked.support], checked.score)


def with_marks(sentences: Sequence[AnswerSentence]) -> str:
    """The answer's text: every sentence followed by its [n] marks."""
    return " ".join(_marked(s) for s in sentences)


def _marked(sentence: AnswerSentence) -> str:
    marks = "".join(f"[{n}]" for n in sentence.citations)
    return f"{sentence.text} {marks}" if marks else sentence.text
