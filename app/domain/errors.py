"""The error tree. Errors carry a code and parameters; sentences are made at the edge (``app.wording``).

CarrelError
├── UserError       the person can act: damaged file, missing model, full disk ...
├── EngineError     a child process failed: crashed, timed out, would not start
└── Cancelled       somebody asked to stop; never shown as an error

Anything else that is raised is our bug. Foreign exceptions are translated once, in the file that imports
the library they come from. Only a class that somebody catches by name deserves to stand here.
"""

from __future__ import annotations

from dataclasses import dataclass, field


class CarrelError(Exception):
    """Base of all errors Carrel raises on purpose: ``code`` names the kind, ``params`` fill the sentence."""

    def __init__(self, code: str, /, **params: str | int | float) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return f"{self.code} {self.params}" if self.params else self.code

    def info(self) -> ErrorInfo:
        """The error as a value that can be stored and sent."""
        return ErrorInfo(self.code, dict(self.params))


class UserError(CarrelError):
    """The person can do something about it. Every code has a sentence and a hint in ``app.wording``."""


class EngineError(CarrelError):
    """A child process failed; the request it was working on is lost, nothing else is."""


class Cancelled(CarrelError):
    """The work was stopped on request."""

    def __init__(self) -> None:
        super().__init__("cancelled")


@dataclass(frozen=True, slots=True)
class ErrorInfo:
    """A :class:`CarrelError` as a value: what the store keeps and the pipe carries."""

    code: str
    params: dict[str, str | int | float] = field(default_factory=dict)
