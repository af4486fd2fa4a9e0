"""Which decisions that nobody called one are shown at all: few, and only where the taught head can be trusted.

The figures are from open meetings (AMI and ICSI) that the head was not taught on: where it scores ``CLEAR``, a line
stands nearly twice as often as chance within half a minute of what annotators linked to a decision (.38 against .20,
.30 against .18); at .75 it would be .40 and .42, with a sixth (AMI) to a third (ICSI) less of the decisions covered,
and further down it comes near chance. It was taught on conversation, where a turn has 6 to 22 words on
average; in committees, where speeches of 50 to 100 words follow each other, all that it found in open meetings was
talk, so there it says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.meetings import Utterance

CLEAR = 0.6
"""A score of ``DecisionHead``, whose scale is the spread of what it was taught."""
SPEECHES = 35
"""Words a turn from which talk is speeches: between the longest turns of conversations (22) and the shortest of
committees (52)."""
_PER_THOUSAND, _LEAST, _MOST = 0.67, 3, 12
"""Lines per thousand words; an hour is about 9,000, so six in it."""


def is_conversation(utterances: Sequence[Utterance]) -> bool:
    """Whether people take turns, rather than make speeches; so it is taken to be where nobody is named."""
    turns = words = 0
    last: str | None = None
    for utterance in utterances:
        turns += utterance.speaker is None or utterance.speaker != last
        words += len(utterance.text.split())
        last = utterance.speaker
    return words <= SPEECHES * turns


def clearest(groups: Sequence[Sequence[int]], scores: Sequence[float], words: int) -> list[int]:
    """Indices of the groups that are clear enough to be shown, at most six in an hour's ``words``, in order."""
    most = min(_MOST, max(_LEAST, round(words / 1000 * _PER_THOUSAND)))
    best = [max(scores[place] for place in group) for group in groups]
    ranked = sorted((i for i in range(len(groups)) if best[i] >= CLEAR), key=lambda i: (-best[i], i))
    return sorted(ranked[:most])
