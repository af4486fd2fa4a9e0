from __future__ import annotations

from pathlib import Path

from app.services.touched import Look, Touched, gathered

A, B = Path("/f/a"), Path("/f/b")


class Disk(dict[Path, Look]):
    def __missing__(self, path: Path) -> Look:
        return None


def test_places_are_given_out_when_it_is_quiet() -> None:
    touched = Touched(1.0, 10.0, Disk().__getitem__)
    assert touched.next_look() is None
    touched.add(A, 0.0)
    touched.add(B, 0.8)
    assert touched.next_look() == 1.8
    assert touched.ready(1.5) == []
    assert sorted(touched.ready(1.8)) == [A, B]
    assert touched.next_look() is None
    assert touched.ready(5.0) == []


def test_a_file_that_is_still_growing_is_waited_for() -> None:
    disk = Disk({A: (1, 1), B: (1, 1)})
    touched = Touched(1.0, 10.0, disk.__getitem__)
    touched.add(A, 0.0)
    touched.add(B, 0.0)
    disk[A] = (2, 2)
    assert touched.ready(1.0) == [B]
    assert touched.next_look() == 2.0
    assert touched.ready(2.0) == [A]


def test_a_place_that_is_never_quiet_does_not_hold_up_the_others() -> None:
    touched = Touched(1.0, 5.0, Disk().__getitem__)
    touched.add(A, 0.0)
    for tenth in range(5, 50, 5):
        touched.add(B, tenth / 10)
        assert touched.ready(tenth / 10) == []
    assert touched.ready(5.0) == [A]
    assert touched.next_look() == 5.5


def test_forgetting() -> None:
    touched = Touched(1.0, 5.0)
    touched.add(A, 0.0)
    touched.clear()
    assert touched.next_look() is None


def test_many_places_are_gathered_in_their_folders() -> None:
    root = Path("/f")
    few = [root / "a" / "1", root / "a", root / "b" / "2"]
    assert gathered(few, 5) == [root / "a", root / "b" / "2"]
    many = [root / folder / str(n) for folder in "ab" for n in range(10)]
    assert gathered(many, 5) == [root / "a", root / "b"]
    assert gathered([root / str(folder) / "x" / "y" for folder in range(10)], 5) is None
