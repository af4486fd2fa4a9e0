"""Places in a document's text and on its pages: found, selected, widened to words."""

from __future__ import annotations

import pytest

from app.domain.documents import PageLine, Rect, Span
from app.ui.desk.finding import MOST_HITS, find_all, nearest
from app.ui.desk.page_selection import offset_at, rows, selected, whole_words
from app.ui.desk.zoom import MAX_SCALE, MIN_SCALE, fitting, stepped

TEXT = "The notice period\nis three months. The\nend."
LINES = (
    PageLine(Span(0, 17), Rect(10, 10, 170, 10)),
    PageLine(Span(18, 38), Rect(10, 30, 200, 10)),
    PageLine(Span(39, 43), Rect(10, 50, 40, 10)),
)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("period is", ["period\nis"]),
        ("THE", ["The", "The"]),
        ("months.", ["months."]),
        ("(", []),
        ("   ", []),
        ("", []),
    ],
)
def test_words_are_found_over_line_breaks_whatever_their_case(words: str, found: list[str]) -> None:
    assert [TEXT[s.start : s.end] for s in find_all(TEXT, words)] == found


def test_there_is_an_end_to_hits() -> None:
    assert len(find_all("a " * (MOST_HITS + 10), "a")) == MOST_HITS


def test_the_first_hit_behind_the_open_place_is_next() -> None:
    hits = [Span(0, 3), Span(35, 38)]
    assert (nearest(hits, 0), nearest(hits, 4), nearest(hits, 40), nearest([], 4)) == (0, 1, 0, -1)


def test_points_lead_to_places_and_places_to_boxes() -> None:
    assert offset_at(LINES, (10, 15)) == 0
    assert offset_at(LINES, (500, 35)) == 38
    assert offset_at((), (1, 1)) is None
    span = selected(LINES, TEXT, (60, 12), (60, 33))
    assert span is not None
    assert TEXT[span.start : span.end] == "notice period\nis three"
    boxes = rows(LINES, span)
    assert [box.y for box in boxes] == [10, 30]
    assert boxes[0].x == pytest.approx(50)
    assert selected(LINES, TEXT, (60, 33), (60, 12)) == span
    assert selected(LINES, TEXT, (60, 12), (60, 12)) is None


def test_spans_are_widened_to_words_and_trimmed() -> None:
    assert whole_words(TEXT, Span(5, 12)) == Span(4, 17)
    assert whole_words(TEXT, Span(17, 18)) is None
    assert whole_words(TEXT, Span(40, 999)) == Span(39, 43)


def test_zoom_stays_within_bounds() -> None:
    assert stepped(1.0, 1) == pytest.approx(1.25)
    assert stepped(1.0, 99) == MAX_SCALE
    assert fitting(10.0, 600.0) == MIN_SCALE
    assert fitting(10.0, 0.0) == 1.0
