from __future__ import annotations

from dataclasses import replace

import pytest

from app.tasks import read_passage
from app.teaching.dataset import Example, Passage
from app.teaching.readings import EASY, ENDING, Reading, lesson, readings
from app.teaching.schedule import PER_STEP, order, rate, steps_of, trees_of, usual_first_layer, usual_rate
from app.teaching.split import LEAST, split

OLD, GREEN = Passage("Gate", (), "It is old."), Passage("Gate", ("Paint",), "It is green.")


def example(number: int = 0, group: str = "", answer: str | None = "green") -> Example:
    return Example(f"Which colour {number}?", (OLD, GREEN), answer, 2.0, group or str(number))


def test_the_answer_is_taught_where_it_stands_and_doubt_elsewhere() -> None:
    assert readings([example()]) == [
        Reading("Gate", "It is old.", "Which colour 0?", None, 2.0 * EASY),
        Reading("Gate > Paint", "It is green.", "Which colour 0?", "green", 2.0),
    ]
    assert [one.weight for one in readings([example(answer=None)])] == [2.0, 2.0 * EASY]
    alone = replace(example(answer="emerald"), passages=(GREEN,))
    assert readings([alone])[0].answer == "emerald"


def test_a_lesson_is_what_is_asked_at_run_time() -> None:
    one, other = (
        lesson(Reading("Gate", "It is  green.", q, a)) for q, a in (("Which?", "green"), ("When?", None))
    )
    assert one.prompt == read_passage.prompt("Gate", "It is  green.", "Which?")
    assert (one.target, other.target) == (" green", read_passage.NONE)
    assert one.prompt[: one.shared] == other.prompt[: other.shared]
    assert "It is green." in one.prompt[: one.shared]
    assert "Wh" not in one.prompt[: one.shared]
    assert (one.ending, other.ending) == (1.0, ENDING)


def test_a_tenth_is_kept_back_in_whole_groups() -> None:
    examples = [example(number, f"group {number // 5}") for number in range(1000)]
    parts = split(examples)
    assert 100 <= len(parts.check) <= 104
    assert len(parts.learn) + len(parts.check) == 1000
    assert not {one.group for one in parts.learn} & {one.group for one in parts.check}
    assert split(examples) == parts
    assert split(examples, seed=1) != parts
    more = split([*examples, example(2000)])
    assert {one.group for one in more.check} >= {one.group for one in parts.check}


@pytest.mark.parametrize(
    ("examples", "kept"),
    [
        ([example(n) for n in range(40)], LEAST),
        ([example(n) for n in range(39)], 0),
        ([example(n, "one") for n in range(500)], 0),
        ([], 0),
    ],
)
def test_too_few_examples_are_all_learnt(examples: list[Example], kept: int) -> None:
    parts = split(examples)
    assert (len(parts.check), len(parts.learn)) == (kept, len(examples) - kept)


def test_every_tree_comes_once_an_epoch() -> None:
    trees, epochs = 7, 3
    steps = steps_of(trees, epochs)
    seen = [trees_of(step, trees, seed=4) for step in range(steps)]
    per_epoch = steps // epochs
    for epoch in range(epochs):
        flat = [n for numbers in seen[epoch * per_epoch : (epoch + 1) * per_epoch] for n in numbers]
        assert sorted(flat) == list(range(trees))
        assert flat == order(trees, epoch, 4)
    assert order(50, 0, 4) != order(50, 1, 4) != order(50, 1, 5)
    assert all(len(numbers) <= PER_STEP for numbers in seen)


def test_the_rate_rises_and_falls() -> None:
    rates = [rate(1e-3, step, 200, step / 200) for step in range(200)]
    assert rates[0] == pytest.approx(5e-5)
    assert max(rates) == pytest.approx(1e-3, rel=0.05)
    assert rates[-1] == pytest.approx(5e-5, rel=0.05)
    assert rates[19:] == sorted(rates[19:], reverse=True)
    assert rate(1e-3, 100, 200, 1.2) == pytest.approx(5e-5)
    assert usual_rate(135_000_000) > usual_rate(1_000_000_000) > usual_rate(7_000_000_000)
    assert (usual_first_layer(30), usual_first_layer(2)) == (8, 0)
