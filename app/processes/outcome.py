"""How a child process ended: a value that can say itself in a sentence."""

from __future__ import annotations

import signal
from dataclasses import dataclass

EXIT_UNFIT = 4
"""A child that does not trust itself any more says so, and ends with this."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """``code`` is the exit status (negative: a signal, as in subprocess), ``asked`` whether Carrel ended it."""

    role: str
    code: int
    asked: bool = False
    busy: bool = False

    @property
    def failed(self) -> bool:
        """Whether something went wrong."""
        return not self.asked and self.code != EXIT_UNFIT and (self.code != 0 or self.busy)

    @property
    def signal_name(self) -> str | None:
        """Such as SIGSEGV; None for an ordinary exit, or an unknown signal."""
        try:
            return signal.Signals(-self.code).name if self.code < 0 else None
        except ValueError:
            return None

    def __str__(self) -> str:
        when = " while it was working" if self.busy else ""
        if self.asked:
            return f"The {self.role} was stopped{when}."
        if self.code < 0:
            return f"The {self.role} was ended by {self.signal_name or f'signal {-self.code}'}{when}."
        if self.code == 0:
            return f"The {self.role} left{when}."
        return f"The {self.role} ended with exit code {self.code}{when}."
