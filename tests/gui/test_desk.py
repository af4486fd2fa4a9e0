"""The desk: pages, text, highlights, stepping, zooming, and what happens when a page cannot be shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.domain.documents import Block, BlockKind, Span
from app.domain.errors import UserError
from app.domain.ids import DocumentId
from app.ui.desk.desk import MAX_SCALE, Desk
from app.ui.desk.page_canvas import PageCanvas
from app.ui.desk.text_view import DocumentTextView
from app.ui.main_window import MainWindow
from app.ui.theme import Theme
from tests.gui import fakes

PASSAGES = [(evidence, ("near", "neutral")) for evidence in fakes.EVIDENCE]


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp, "light")


@pytest.fixture
def services() -> Any:
    return fakes.fake_services()


@pytest.fixture
def desk(qtbot, theme, services) -> Iterator[Desk]:
    window = MainWindow(theme)
    qtbot.addWidget(window)
    window.resize(1300, 850)
    window.show()
    window.attach(services)
    window.open_evidence(PASSAGES, 1)
    qtbot.waitUntil(lambda: window.desk.page_view.canvas.image_width() > 0)
    yield window.desk
    assert window.operations.shut_down()


def shown(qtbot, desk: Desk, page: int) -> None:
    qtbot.waitUntil(lambda: desk.header.place.text().startswith(f"page {page} of 31"))


def test_the_highlight_is_in_view(desk: Desk) -> None:
    area = desk.page_view.canvas.highlight_area()
    top = desk.page_view.verticalScrollBar().value()
    assert not area.isNull()
    assert top <= area.top()
    assert area.bottom() <= top + desk.page_view.viewport().height()


def test_the_page_fits_the_width(qtbot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: abs(desk.page_view.canvas.width() - desk.page_view.room()) < 12)


def test_pages_are_turned_by_button_and_key(qtbot, desk: Desk) -> None:
    desk.header.next_page.click()
    shown(qtbot, desk, 8)
    desk.header.previous_page.click()
    shown(qtbot, desk, 7)
    qtbot.keyClick(desk, Qt.Key.Key_PageDown)
    shown(qtbot, desk, 8)


def test_zoom(qtbot, desk: Desk) -> None:
    before = desk.page_view.canvas.width()
    desk.header.zoom_in.click()
    qtbot.waitUntil(lambda: desk.page_view.canvas.width() > before * 1.2)
    for _ in range(30):
        desk.header.zoom_in.click()
    qtbot.waitUntil(lambda: desk.page_view.canvas.width() == int(400 * MAX_SCALE))
    desk.header.fit.click()
    qtbot.waitUntil(lambda: abs(desk.page_view.canvas.width() - desk.page_view.room()) < 12)


def test_passages_are_stepped_through(qtbot, desk: Desk) -> None:
    desk.header.next_citation.click()
    qtbot.waitUntil(lambda: desk.stack.currentWidget() is desk.text_view)
    qtbot.waitUntil(lambda: desk.text_view.marked_text() == "Notice must be given in writing")
    assert not desk.header.next_page.isVisible()
    desk.header.previous_citation.click()
    qtbot.waitUntil(lambda: desk.stack.currentWidget() is desk.page_view)
    desk.evidence_list.rows[2].click()
    qtbot.waitUntil(lambda: desk.evidence_list.rows[2].isChecked())


def test_only_the_newest_request_is_shown(qtbot, desk: Desk) -> None:
    for _ in range(5):
        desk.header.next_page.click()
    shown(qtbot, desk, 12)
    qtbot.wait(80)
    assert desk.header.place.text().startswith("page 12 of 31")


def test_a_page_that_cannot_be_rendered_gives_way_to_the_text(qtbot, desk: Desk, services) -> None:
    services.viewer.error = UserError("file_missing", path="x")
    desk.header.next_page.click()
    qtbot.waitUntil(lambda: desk.stack.currentWidget() is desk.text_view)
    assert desk.text_view.marked_text() == fakes.QUOTE


def test_a_document_that_is_gone_says_so(qtbot, desk: Desk) -> None:
    desk.open_place(DocumentId(99), 1, None)
    qtbot.waitUntil(lambda: desk.stack.currentWidget() is desk.trouble)
    assert desk.trouble.title.text()
    assert desk.evidence_list.isHidden()


def test_escape_closes_it(qtbot, desk: Desk) -> None:
    qtbot.keyClick(desk, Qt.Key.Key_Escape)
    assert desk.isHidden()


def test_highlights_are_painted_over_the_page(qtbot) -> None:
    canvas = PageCanvas()
    qtbot.addWidget(canvas)
    canvas.show_page(fakes.sheet(1, 1.0, highlighted=True), 1.0)
    image = canvas.grab().toImage()
    colour = image.pixelColor(300, 401)
    assert colour.blue() < colour.red()
    assert image.pixelColor(300, 40) == Qt.GlobalColor.white
    canvas.show_page(fakes.sheet(1, 2.0, highlighted=True), 2.0)
    assert canvas.width() == 400
    assert 390 < canvas.highlight_area().top() < 400


@pytest.mark.parametrize(
    "text",
    [
        "plain words and the passage here",
        "🖋🖋 before the passage 🖋 after",
        "line one\nline two with the passage\nline three",
        "windows\r\nline the passage end",
        "page\x0cbreak the passage end",
        "<b>markup</b> &amp; the passage <img src=x>",
        "paragraph\u2029separator\u2028line the passage end",
        "tab\tand nbsp\u00a0the passage",
    ],
)
def test_the_very_words_are_marked(qtbot, theme, text: str) -> None:
    view = DocumentTextView(theme)
    qtbot.addWidget(view)
    view.show()
    start = text.index("the passage")
    view.show_document(text, ())
    view.highlight(Span(start, start + len("the passage")))
    assert view.marked_text() == "the passage"
    view.highlight(None)
    assert view.marked_text() == ""


def test_headings_are_larger(qtbot, theme) -> None:
    view = DocumentTextView(theme)
    qtbot.addWidget(view)
    view.show_document("🖋 Title\nbody", (Block(BlockKind.HEADING, Span(0, 7), 1),))
    first, second = view.document().begin(), view.document().begin().next()
    sizes = [block.begin().fragment().charFormat().fontPointSize() for block in (first, second)]
    assert sizes[0] > sizes[1]


def test_spans_beyond_the_text_do_no_harm(qtbot, theme) -> None:
    view = DocumentTextView(theme)
    qtbot.addWidget(view)
    view.show_document("short", (Block(BlockKind.HEADING, Span(100, 200), 1),))
    view.highlight(Span(90, 400))
    assert view.marked_text() == ""
