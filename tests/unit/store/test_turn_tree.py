"""The tree of turns."""

from __future__ import annotations

import pytest

from app.store.turn_tree import Node, below, choosing, shown_path


def ids(nodes: list[Node]) -> list[int]:
    return [node.id for node, _ in shown_path(nodes)]


BRANCHED = [Node(1, None, True), Node(2, 1, False), Node(3, 2, True), Node(4, 1, True), Node(5, 4, True)]
"""1 was followed by 2 and 3; then 2 was asked anew as 4."""


def test_the_chosen_ones_are_shown_with_those_beside_them() -> None:
    assert ids(BRANCHED) == [1, 4, 5]
    assert [beside for _, beside in shown_path(BRANCHED)] == [(), (2, 4), ()]


def test_going_back_shows_what_followed_then() -> None:
    assert choosing(BRANCHED, 3) == ([2], [4])
    assert choosing(BRANCHED, 5) == ([], [])
    with pytest.raises(KeyError):
        choosing(BRANCHED, 9)


def test_the_first_question_has_branches_too() -> None:
    assert ids([Node(1, None, False), Node(2, 1, True), Node(3, None, True)]) == [3]


def test_without_a_choice_the_latest_is_shown() -> None:
    assert ids([Node(1, None, False), Node(2, None, False)]) == [2]


def test_what_follows_goes_along() -> None:
    assert sorted(below(BRANCHED, 2)) == [2, 3]
    assert sorted(below(BRANCHED, 1)) == [1, 2, 3, 4, 5]


def test_a_turn_whose_parent_is_gone_begins_the_chat() -> None:
    assert ids([Node(7, 3, True), Node(8, 7, True)]) == [7, 8]


def test_a_long_chat_needs_no_deep_recursion() -> None:
    nodes = [Node(n, n - 1 or None, True) for n in range(1, 5001)]
    assert len(shown_path(nodes)) == len(below(nodes, 1)) == 5000
