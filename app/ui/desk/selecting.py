"""The words that are selected on the desk, on a page's picture or in its text; a bar says what to do with them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Signal, Slot

from app.domain.documents import Block, Span
from app.domain.ids import DocumentId
from app.ui.desk.page_canvas import PageCanvas
from app.ui.desk.page_selection import Point, rows, selected
from app.ui.desk.selection_bar import SelectionBar
from app.ui.desk.text_of_document import TextOfDocument
from app.ui.desk.text_view import DocumentTextView


class Selecting(QObject):
    """Signal: ``lines_wanted``: somebody selects on a page whose lines are not known yet."""

    lines_wanted = Signal()

    def __init__(
        self,
        canvas: PageCanvas,
        view: DocumentTextView,
        bar: SelectionBar,
        text: TextOfDocument,
        document: Callable[[], DocumentId | None],
    ) -> None:
        super().__init__(bar)
        self._canvas, self._view, self._bar, self._text, self._document = canvas, view, bar, text, document
        self._drag: tuple[Point, Point] | None = None
        canvas.pressed.connect(self._on_pressed)
        canvas.dragged.connect(self._on_dragged)
        canvas.menu_requested.connect(self._on_menu)
        view.selectionChanged.connect(self._on_text_selected)
        view.menu_requested.connect(self._on_menu)

    def clear(self) -> None:
        """Nothing is selected any more."""
        self._drag = None
        self._canvas.show_selection(())
        self._bar.show_selection("")

    @Slot()
    def _on_pressed(self) -> None:
        self.clear()
        if not self._canvas.lines:
            self.lines_wanted.emit()

    @Slot(object, object)
    def _on_dragged(self, start: Point, end: Point) -> None:
        self._drag = (start, end)
        document = self._document()
        if document is not None and self._canvas.lines:
            self._text.with_text(document, self._select)

    def _select(self, text: str, _blocks: tuple[Block, ...]) -> None:
        span: Span | None = selected(self._canvas.lines, text, *self._drag) if self._drag else None
        self._canvas.show_selection(rows(self._canvas.lines, span) if span else ())
        self._bar.show_selection(text[span.start : span.end] if span else "")

    @Slot()
    def _on_text_selected(self) -> None:
        self._bar.show_selection(self._view.selected_text())

    @Slot(object)
    def _on_menu(self, place: QPoint) -> None:
        if self._bar.text:
            self._bar.menu(self._bar).popup(place)
