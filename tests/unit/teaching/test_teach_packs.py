from __future__ import annotations

import random

import pytest

from app.teaching.packs import Branch, TokenLesson, Tree, plant


def lesson(prompt: list[int], target: list[int], key: str = "p") -> TokenLesson:
    return TokenLesson(prompt, target, [1.0] * len(target), key)


def sequences(trees: list[Tree]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Prompt and target of every branch."""
    return sorted(
        ((*tree.prefix, *branch.rest), tuple(branch.target)) for tree in trees for branch in tree.branches
    )


def test_lessons_about_one_passage_share_its_tokens() -> None:
    lessons = [
        lesson([1, 2, 3, 4], [9, 0]),
        lesson([1, 2, 3, 5, 6], [8, 7, 0]),
        lesson([1, 2, 3], [9, 0], "q"),
    ]
    shared, alone = plant(lessons)
    assert list(shared.prefix) == [1, 2, 3]
    assert [list(branch.inputs) for branch in shared.branches] == [[4, 9], [5, 6, 8, 7]]
    assert (shared.width, shared.tokens, shared.pairs) == (4, 11, 3 * 3 + 8 * 7)
    assert list(alone.prefix) == [1, 2]
    assert list(alone.branches[0].inputs) == [3, 9]


def test_a_tree_lies_flat_with_positions_that_go_on_behind_the_prefix() -> None:
    tree = Tree([1, 2], [Branch([3], [4, 0], [1.0, 0.5]), Branch([5, 6, 7], [8, 0], [2.0, 2.0])])
    ids, positions = tree.flat()
    assert ids == [1, 2, 3, 4, 0, 0, 5, 6, 7, 8]
    assert positions == [0, 1, 2, 3, 4, 5, 2, 3, 4, 5]
    places, wanted, weights = tree.targets()
    assert wanted == [4, 0, 8, 0]
    assert [ids[place] for place in places] == [3, 4, 7, 8]
    assert weights == [1.0, 0.5, 2.0, 2.0]


@pytest.mark.parametrize("seed", range(5))
def test_nothing_is_lost_whatever_the_lessons(seed: int) -> None:
    dice = random.Random(seed)
    lessons = []
    for number in range(60):
        start = [number % 6] * dice.randint(0, 40)
        prompt = [*start, *(dice.randint(10, 12) for _ in range(dice.randint(1, 30)))]
        lessons.append(
            lesson(prompt, [dice.randint(20, 30)] * dice.randint(1, 4), dice.choice(["", f"k{number % 6}"]))
        )
    trees = plant(lessons, most=150)
    assert sequences(trees) == sorted((tuple(one.prompt), tuple(one.target)) for one in lessons)
    for tree in trees:
        assert tree.tokens <= 150
        assert all(branch.rest for branch in tree.branches)
        assert len(tree.flat()[0]) == tree.tokens


def test_a_lesson_longer_than_a_tree_may_be_is_one_by_itself() -> None:
    trees = plant([lesson([1] * 50, [2]), lesson([1] * 20, [2]), lesson([1] * 21, [2])], most=30)
    assert sorted(tree.tokens for tree in trees) == [19 + 2 * 2, 50]
    assert plant([]) == []
