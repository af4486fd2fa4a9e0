"""The desk: pages, text, highlights, stepping, zooming, and what happens when a page cannot be shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.domain.documents import Block, BlockKind, Document, DocumentPart, PageLine, Rect, Span
from app.domain.errors import UserError
from app.domain.ids import DocumentId
from app.ui.desk.desk import Desk
from app.ui.desk.page_canvas import PageCanvas
from app.ui.desk.text_view import DocumentTextView
from app.ui.desk.zoom import MAX_SCALE
from app.ui.main_window import MainWindow
from app.ui.phrases import page_text
from app.ui.theme import Theme
from tests.gui import fakes
from tests.gui.closing import finish

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
    finish(window.operations)


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


def test_a_mark_over_several_lines_is_one_shape(qtbot) -> None:
    """Lines stand close: where their marks touch, nothing is darker."""
    canvas = PageCanvas()
    qtbot.addWidget(canvas)
    page = fakes.sheet(1, 1.0, highlighted=False)
    canvas.show_page(replace(page, highlights=(Rect(40, 60, 200, 20), Rect(40, 76, 120, 20))), 1.0)
    image = canvas.grab().toImage()
    assert image.pixelColor(300, 40) == Qt.GlobalColor.white
    assert image.pixelColor(60, 78) == image.pixelColor(200, 70) != Qt.GlobalColor.white


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


SLIDES = fakes.document(7, "Review.pptx", "application/vnd.ms-powerpoint", pages=3)
MAIL = fakes.document(8, "Weekly mail.eml", "message/rfc822", pages=None)
SHEETS = fakes.document(9, "Budget.xlsx", "application/vnd.oasis.opendocument.spreadsheet", pages=None)
GONE = fakes.document(10, "Archive.pdf", pages=31, offline=True)


def put(services: Any, made: Document, **facts: Any) -> DocumentId:
    services.viewer.documents[made.id] = made
    services.viewer.facts[made.id] = facts
    return made.id


def test_a_recognized_page_says_so(qtbot, desk: Desk, services) -> None:
    services.viewer.facts[fakes.LEASE.id] = {"recognized_pages": (8,)}
    before = len(services.viewer.rendered)
    desk.open_evidence(1)
    qtbot.waitUntil(lambda: len(services.viewer.rendered) > before)
    qtbot.wait(50)
    shown(qtbot, desk, 7)
    assert not desk.notice.isVisible()
    desk.header.next_page.click()
    qtbot.waitUntil(lambda: desk.notice.isVisible())
    assert "read by text recognition" in desk.notice.banner.message.text()
    assert "check the words" in desk.notice.banner.message.text()
    desk.header.next_page.click()
    qtbot.waitUntil(lambda: not desk.notice.isVisible())


def test_slides_open_at_their_place_and_are_turned(qtbot, desk: Desk, services) -> None:
    starts = (0, fakes.LEASE_TEXT.index("Term and notice"), fakes.LEASE_TEXT.index("Rent"))
    key = put(services, SLIDES, page_starts=starts)
    start = fakes.LEASE_TEXT.index(fakes.QUOTE)
    desk.open_place(key, None, Span(start, start + len(fakes.QUOTE)))
    qtbot.waitUntil(lambda: desk.header.place.text() == "slide 2 of 3 · Review.pptx")
    qtbot.waitUntil(lambda: desk.text_view.marked_text() == fakes.QUOTE)
    assert desk.stack.currentWidget() is desk.text_view
    assert desk.header.next_page.isVisible()
    assert desk.header.next_page.accessibleName() == "Next slide"
    assert not desk.header.zoom_in.isVisible()
    desk.header.next_page.click()
    qtbot.waitUntil(lambda: desk.header.place.text().startswith("slide 3 of 3"))
    assert desk.text_view.textCursor().position() > start
    assert not desk.header.next_page.isEnabled()


def test_a_citation_in_an_attachment_names_it(qtbot, desk: Desk, services) -> None:
    start = fakes.LEASE_TEXT.index("Term and notice")
    part = DocumentPart("agenda.docx", None, Span(start, start + 100))
    key = put(services, MAIL, parts=(part,))
    desk.open_place(key, None, Span(start + 20, start + 30))
    qtbot.waitUntil(lambda: desk.header.place.text() == "attachment “agenda.docx” · Weekly mail.eml")


def test_a_citation_in_a_workbook_names_the_sheet(qtbot, desk: Desk, services) -> None:
    desk.open_place(put(services, SHEETS), None, Span(60, 70))
    qtbot.waitUntil(lambda: desk.header.place.text() == "sheet “Lease of 12 Harbour Street” · Budget.xlsx")


def test_a_file_that_is_not_connected_shows_its_text_and_says_why(qtbot, desk: Desk, services) -> None:
    starts = tuple(range(0, 62, 2))
    desk.open_place(put(services, GONE, page_starts=starts), 5, Span(8, 12))
    qtbot.waitUntil(lambda: desk.stack.currentWidget() is desk.text_view and desk.notice.isVisible())
    assert "not connected" in desk.notice.banner.message.text()
    assert desk.notice.banner.hint.text() == "This is its text as it was read."
    assert desk.header.place.text() == "page 5 of 31 · Archive.pdf"


def test_why_a_page_gave_way_to_the_text_is_said(qtbot, desk: Desk, services) -> None:
    services.viewer.error = UserError("damaged_document")
    desk.header.next_page.click()
    qtbot.waitUntil(lambda: desk.notice.isVisible())
    assert desk.notice.banner.message.text() == "The document is damaged"


@pytest.mark.parametrize(
    ("name", "page", "words"),
    [
        ("a.pdf", 7, "page 7"),
        ("a.PPTX", 4, "slide 4"),
        ("scan.jpg", 1, ""),
        ("fax.tiff", 2, "page 2"),
        ("a.md", None, ""),
    ],
)
def test_what_a_page_is_called(name: str, page: int | None, words: str) -> None:
    assert page_text(Path(name), page) == words


def opened(qtbot, window, document: DocumentId, page: int, span: Span | None) -> Desk:
    """The window's own desk with a page on it."""
    window.open_citation(document, page, span)
    assert window.desk is not None
    qtbot.waitUntil(
        lambda: window.desk.stack.currentWidget() is window.desk.page_view and not window.desk.loading
    )
    return window.desk


def test_words_are_found_on_pages_and_in_running_text(qtbot, window, services) -> None:
    desk = opened(qtbot, window, fakes.LEASE.id, 7, None)
    desk.open_search()
    assert desk.search_bar.isVisible()
    desk.search_bar.field.setText("RENT is")
    qtbot.waitUntil(lambda: desk.finder.current == 0)
    start = fakes.LEASE_TEXT.index("rent is")
    qtbot.waitUntil(lambda: services.viewer.rendered[-1][2] == Span(start, start + 7))
    assert desk.search_bar.count.text() == "1 of 1"
    desk.search_bar.field.setText("the")
    qtbot.waitUntil(lambda: len(desk.finder.hits) > 2)
    first = desk.finder.current
    desk.finder.step(1)
    assert desk.finder.current == (first + 1) % len(desk.finder.hits)
    desk.finder.step(-1)
    assert desk.finder.current == first
    desk.header.text_button.click()
    qtbot.waitUntil(lambda: desk.stack.currentWidget() is desk.text_view)
    marked = [s.cursor.selectedText().lower() for s in desk.text_view.extraSelections()]
    assert marked == ["the"] * len(desk.finder.hits)
    desk.finder.close_search()
    assert not desk.search_bar.isVisible()
    assert len(desk.text_view.extraSelections()) <= 1


def test_what_is_not_there_is_said(qtbot, window) -> None:
    desk = opened(qtbot, window, fakes.LEASE.id, 7, None)
    desk.open_search()
    desk.search_bar.field.setText("xylophone")
    qtbot.waitUntil(lambda: desk.search_bar.count.text() == "Not found")
    assert not desk.search_bar.next_button.isEnabled()


def test_a_search_that_is_opened_again_looks_again(qtbot, window) -> None:
    desk = opened(qtbot, window, fakes.LEASE.id, 7, None)
    desk.finder.open_search("rent is")
    qtbot.waitUntil(lambda: desk.search_bar.count.text() == "1 of 1")
    desk.finder.close_search()
    desk.open_search()
    qtbot.waitUntil(lambda: desk.search_bar.count.text() == "1 of 1")


def test_what_was_not_looked_for_is_not_called_missing(qtbot, window) -> None:
    desk = opened(qtbot, window, fakes.LEASE.id, 7, None)
    desk.finder.open_search("rent is")
    qtbot.waitUntil(lambda: desk.search_bar.count.text() == "1 of 1")
    desk.finder.set_document(DocumentId(int(fakes.LEASE.id) + 1000), 0)
    assert desk.search_bar.count.text() == ""
    desk.finder.set_document(fakes.LEASE.id, 0)
    desk.search_bar.next_button.click()
    qtbot.waitUntil(lambda: desk.search_bar.count.text() == "1 of 1")


def test_selected_words_become_a_question_about_their_document(qtbot, window, services) -> None:
    desk = opened(qtbot, window, fakes.LEASE.id, 7, None)
    desk.header.text_button.click()
    qtbot.waitUntil(lambda: desk.stack.currentWidget() is desk.text_view)
    cursor = desk.text_view.textCursor()
    cursor.setPosition(0)
    cursor.movePosition(cursor.MoveOperation.EndOfLine, cursor.MoveMode.KeepAnchor)
    desk.text_view.setTextCursor(cursor)
    assert desk.selection_bar.text == "Lease of 12 Harbour Street"
    assert desk.selection_bar.isVisible()
    desk.ask_selection()
    composer = window.areas.chats().composer
    assert composer.passage.text == "Lease of 12 Harbour Street"
    assert composer.chosen_scope() == (fakes.LEASE.path,)
    window.areas.chats().ask("When does it end?")
    qtbot.waitUntil(lambda: bool(services.conversations.asked))
    assert services.conversations.abouts == ["Lease of 12 Harbour Street"]
    assert composer.passage.text == ""
    services.conversations.gate.set()


def test_words_on_a_page_are_selected_with_the_mouse(qtbot, window) -> None:
    desk = opened(qtbot, window, fakes.LEASE.id, 7, Span(0, 5))
    canvas = desk.page_view.canvas
    canvas.lines = (
        PageLine(Span(0, 26), Rect(0, 0, 260, 12)),
        PageLine(Span(27, 42), Rect(0, 20, 150, 12)),
    )
    canvas.pressed.emit()
    canvas.dragged.emit((92.0, 6.0), (30.0, 24.0))
    qtbot.waitUntil(lambda: bool(desk.selection_bar.text))
    assert desk.selection_bar.text == "12 Harbour Street\nTerm"
    desk.selection_bar.write_requested.emit("rewrite")
    assert window.rail.area() == "write"
    assert window.areas.write().source.text.toPlainText() == "12 Harbour Street\nTerm"


def test_the_wheel_zooms_with_ctrl(qtbot, window) -> None:
    desk = opened(qtbot, window, fakes.LEASE.id, 7, None)
    before = desk.page_view.canvas.image_width()
    desk.page_view.zoom_requested.emit(1)
    qtbot.waitUntil(lambda: desk.page_view.canvas.image_width() > before)
