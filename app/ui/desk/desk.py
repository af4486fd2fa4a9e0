"""Opens a place in a document: its page where there are pages, else its text; the answer's passages stand below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QKeyEvent, QShortcut
from PySide6.QtWidgets import QFrame, QSplitter, QVBoxLayout, QWidget

from app.domain.documents import Span
from app.domain.ids import DocumentId
from app.domain.retrieval import Evidence
from app.ui.actions import bind
from app.ui.bridge.context import UiContext
from app.ui.desk.desk_header import DeskHeader
from app.ui.desk.evidence_list import EvidenceList
from app.ui.desk.finder import Finder
from app.ui.desk.notice_row import NoticeRow
from app.ui.desk.pane import DocumentPane
from app.ui.desk.place import Place
from app.ui.desk.search_bar import SearchBar
from app.ui.desk.selecting import Selecting
from app.ui.desk.selection_bar import SelectionBar
from app.ui.desk.text_of_document import TextOfDocument
from app.ui.phrases import page_kind
from app.ui.widgets import set_kind

_FEW_CHARACTERS = 60
"""A longer selection is nothing to look for."""


class Desk(QFrame):
    """Signals: ``closed``."""

    closed = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_kind(self, "panel")
        self._context = context
        self._evidence: tuple[Evidence, ...] = ()
        self._current = 0
        theme = context.theme
        self.header = DeskHeader(theme)
        self.text = TextOfDocument(context, self)
        self.stack = DocumentPane(context, self.text)
        self.page_view, self.text_view = self.stack.page_view, self.stack.text_view
        self.search_bar = SearchBar(theme)
        self.selection_bar = SelectionBar(theme)
        self.finder = Finder(self.search_bar, self.text)
        self.trouble = self.stack.trouble
        self.notice = NoticeRow(theme)
        self.evidence_list = EvidenceList(theme)
        self.evidence_list.hide()
        self.evidence_list.opened.connect(self.open_evidence)
        self._connect()
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setHandleWidth(1)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.stack)
        splitter.addWidget(self.evidence_list)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([520, 220])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.search_bar)
        column.addWidget(self.notice)
        column.addWidget(splitter, 1)
        column.addWidget(self.selection_bar)
        self.setMinimumWidth(320)

    def show_evidence(self, passages: Sequence[tuple[Evidence, tuple[str, str]]], n: int) -> None:
        """The passages of an answer, number ``n`` open."""
        self._evidence = tuple(evidence for evidence, _ in passages)
        self.evidence_list.show_evidence(passages)
        self.evidence_list.setVisible(bool(passages))
        self.open_evidence(n)

    @Slot(int)
    def open_evidence(self, n: int) -> None:
        """Open one of the passages."""
        for evidence in self._evidence:
            if evidence.n == n:
                self._current = n
                self.evidence_list.mark(n)
                self._open(evidence.document_id, evidence.page, evidence.quote_span)

    def open_place(self, document_id: DocumentId, page: int | None, span: Span | None) -> None:
        """A place that belongs to no answer: the list of passages goes away."""
        self._evidence = ()
        self.evidence_list.hide()
        self._open(document_id, page, span)

    @property
    def loading(self) -> bool:
        """Whether something is on its way."""
        return self.stack.loading

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt override."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() == Qt.Key.Key_PageDown:
            self.stack.turn(1)
        elif event.key() == Qt.Key.Key_PageUp:
            self.stack.turn(-1)
        else:
            super().keyPressEvent(event)

    def open_search(self) -> None:
        """Find in the document, with the selected words where there are a few."""
        words = " ".join(self.selection_bar.text.split())
        self.finder.open_search(words if len(words) < _FEW_CHARACTERS else "")

    def ask_selection(self) -> None:
        """A question about what is selected, or about the passage that is cited."""
        place = self.stack.place
        if place is None:
            return
        document, span = place.document, place.span

        def ask(text: str, _blocks: object) -> None:
            self._context.ask_about(text[span.start : span.end] if span is not None else "", document.path)

        if self.selection_bar.text:
            self._context.ask_about(self.selection_bar.text, document.path)
        else:
            self.text.with_text(document.id, ask)

    def _connect(self) -> None:
        self.selecting = Selecting(
            self.page_view.canvas, self.text_view, self.selection_bar, self.text, self.stack.document_id
        )
        self.selecting.lines_wanted.connect(self.stack.tell_lines)
        self.selection_bar.ask_requested.connect(self.ask_selection)
        self.selection_bar.write_requested.connect(self._on_write_requested)
        self.finder.went_to.connect(self.stack.go_to)
        self.finder.hits_changed.connect(self.text_view.show_hits)
        self.finder.ended.connect(self.stack.focus_view)
        for command, slot in (
            ("desk_find", self.open_search),
            ("desk_larger", lambda: self.stack.zoom(1)),
            ("desk_smaller", lambda: self.stack.zoom(-1)),
            ("desk_fit", lambda: self.stack.zoom(0)),
            ("ask_selection", self.ask_selection),
        ):
            shortcut = QShortcut(self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            bind(shortcut, command)
            shortcut.activated.connect(slot)
        self.stack.opened.connect(self._on_opened)
        self.stack.loading_began.connect(self._on_loading)
        self.stack.described.connect(self._on_described)
        self.stack.noticed.connect(self.notice.show_notice)
        self.stack.turnable.connect(self._on_turnable)
        header = self.header
        header.find_requested.connect(self.open_search)
        header.text_requested.connect(self.stack.show_as_text)
        header.page_requested.connect(self.stack.turn)
        header.citation_requested.connect(self._on_citation_requested)
        header.zoom_requested.connect(self.stack.zoom)
        header.open_requested.connect(self._on_open_requested)
        header.close_requested.connect(self.closed)

    @Slot(int)
    def _on_citation_requested(self, step: int) -> None:
        numbers = [evidence.n for evidence in self._evidence]
        if self._current in numbers:
            self.open_evidence(numbers[(numbers.index(self._current) + step) % len(numbers)])

    @Slot(str)
    def _on_write_requested(self, task_id: str) -> None:
        self._context.write_with(self.selection_bar.text, task_id)

    @Slot()
    def _on_open_requested(self) -> None:
        if self.stack.place is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.stack.place.document.path)))

    @Slot(object)
    def _on_opened(self, place: Place) -> None:
        self.header.show_also_at(place.opened.also_at)
        self.finder.set_document(place.document.id, place.span.start if place.span is not None else 0)

    @Slot(object)
    def _on_loading(self, place: Place) -> None:
        self.selecting.clear()
        self.header.set_paged(place.page is not None)
        self.header.set_drawn(place.drawn)
        self.header.set_text_possible(place.drawable, place.as_text)
        self.header.set_page_kind(page_kind(place.document.path))

    @Slot(str)
    def _on_described(self, words: str) -> None:
        if self.stack.place is not None:
            document = self.stack.place.document
            self.header.show_place(document.title or document.path.name, words)

    @Slot(object, object)
    def _on_turnable(self, page: int | None, pages: int | None) -> None:
        self.header.previous_page.setEnabled(page is not None and page > 1)
        self.header.next_page.setEnabled(page is not None and (pages is None or page < pages))

    def _open(self, document_id: DocumentId, page: int | None, span: Span | None) -> None:
        self.selecting.clear()
        self.header.set_citations(len(self._evidence) > 1)
        self.stack.open_document(document_id, page, span)
