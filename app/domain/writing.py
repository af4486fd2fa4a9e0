"""Work on a text that a person hands over: what a task is given, what it gives back, and how that came about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Choice:
    """One possible value of an option, and what the person reads."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class TaskOption:
    """Something a person can say about a task. Without ``choices`` it is a line of text, with ``example`` as a "
    "help."""

    id: str
    label: str
    choices: tuple[Choice, ...] = ()
    default: str = ""
    example: str = ""


class Check(StrEnum):
    """What of a result must stand in the text it was made from: all facts, its numbers alone, or nothing."""

    FACTS = "facts"
    NUMBERS = "numbers"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class TaskDeclaration:
    """All that a menu, a form and a command line need to know of a task.

    ``id``: lower case, words joined by underscores. ``label`` stands in menus, ``about`` says in a sentence what
    comes
    out, ``given`` what is wanted of the person. ``compares``: the result is the same text in other words, so that
    showing what changed helps. ``in_parts``: a long text may be worked on part by part.
    """

    id: str
    label: str
    about: str
    given: str = "Text"
    options: tuple[TaskOption, ...] = ()
    compares: bool = False
    in_parts: bool = False
    checks: Check = Check.FACTS


@dataclass(frozen=True, slots=True)
class TextInput:
    """``text`` as it was handed over; ``options`` by their id, those not given have their default."""

    text: str
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: ``start`` and ``end`` are where the value stands in the text, None where it does not.

    ``share`` is from 0 to 1 where the row says how likely something is.
    """

    name: str
    value: str
    start: int | None = None
    end: int | None = None
    share: float | None = None


@dataclass(frozen=True, slots=True)
class TextOutput:
    """``text`` says it all; ``rows`` is the same as a table where it is one. Both empty: nothing came of it."""

    text: str = ""
    rows: tuple[Row, ...] = ()


class How(StrEnum):
    """Where a result comes from: a language model, rules, or the text's own sentences and vectors."""

    MODEL = "model"
    RULES = "rules"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A number, date or name of the result, from ``start`` to ``end``, that the text does not hold."""

    start: int
    end: int
    value: str


@dataclass(frozen=True, slots=True)
class Marks:
    """How a model did in a task's examination."""

    passed: int
    papers: int

    @property
    def able(self) -> bool:
        """All but one of four, or all of fewer."""
        return self.papers > 0 and self.passed * 4 >= self.papers * 3


@dataclass(frozen=True, slots=True)
class TaskResult:
    """``model`` is its name where one wrote; ``marks`` are those of the loaded model, also where rules did it.

    ``complete`` is False where the model stopped for want of room or was stopped by the person.
    """

    task_id: str
    output: TextOutput
    how: How
    model: str | None = None
    marks: Marks | None = None
    doubts: tuple[Doubt, ...] = ()
    complete: bool = True
    tokens: int = 0
    total_ms: float = 0.0

    @property
    def unable(self) -> bool:
        """Whether rules had to do it because the model that is loaded cannot."""
        return self.how is How.RULES and self.marks is not None and not self.marks.able
