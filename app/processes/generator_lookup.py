"""Drafts looked up in the prompt: an answer that copies from its evidence is read ahead instead of written one by one.

Where the last tokens have stood before, what followed them then is guessed to follow now (prompt lookup). All guesses
are evaluated in one batch, and as many are kept as the model would have written itself. How long a guess pays is
computed from what was kept so far and from what batches took on this machine; where it does not pay, there is none.
"""

from __future__ import annotations

from collections.abc import Iterable

LENGTHS = (2, 4, 8, 12)
"""Drafts that are tried, in tokens."""
_LONGEST, _SHORTEST = 4, 2  # tokens that must have stood before
_PRIOR = 0.7  # how likely a guessed token is right, before anything was seen
_MEMORY = 0.85  # weight of the past after each token tried
_RETURN = 0.02  # how fast the prior comes back while nothing is tried
_SLOPE = 0.25  # what one more row costs, in evaluations of a single one, before anything was measured
_LEAST_SLOPE, _MOST_SLOPE = 0.1, 1.0
_SLOWER = 1.02  # how fast a figure may rise from one evaluation to the next
_REGRET = 0.8
_MOST_LOSS = 4.0  # evaluations; a text in which guessing has lost more is written without it
_WORTH = 1.05  # a draft must promise at least this many tokens for the time of one


class SeenBefore:
    """Tokens, and where each run of two to four of them stood last."""

    def __init__(self, tokens: Iterable[int]) -> None:
        self._tokens: list[int] = []
        self._ends: dict[tuple[int, ...], int] = {}
        self._earlier: list[int] = []
        for token in tokens:
            self.add(token)

    def add(self, token: int) -> None:
        """One more token at the end."""
        self._tokens.append(token)
        end = len(self._tokens)
        self._earlier = []
        for length in range(_LONGEST, _SHORTEST - 1, -1):
            if length > end:
                continue
            run = tuple(self._tokens[-length:])
            if run in self._ends:
                self._earlier.append(self._ends[run])
            self._ends[run] = end

    def draft(self, most: int) -> list[int]:
        """At most so many tokens that followed the longest run that stood before; empty where none did."""
        return self._tokens[self._earlier[0] : self._earlier[0] + most] if self._earlier else []

    @property
    def found(self) -> bool:
        """Whether there is anything to guess."""
        return bool(self._earlier)


class Pace:
    """How long a draft pays; what it learns holds for one loaded model on one machine.

    ``always``: guess so many tokens, whether it pays or not, so that what is guessed does not depend on the machine.
    """

    def __init__(self, always: int = 0) -> None:
        self._always = always
        self._right = _PRIOR
        self._single = 0.0  # seconds
        self._slope = _SLOPE
        self._credit = 0.0  # evaluations of a single token that guessing has saved in this text
        self.drafted = self.accepted = 0

    def begin(self) -> None:
        """Another generation: figures start anew, what was learned of the machine stays."""
        self._right = _PRIOR
        self._credit = 0.0
        self.drafted = self.accepted = 0

    def length(self) -> int:
        """How many tokens to guess; 0 where guessing costs more than it brings.

        With a chance p for each token, a draft of k gives (1 - p^(k+1)) / (1 - p) tokens (Leviathan et al. 2023,
        "Fast inference from transformers via speculative decoding", eq. 1) for the time of 1 + slope * k single ones.
        """
        if self._always:
            return self._always
        if self._credit < -_MOST_LOSS:
            return 0
        worth, length = max((self._tokens(k) / (1.0 + self._slope * k), k) for k in LENGTHS)
        if worth >= _WORTH:
            return length
        self._right += (_PRIOR - self._right) * _RETURN
        return 0

    def saw(self, drafted: int, accepted: int) -> None:
        """So many were guessed, of which the first so many were right."""
        self.drafted += drafted
        self.accepted += accepted
        self._credit += accepted - self._slope * drafted
        tried = accepted + (accepted < drafted)
        keep = _MEMORY**tried
        self._right = min(0.99, keep * self._right + (1.0 - keep) * accepted / tried)

    def regret(self, again: int) -> None:
        """So many tokens had to be evaluated again, one by one."""
        self._credit -= again
        self._right *= _REGRET

    def took(self, rows: int, seconds: float) -> None:
        """An evaluation of so many rows took so long.

        The fastest count: whatever else runs on the machine makes some slower, and none faster.
        """
        if rows == 1:
            self._single = min(seconds, self._single * _SLOWER) if self._single else seconds
        elif self._single:
            slope = (seconds / self._single - 1.0) / (rows - 1)
            self._slope = min(max(slope, _LEAST_SLOPE), self._slope * _SLOWER, _MOST_SLOPE)

    def _tokens(self, length: int) -> float:
        return (1.0 - self._right ** (length + 1)) / (1.0 - self._right)
