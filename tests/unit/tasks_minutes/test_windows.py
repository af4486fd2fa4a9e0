from __future__ import annotations

from collections.abc import Sequence

from app.tasks.minutes.windows import cut_windows, line_of
from tests.unit.tasks_minutes.talk import talk


def count(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def test_every_utterance_is_in_exactly_one_window() -> None:
    said = talk(*[f"Ana: {'word ' * (i % 7 + 1)}" for i in range(40)]).utterances
    windows = cut_windows(said, count, 30)
    assert [u.id for w in windows for u in w.own] == list(range(40))
    assert len(windows) > 3
    assert all(sum(count([u.text for u in w.all])) <= 30 for w in windows)


def test_the_two_before_explain() -> None:
    windows = cut_windows(talk(*["Ana: one two three"] * 10).utterances, count, 20)
    assert [u.id for u in windows[1].context] == [windows[1].own[0].id - 2, windows[1].own[0].id - 1]


def test_what_is_too_long_is_not_lost() -> None:
    said = talk("Ana: hi", f"Ben: {'long ' * 100}", "Ana: bye").utterances
    windows = cut_windows(said, count, 20)
    read = [u for w in windows for u in w.own]
    assert list(dict.fromkeys(u.id for u in read)) == [0, 1, 2]
    assert " ".join(u.text for u in read if u.id == 1).split() == ["long"] * 100
    assert all(sum(count([line_of(u) for u in w.all])) <= 20 for w in windows)


def test_nothing_to_cut() -> None:
    assert cut_windows((), count, 20) == []
