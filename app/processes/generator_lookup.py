"""Drafts looked up in the prompt: an answer that copies from its evidence is read ahead instead of written one by one.

Where the last tokens have stood before, what followed them then is guessed to follow now (prompt lookup). All guesses
are evaluated in one batch, and as many are kept as the model would have written itself. How long a guess pays is
computed from how much of it stood before, from what was kept so far and from what batches took on this machine; where
it does not pay, there is none.
"""

from __future__ import annotations

from collections.abc import Iterable

LENGTHS = (1, 3, 7, 11)
"""Drafts that are tried, in tokens: with the token before them they fill whole tiles of the processor's matrix kernels
(measured with the starter's 8-bit copy: 4 rows cost 1.5 single ones, 5 rows 2.0, 8 rows 2.6, 12 rows 3.4)."""
PRIORS = {8: 0.9, 4: 0.7, 3: 0.65, 2: 0.45}
"""Runs that are looked for, in tokens, and how likely what followed such a run follows again: answers of models and of
people to questions about passages, counted with the starter's tokens (8: .84 to .96, 4: .62 to .91, 2: .36 to .82)."""
_MEMORY = 0.9  # weight of the past after each token tried
_MOST_SURE = 0.98
_RETURN = 0.02  # how fast the prior comes back while nothing is tried
_SLOPE = 0.25  # what one more row costs, in evaluations of a single one, before anything was measured
_SLOWER = 1.05  # how fast a figure may rise from one evaluation to the next
_LOSS, _MOST_LOSS = 1.0, 4.0
"""Evaluations from which a text counts as lost, and from which it is written on without guessing."""
_MOST_TEXTS_OFF = 16
_WORTH = 1.05  # a draft must promise at least this many tokens for the time of one


class SeenBefore:
    """Tokens, and where each run of them stood last."""

    def __init__(self, tokens: Iterable[int]) -> None:
        self._tokens: list[int] = []
        self._ends: dict[tuple[int, ...], int] = {}
        self._earlier = 0
        self.found = 0
        """The longest of the runs in PRIORS that stood before; 0 where there is nothing to guess."""
        for token in tokens:
            self.add(token)

    def add(self, token: int) -> None:
        """One more token at the end."""
        self._tokens.append(token)
        end = len(self._tokens)
        self.found = 0
        for length in PRIORS:
            if length > end:
                continue
            run = tuple(self._tokens[-length:])
            earlier = self._ends.get(run)
            if earlier is not None and not self.found:
                self.found, self._earlier = length, earlier
            self._ends[run] = end

    def draft(self, most: int) -> list[int]:
        """At most so many tokens that followed the longest run that stood before; empty where none did."""
        return self._tokens[self._earlier : self._earlier + most] if self.found else []


class Pace:
    """How long a draft pays; what it learns holds for one loaded model on one machine.

    ``always``: guess so many tokens, whether it pays or not, so that what is guessed does not depend on the machine.
    """

    def __init__(self, always: int = 0) -> None:
        self._always = always
        self._right = dict(PRIORS)
        self._seconds: dict[int, float] = {}  # of an evaluation, by rows
        self._credit = 0.0  # evaluations of a single token that guessing has saved in this text
        self._off = self._texts_off = 0  # texts still to be written without, and how many the last loss cost
        self.drafted = self.accepted = 0

    def begin(self) -> None:
        """Another generation: figures start anew, what was learned of machine and model stays.

        After a text in which guessing lost, the next ones are written without it: one, then two, then four.
        """
        if self._off:
            self._off -= 1
        elif self._credit < -_LOSS:
            self._texts_off = min(2 * self._texts_off or 1, _MOST_TEXTS_OFF)
            self._off = self._texts_off
        elif self._credit > 0.0:
            self._texts_off = 0
        self._right = dict(PRIORS)
        self._credit = 0.0
        self.drafted = self.accepted = 0

    def length(self, run: int) -> int:
        """How many tokens to guess behind such a run (of PRIORS); 0 where guessing costs more than it brings.

        With a chance p for each token, a draft of k gives (1 - p^(k+1)) / (1 - p) tokens (Leviathan et al. 2023,
        "Fast inference from transformers via speculative decoding", eq. 1), for the time that k + 1 rows take.
        """
        if self._always:
            return self._always
        if self._off or self._credit < -_MOST_LOSS:
            return 0
        right = self._right[run]
        worth, length = max(
            ((1.0 - right ** (k + 1)) / (1.0 - right) / self._cost(k + 1), k) for k in LENGTHS
        )
        if worth >= _WORTH:
            return length
        self._right[run] += (PRIORS[run] - right) * _RETURN
        return 0

    def saw(self, run: int, drafted: int, accepted: int) -> None:
        """So many were guessed behind such a run, of which the first so many were right."""
        self.drafted += drafted
        self.accepted += accepted
        self._credit += accepted + 1.0 - self._cost(drafted + 1)
        tried = accepted + (accepted < drafted)
        keep = _MEMORY**tried
        self._right[run] = min(_MOST_SURE, keep * self._right[run] + (1.0 - keep) * accepted / tried)

    def regret(self, again: int) -> None:
        """So many tokens had to be evaluated again, one by one."""
        self._credit -= again

    def took(self, rows: int, seconds: float) -> None:
        """An evaluation of so many rows took so long.

        The fastest count: whatever else runs on the machine makes some slower, and none faster.
        """
        if rows == 1 or 1 in self._seconds:
            usual = self._seconds.get(rows) or (seconds if rows == 1 else self._cost(rows) * self._seconds[1])
            self._seconds[rows] = min(seconds, usual * _SLOWER)

    def _cost(self, rows: int) -> float:
        """In evaluations of a single token, never less than one."""
        if rows not in self._seconds:
            return 1.0 + _SLOPE * (rows - 1)
        return max(1.0, self._seconds[rows] / self._seconds[1])
