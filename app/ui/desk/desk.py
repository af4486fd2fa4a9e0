"""Opens a place in a document: its page where there are pages, else its text; the answer's passages stand below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QKeyEvent
from PySide6.QtWidgets import QFrame, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.domain.documents import Block, PageImage, Span
from app.domain.errors import ErrorInfo
from app.domain.ids import DocumentId
from app.domain.retrieval import Evidence
from app.i18n import tr
from app.services.viewer import Opened
from app.ui.bridge.context import UiContext
from app.ui.bridge.operation import Operation
from app.ui.desk.desk_header import DeskHeader
from app.ui.desk.evidence_list import EvidenceList
from app.ui.desk.notice_row import NoticeRow
from app.ui.desk.page_view import PageView
from app.ui.desk.place import Place, place_in
from app.ui.desk.text_view import DocumentTextView
from app.ui.phrases import page_kind
from app.ui.widgets import EmptyState, set_kind
from app.wording import describe

PATIENCE_MS = 350
"""What is opened faster than this needs no word in between."""
ZOOM_STEP = 1.25
MIN_SCALE, MAX_SCALE = 0.4, 6.0
"""Device-independent pixels per PDF point."""
_START_SCALE = 1.0


class Desk(QFrame):
    """Signals: ``closed``."""

    closed = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_kind(self, "panel")
        self._context = context
        self._place: Place | None = None
        self._evidence: tuple[Evidence, ...] = ()
        self._current = 0
        self._scale: float | None = None
        self._page_points = 0.0
        self._loading: Operation | None = None
        self._text_of: DocumentId | None = None
        self._text = ""
        self._blocks: tuple[Block, ...] = ()
        theme = context.theme
        self.header = DeskHeader(theme)
        self.page_view = PageView()
        self.text_view = DocumentTextView(theme)
        self.trouble = EmptyState(theme, "warning", "", "")
        self.opening = EmptyState(theme, "document", tr("Opening…"), "")
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._on_patience)
        self.stack = QStackedWidget()
        for view in (self.page_view, self.text_view, self.trouble, self.opening):
            self.stack.addWidget(view)
        self.notice = NoticeRow(theme)
        self.evidence_list = EvidenceList(theme)
        self.evidence_list.hide()
        self.evidence_list.opened.connect(self.open_evidence)
        self._connect_header()
        self.page_view.width_changed.connect(self._on_width_changed)
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
        column.addWidget(self.notice)
        column.addWidget(splitter, 1)
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
        return self._loading is not None and self._loading.running

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt override."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() == Qt.Key.Key_PageDown:
            self._on_page_requested(1)
        elif event.key() == Qt.Key.Key_PageUp:
            self._on_page_requested(-1)
        else:
            super().keyPressEvent(event)

    def _connect_header(self) -> None:
        header = self.header
        header.page_requested.connect(self._on_page_requested)
        header.citation_requested.connect(self._on_citation_requested)
        header.zoom_requested.connect(self._on_zoom_requested)
        header.open_requested.connect(self._on_open_requested)
        header.close_requested.connect(self.closed)

    def _open(self, document_id: DocumentId, page: int | None, span: Span | None) -> None:
        viewer = self._context.services.viewer
        scale = self._place.scale if self._place is not None else self._scale
        self._scale, self._place, self._text_of = scale, None, None
        self._patience.start()
        self.header.set_citations(len(self._evidence) > 1)

        def found(opened: Opened) -> None:
            self._place = place_in(opened, page, span, scale)
            self._load()

        self._start(
            self._context.operations.run(self, lambda _job: viewer.opened(document_id)).on_success(found)
        )

    def _load(self) -> None:
        """Show the page where it can be painted, else the text."""
        place = self._place
        if place is None:
            return
        self.header.set_paged(place.page is not None)
        self.header.set_drawn(place.drawn)
        self.header.set_page_kind(page_kind(place.document.path))
        self._show_words(place.words())
        if place.drawn:
            self._load_page()
        else:
            self._load_text()

    def _load_page(self) -> None:
        place = self._place
        if place is None or place.page is None:
            return
        viewer, ratio, page = self._context.services.viewer, self.devicePixelRatioF(), place.page
        scale = (place.scale or self._fitting_scale()) * ratio

        def show(image: PageImage) -> None:
            self._page_points = image.width / scale
            fits = place.scale is not None or abs(self._fitting_scale() * ratio - scale) < 0.02 * ratio
            if not fits:
                self._load_page()  # the first page was rendered before its width was known
                return
            self.page_view.show_page(image, ratio)
            self._show(self.page_view)
            shown = replace(place, page=image.page)
            self._show_words(shown.words())
            self.notice.show_notice(shown.notice())
            self._enable_turning(image.page, image.page_count)

        self._start(
            self._context.operations.run(
                self, lambda _job: viewer.page(place.document.id, page, scale, place.span)
            ).on_success(show)
        )

    def _load_text(self) -> None:
        place = self._place
        if place is None:
            return
        if self._text_of == place.document.id:
            self._show_text(place)
            return
        viewer = self._context.services.viewer

        def show(result: tuple[str, tuple[Block, ...]]) -> None:
            self._text_of, (self._text, self._blocks) = place.document.id, result
            self.text_view.show_document(*result)
            self._show_text(place)

        self._start(
            self._context.operations.run(self, lambda _job: viewer.text(place.document.id)).on_success(show)
        )

    def _show_text(self, place: Place) -> None:
        self._show(self.text_view)
        self.text_view.highlight(place.span)
        offset = place.offset()
        if place.span is None and offset is not None:
            self.text_view.go_to(offset)
        self._show_words(place.words(self._blocks, self._text))
        self.notice.show_notice(place.notice())
        self._enable_turning(place.page, place.page_count)

    def _show(self, view: QWidget) -> None:
        self._patience.stop()
        self.stack.setCurrentWidget(view)

    @Slot()
    def _on_patience(self) -> None:
        self.notice.show_notice(None)
        self.stack.setCurrentWidget(self.opening)

    def _start(self, operation: Operation) -> None:
        """Only the newest request may show anything."""
        if self._loading is not None:
            self._loading.cancel()
            self._loading.on_success(_ignore).on_failure(_ignore)
        self._loading = operation.on_failure(self._on_failure)
        operation.start()

    def _on_failure(self, error: ErrorInfo) -> None:
        if self._place is not None and self._place.drawn:
            self._place = replace(self._place, trouble=error)  # the text as it was indexed is still there
            self._load()
            return
        self.trouble.set_words(*describe(error))
        self.notice.show_notice(None)
        self._show(self.trouble)

    def _fitting_scale(self) -> float:
        if not self._page_points:
            return _START_SCALE
        return min(max(self.page_view.room() / self._page_points, MIN_SCALE), MAX_SCALE)

    def _show_words(self, words: str) -> None:
        document = self._place.document if self._place is not None else None
        if document is not None:
            self.header.show_place(document.title or document.path.name, words)

    def _enable_turning(self, page: int | None, pages: int | None) -> None:
        self.header.previous_page.setEnabled(page is not None and page > 1)
        self.header.next_page.setEnabled(page is not None and (pages is None or page < pages))

    @Slot(int)
    def _on_page_requested(self, step: int) -> None:
        place = self._place
        if place is not None and place.page is not None:
            last = place.page_count or place.page + 1
            page = min(max(place.page + step, 1), last)
            self._place = replace(place, page=page, span=place.span if place.drawn else None)
            self._load()

    @Slot(int)
    def _on_citation_requested(self, step: int) -> None:
        numbers = [evidence.n for evidence in self._evidence]
        if self._current in numbers:
            self.open_evidence(numbers[(numbers.index(self._current) + step) % len(numbers)])

    @Slot(int)
    def _on_zoom_requested(self, step: int) -> None:
        if self._place is not None:
            now = self._place.scale or self._fitting_scale()
            wanted = min(max(now * ZOOM_STEP**step, MIN_SCALE), MAX_SCALE) if step else None
            self._place = replace(self._place, scale=wanted)
            self._load()

    @Slot()
    def _on_width_changed(self) -> None:
        if self._place is not None and self._place.drawn and self._place.scale is None and self.isVisible():
            self._load_page()

    @Slot()
    def _on_open_requested(self) -> None:
        if self._place is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._place.document.path)))


def _ignore(_result: object) -> None:
    """An answer that came too late."""
