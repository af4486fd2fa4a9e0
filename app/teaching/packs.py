"""Trees: lessons about one passage share its tokens, which are then worked on once.

A tree is a prefix and branches that continue it, each without seeing the others. Branches are padded to one length,
so that a tree is a rectangle behind a line: ``len(prefix) + len(branches) * width`` tokens.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

MOST_TOKENS = 1200
"""Of one tree, unless a single lesson needs more: beyond this nothing is gained, and memory is lost."""


@dataclass(frozen=True, slots=True)
class TokenLesson:
    """A lesson in tokens. ``key`` is the same for lessons about the same passage."""

    prompt: Sequence[int]
    target: Sequence[int]
    weights: Sequence[float]
    key: str = ""

    @property
    def length(self) -> int:
        """Tokens of both."""
        return len(self.prompt) + len(self.target)


@dataclass(frozen=True, slots=True)
class Branch:
    """What follows the prefix: the rest of the prompt, then the target. ``weights``: one a token of the target."""

    rest: Sequence[int]
    target: Sequence[int]
    weights: Sequence[float]

    @property
    def inputs(self) -> list[int]:
        """What the model reads; the last token of the target is only to be said."""
        return [*self.rest, *self.target[:-1]]


@dataclass(frozen=True, slots=True)
class Tree:
    """At least one branch."""

    prefix: Sequence[int]
    branches: Sequence[Branch]
    width: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "width", max(len(branch.inputs) for branch in self.branches))

    @property
    def tokens(self) -> int:
        """With padding."""
        return len(self.prefix) + len(self.branches) * self.width

    @property
    def pairs(self) -> int:
        """Tokens times those they look at."""
        start = len(self.prefix)
        return start * start + len(self.branches) * self.width * (start + self.width)

    def flat(self) -> tuple[list[int], list[int]]:
        """Tokens and their positions: the prefix, then branch after branch, padded with token 0."""
        ids, start = list(self.prefix), len(self.prefix)
        positions = list(range(start))
        for branch in self.branches:
            inputs = branch.inputs
            ids += inputs + [0] * (self.width - len(inputs))
            positions += range(start, start + self.width)
        return ids, positions

    def targets(self) -> tuple[list[int], list[int], list[float]]:
        """Where in :meth:`flat` something is to be said, what, and with which weight."""
        places: list[int] = []
        wanted: list[int] = []
        weights: list[float] = []
        for number, branch in enumerate(self.branches):
            first = len(self.prefix) + number * self.width + len(branch.rest) - 1
            places += range(first, first + len(branch.target))
            wanted += branch.target
            weights += branch.weights
        return places, wanted, weights


def plant(lessons: Iterable[TokenLesson], most: int = MOST_TOKENS) -> list[Tree]:
    """All lessons as trees of at most ``most`` tokens, save where one lesson alone is longer.

    Within a passage, lessons of like length stand together, so that little is padded.
    """
    by_key: dict[str, list[TokenLesson]] = {}
    for number, lesson in enumerate(lessons):
        by_key.setdefault(lesson.key or f"\0{number}", []).append(lesson)
    return [tree for group in by_key.values() for tree in _trees(group, most)]


def _trees(group: list[TokenLesson], most: int) -> list[Tree]:
    start = _common(group)
    trees: list[Tree] = []
    current: list[TokenLesson] = []
    width = 0
    for lesson in sorted(group, key=lambda one: one.length):
        wider = max(width, lesson.length - start - 1)
        if current and start + (len(current) + 1) * wider > most:
            trees.append(_tree(current))
            current, wider = [], lesson.length - start - 1
        current.append(lesson)
        width = wider
    return [*trees, _tree(current)]


def _tree(lessons: list[TokenLesson]) -> Tree:
    start = _common(lessons)
    return Tree(
        lessons[0].prompt[:start],
        [Branch(lesson.prompt[start:], lesson.target, lesson.weights) for lesson in lessons],
    )


def _common(lessons: Sequence[TokenLesson]) -> int:
    """Tokens all prompts begin with; each keeps its last one for itself, where the first word is said."""
    shortest = min(len(lesson.prompt) for lesson in lessons) - 1
    columns = zip(*(lesson.prompt[:shortest] for lesson in lessons), strict=True)
    return sum(1 for _ in takewhile(lambda column: len(set(column)) == 1, columns))
