"""Which sentences of an answer claim something, and how faithful an answer is as a whole.

"The documents do not say" claims nothing that evidence could carry; "Here is what I found:" neither. Every other
sentence counts with the number of its content words, because a long invention weighs more than a short one. No weight
here is fitted: on 25 unfaithful answers equal weights did better than any regression, cross-validated by conversation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.retrieval.grounding import Checked
from app.retrieval.words import content_stems, fold

FAITHFUL_AT = 0.643
"""Below this an answer is flagged as unfaithful: on the open part of MTRAG's human evaluations 5 % of the 127 answers
that people rated faithful fall below, and 88 % of the 25 unfaithful ones. See ``bench/checker``.
"""
_WEAKEST = 3
_KNOWLEDGE = (
    r"(?:(?:specific |enough |any |further |more |relevant )*(?:information|details?|mention|answer|evidence|data)|know"
    r"|find|found|mention\w*|specif\w+|say|state[sd]?|provided?|contains?|included?|answer)"
)
_DECLINES = re.compile(
    rf"\b(?:(?:do|does|did|could|can|is|are|was|were|has|have)(?: not|n't)|cannot|unable to|no|not)\b"
    rf"(?: \w+){{0,3}}? {_KNOWLEDGE}\b"
)
_SPEAKERS = re.compile(
    r"\b(?:i|we|documents?|texts?|passages?|context|sources?|evidence|information|there is no mention|library|files?)\b"
)
_SHORTEST = 25
"""Words; longer ones say something besides."""
_LEADS_IN = re.compile(r"^(?:here|below|the following|these|some|folgende|voici|estos)\b.*:\W*$|^\W*\d*\W*$")


def claims(text: str) -> bool:
    """Whether a sentence states anything that evidence would have to carry."""
    low = " ".join(fold(text).lower().replace("’", "'").split())
    if not content_stems(text) or _LEADS_IN.match(low):
        return False
    return not (len(low.split()) <= _SHORTEST and _DECLINES.search(low) and _SPEAKERS.search(low))


def faithfulness(sentences: Sequence[tuple[str, Checked]]) -> float:
    """How far the sentences of one answer are carried, from 0 to 1; 1 where none claims anything.

    The mean of two means over content words: of the whole answer, and of its weakest third, because an answer of which
    a third is invented is not faithful however well the rest is carried.
    """
    weighed = [(len(content_stems(text)), checked.score) for text, checked in sentences if claims(text)]
    weighed.sort(key=lambda pair: pair[1])
    total = sum(weight for weight, _ in weighed)
    return (_weakest(weighed, total) + _weakest(weighed, total / _WEAKEST)) / 2 if total else 1.0


def _weakest(weighed: Sequence[tuple[int, float]], words: float) -> float:
    """The mean score of the first ``words`` words; ``weighed`` (words, score) begins with the lowest."""
    left, found = words, 0.0
    for weight, score in weighed:
        taken = min(left, weight)
        found, left = found + taken * score, left - taken
    return found / words
