from __future__ import annotations

import pytest

from app.domain.documents import RecognizedLine, RecognizedPage, RecognizedWord
from app.domain.errors import UserError
from app.store.recognized import pack_lines, unpack_lines
from app.store.store import Store
from tests.unit.store.filling import fill, rows


def page(number: int, words: int = 3, engine: str = "fake 1") -> RecognizedPage:
    line = RecognizedLine(
        tuple(RecognizedWord(f"wörd{i}", i / 600, 0.25, 0.1, 0.015) for i in range(words)), 2
    )
    return RecognizedPage(number, engine, (line, RecognizedLine(())), 0.75)


def test_pages_come_back_as_they_went_in(store: Store) -> None:
    fill(store, "/d/a.txt", ["x"], "h")
    for number in (3, 1):
        store.recognized.save("h", page(number))
    first, third = store.recognized.load("h")
    assert (first.page, third.page, first.engine, first.confidence) == (1, 3, "fake 1", 0.75)
    assert [line.block for line in first.lines] == [2, 0]
    assert [word.text for word in first.lines[0].words] == ["wörd0", "wörd1", "wörd2"]
    for before, after in zip(page(1).lines[0].words, first.lines[0].words, strict=True):
        for name in ("x", "y", "width", "height"):
            assert getattr(after, name) == pytest.approx(getattr(before, name), abs=1 / 65535)
    assert [p.page for p in store.recognized.load("h", [3, 4])] == [3]
    assert store.recognized.load("other") == ()
    store.recognized.save("h", page(3, engine="fake 2"))
    assert store.recognized.engines("h") == {1: "fake 1", 3: "fake 2"}


def test_packed_twice_is_the_same(store: Store) -> None:
    packed = pack_lines(page(1).lines)
    assert pack_lines(unpack_lines(packed)) == packed
    assert len(pack_lines(page(1, words=500).lines)) < 500 * 14


def test_boxes_that_stick_out_are_cut_off() -> None:
    (line,) = unpack_lines(pack_lines([RecognizedLine((RecognizedWord("x", -0.1, 0.5, 1.7, 0.1),))]))
    assert (line.words[0].x, line.words[0].width) == (0.0, 1.0)


def test_damaged_pages_are_told() -> None:
    for data in (b"", b"nonsense", pack_lines([])[:-3]):
        with pytest.raises(UserError, match="database_damaged"):
            unpack_lines(data)


def test_pages_of_nobody_are_not_kept(store: Store) -> None:
    store.recognized.save("h", page(1))
    assert rows(store, "recognized") == 0
    first, second = fill(store, "/d/a.txt", ["x"], "h"), fill(store, "/d/b.txt", ["x"], "h")
    store.recognized.save("h", page(1))
    store.documents.remove([first.id])
    assert rows(store, "recognized") == 1
    store.documents.remove([second.id])
    assert rows(store, "recognized") == 0
