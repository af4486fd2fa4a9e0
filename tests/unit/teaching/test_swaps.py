from __future__ import annotations

from app.teaching.readings import Reading
from app.teaching.swaps import SWAPPED, balanced, swapped

TEXT = (
    "Greta Fenwick founded the first bakery in Ostermoor in 1907. "
    "Ludo Marsh bought the mill in 1921 and Hanno Weil sold it."
)


def reading(question: str, answer: str | None) -> Reading:
    return Reading("Ostermoor", TEXT, question, answer)


FOUNDED = reading("Who founded the first bakery in Ostermoor?", "Greta Fenwick")
BOUGHT = reading("What was bought by Ludo Marsh in 1921?", "the mill")
OTHERS = [reading("What did Hanno Weil sell?", "the mill"), reading("Who came in 1844 with Odo Pike?", None)]


def test_a_question_made_false_differs_in_one_thing_and_has_no_answer() -> None:
    for seed in range(20):
        made = swapped([FOUNDED, BOUGHT, *OTHERS], seed)
        assert all((one.answer, one.weight) == (None, SWAPPED) for one in made)
        assert {one.text for one in made} == {TEXT}
        questions = {one.question for one in made}
        assert len(questions) == 3
        assert not questions & {one.question for one in (FOUNDED, BOUGHT, *OTHERS)}


def test_names_years_and_opposites_are_exchanged() -> None:
    seen = {one.question for seed in range(60) for one in swapped([FOUNDED, BOUGHT, *OTHERS], seed)}
    assert "Who founded the last bakery in Ostermoor?" in seen
    assert "What was bought by Ludo Marsh in 1844?" in seen
    assert "What was sold by Ludo Marsh in 1921?" in seen
    assert "What was bought by Odo Pike in 1921?" in seen


def test_what_the_answering_sentence_names_is_not_put_in() -> None:
    """That could be true: Hanno Weil stands in the same sentence as the mill."""
    seen = {one.question for seed in range(60) for one in swapped([FOUNDED, BOUGHT, *OTHERS], seed)}
    assert not any("bought by Hanno Weil" in question for question in seen)


def test_the_same_input_gives_the_same_questions() -> None:
    readings = [FOUNDED, BOUGHT, *OTHERS]
    assert swapped(readings, 3) == swapped(readings, 3)
    assert any(swapped(readings, 3) != swapped(readings, seed) for seed in range(4, 12))


def test_unanswered_questions_and_such_without_anything_to_exchange_make_none() -> None:
    assert swapped([reading("What is baked?", "bread"), reading("Who won in Ostermoor?", None)]) == []
    assert swapped([]) == []


def test_only_as_many_are_added_as_are_missing() -> None:
    bare = [FOUNDED, BOUGHT]
    assert len(balanced(bare)) == 4
    assert balanced([*bare, OTHERS[1]])[:3] == [*bare, OTHERS[1]]
    assert len(balanced([*bare, OTHERS[1]])) == 4
    enough = [*bare, OTHERS[1], reading("Who burned the mill?", None)]
    assert balanced(enough) == enough
