"""The turns of a chat are a tree: a question that was edited or asked again stands beside the first one.

At every place one of the turns that stand there is chosen; the chosen ones from the root on are what is shown. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Node:
    """One turn: its id, the id of the turn before it, and whether it is the chosen one of its place."""

    id: int
    parent: int | None
    chosen: bool


Path = list[tuple[Node, tuple[int, ...]]]


def shown_path(nodes: Sequence[Node]) -> Path:
    """The turns to show, from the first on, each with all ids of its place ("()" where it is the only one)."""
    children = _children(nodes)
    path: Path = []
    here: int | None = None
    while beside := children.get(here):
        node = _chosen(beside)
        path.append((node, tuple(n.id for n in beside) if len(beside) > 1 else ()))
        here = node.id
    return path


def choosing(nodes: Sequence[Node], wanted: int) -> tuple[list[int], list[int]]:
    """Which turns are to be marked as chosen and which no longer, so that ``wanted`` is shown. KeyError if unknown."""
    by_id = {node.id: node for node in nodes}
    children = _children(nodes)
    on: list[int] = []
    off: list[int] = []
    here: int | None = wanted
    while here is not None:
        node = by_id[here]
        for other in children[node.parent]:
            if other.id == here and not other.chosen:
                on.append(other.id)
            elif other.id != here and other.chosen:
                off.append(other.id)
        here = node.parent
    return on, off


def below(nodes: Sequence[Node], top: int) -> list[int]:
    """A turn and all that follow it, in every branch."""
    children = _children(nodes)
    found, waiting = [], [top]
    while waiting:
        here = waiting.pop()
        found.append(here)
        waiting += [node.id for node in children.get(here, ())]
    return found


def _children(nodes: Sequence[Node]) -> dict[int | None, list[Node]]:
    known = {node.id for node in nodes}
    children: dict[int | None, list[Node]] = {}
    for node in sorted(nodes, key=lambda n: n.id):
        # ids grow: whoever names a later turn, or one that is gone, as the one before it stands at the beginning
        parent = node.parent if node.parent in known and node.parent < node.id else None
        children.setdefault(parent, []).append(Node(node.id, parent, node.chosen))
    return children


def _chosen(beside: Sequence[Node]) -> Node:
    return next((node for node in reversed(beside) if node.chosen), beside[-1])
