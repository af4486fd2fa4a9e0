"""The parts of text recognition that need no engine: reading order, boxes, where language data lies."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.documents import PageImage
from app.domain.errors import EngineError
from app.domain.jobs import CancelToken
from app.processes.fakes import FakeRecognizer
from app.processes.recognizer import RecognizerRuntime
from app.processes.recognizer_base import Box, united, word_at
from app.processes.recognizer_order import reading_order
from app.processes.recognizer_tessdata import MOST_LANGUAGES, find_language_data, known_folders
from app.processes.requests import Recognize
from app.processes.runtime import Work


def column(left: float, right: float, top: float, lines: int) -> list[Box]:
    """Lines 20 high, 24 apart: their boxes nearly touch, as those of engines do."""
    return [Box(left, top + 24 * n, right, top + 24 * n + 26) for n in range(lines)]


def flat(boxes: list[Box]) -> list[int]:
    return [index for rows in reading_order(boxes) for row in rows for index in row]


def test_one_column_is_one_block_from_top_to_bottom() -> None:
    boxes = column(100, 900, 100, 9)
    assert reading_order(boxes[::-1]) == [[[8 - n] for n in range(9)]]


def test_two_columns_under_a_title() -> None:
    title, left, right = [Box(100, 40, 900, 80)], column(100, 480, 120, 8), column(520, 900, 120, 8)
    boxes = [*right, *title, *left]
    assert flat(boxes) == [8, *range(9, 17), *range(8)]
    assert len(reading_order(boxes)) == 3


def test_columns_with_a_wide_line_between_them_are_read_part_by_part() -> None:
    upper = column(100, 480, 100, 4) + column(520, 900, 100, 4)
    caption = [Box(100, 230, 900, 256)]
    lower = column(100, 480, 300, 4) + column(520, 900, 300, 4)
    assert flat([*upper, *caption, *lower]) == list(range(17))


def test_short_cells_beside_each_other_are_rows() -> None:
    boxes = [Box(x, 100 + 30 * y, x + 90, 125 + 30 * y) for y in range(4) for x in (100, 300, 500)]
    assert reading_order(boxes) == [[[3 * y, 3 * y + 1, 3 * y + 2] for y in range(4)]]


def test_nothing_and_very_many_lines() -> None:
    assert reading_order([]) == []
    assert sorted(flat(column(0, 500, 0, 400))) == list(range(400))


@pytest.mark.parametrize("quarters", range(4))
def test_a_box_turned_there_and_back_is_the_same(quarters: int) -> None:
    box, width, height = Box(10, 20, 30, 60), 100.0, 200.0
    sides = (height, width) if quarters % 2 else (width, height)
    assert box.turned(quarters, width, height).turned(4 - quarters, *sides) == box


def test_turned_clockwise_the_left_edge_is_on_top() -> None:
    assert Box(0, 150, 10, 200).turned(1, 100, 200) == Box(0, 0, 50, 10)


def test_words_stay_on_the_page() -> None:
    word = word_at("x", Box(-5, 50, 105, 210), 100, 200)
    assert (word.x, word.y, word.width, word.height) == (0.0, 0.25, 1.0, 0.75)
    assert united([Box(0, 1, 2, 3), Box(1, 0, 5, 2)]) == Box(0, 0, 5, 3)


def data(folder: Path, *names: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / f"{name}.traineddata").touch()
    return folder


def test_the_persons_language_goes_first_then_english(tmp_path: Path) -> None:
    folder = data(tmp_path, "eng", "deu", "fra", "osd", "equ")
    found = find_language_data([folder], "fr_FR")
    assert found is not None
    assert (found.languages, found.orientation) == (("fra", "eng", "deu"), True)


def test_too_many_languages_would_cost_too_much_time(tmp_path: Path) -> None:
    found = find_language_data([data(tmp_path, "eng", *(f"aa{n}" for n in range(9)))], "en_GB")
    assert found is not None
    assert found.languages[0] == "eng"
    assert len(found.languages) == MOST_LANGUAGES
    assert not found.orientation


def test_the_folder_with_most_languages_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data(tmp_path / "prefix" / "tessdata", "eng", "deu")
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path / "prefix"))
    known = list(known_folders())[:2]
    found = find_language_data([data(tmp_path / "own", "eng"), tmp_path / "missing", *known], "en_GB")
    assert found is not None
    assert found.folder == tmp_path / "prefix" / "tessdata"


def test_orientation_data_alone_reads_nothing(tmp_path: Path) -> None:
    assert find_language_data([data(tmp_path, "osd")], "en_GB") is None


def test_a_picture_with_too_few_pixels_is_no_picture() -> None:
    runtime, work = RecognizerRuntime(), Work(lambda _event: None, CancelToken())
    with pytest.raises(EngineError, match="protocol_mismatch"):
        runtime.handle(Recognize(PageImage(1, 1, 100, 100, b"\0")), work)


def test_the_fake_reads_what_it_was_told() -> None:
    fake = FakeRecognizer(texts={2: "One line\nand another"}, fail_pages={3: EngineError("engine_crashed")})
    blank = b"\xff" * 4
    page = fake.recognize(PageImage(2, 3, 1, 1, blank), CancelToken())
    assert [" ".join(w.text for w in line.words) for line in page.lines] == ["One line", "and another"]
    assert all(0 <= w.x <= w.x + w.width <= 1 for line in page.lines for w in line.words)
    with pytest.raises(EngineError, match="engine_crashed"):
        fake.recognize(PageImage(3, 3, 1, 1, blank), CancelToken())
    assert fake.pages == [2, 3]
