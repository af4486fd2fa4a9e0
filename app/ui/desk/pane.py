"""What is open on the desk: a page where it can be painted, else its text, or why there is neither."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.domain.documents import Block, PageImage, Span
from app.domain.errors import ErrorInfo
from app.domain.ids import DocumentId
from app.i18n import tr
from app.services.viewer import Opened
from app.ui.bridge.context import UiContext
from app.ui.bridge.operation import Operation
from app.ui.desk.page_view import PageView
from app.ui.desk.place import Place, place_in
from app.ui.desk.text_of_document import TextOfDocument
from app.ui.desk.text_view import DocumentTextView
from app.ui.desk.zoom import fitting, stepped
from app.ui.widgets import EmptyState
from app.wording import describe

PATIENCE_MS = 350
"""What is opened faster than this needs no word in between."""
_NOWHERE = Span(0, 0)
"""A highlight of nothing: has the page's lines told, for selecting."""


class DocumentPane(QStackedWidget):
    """``place`` is what is open, None while that is found out.

    Signals: ``opened(Place)`` when a document was, ``loading_began(Place)``, ``described(str)`` with where this is,
    ``noticed(Notice | None)``, ``turnable(page, pages)``.
    """

    opened = Signal(object)
    loading_began = Signal(object)
    described = Signal(str)
    noticed = Signal(object)
    turnable = Signal(object, object)

    def __init__(self, context: UiContext, text: TextOfDocument, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._text = text
        self.place: Place | None = None
        self._shown_text: DocumentId | None = None
        self._scale: float | None = None
        self._page_points = 0.0
        self._loading: Operation | None = None
        theme = context.theme
        self.page_view = PageView()
        self.text_view = DocumentTextView(theme)
        self.trouble = EmptyState(theme, "warning", "", "")
        self.opening = EmptyState(theme, "document", tr("Opening…"), "")
        for view in (self.page_view, self.text_view, self.trouble, self.opening):
            self.addWidget(view)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._on_patience)
        self.page_view.width_changed.connect(self._on_width_changed)
        self.page_view.zoom_requested.connect(self.zoom)

    @property
    def loading(self) -> bool:
        """Whether something is on its way."""
        return self._loading is not None and self._loading.running

    def document_id(self) -> DocumentId | None:
        """Of what is open."""
        return self.place.document.id if self.place is not None else None

    def open_document(self, document_id: DocumentId, page: int | None, span: Span | None) -> None:
        """Show this place; the size stays."""
        viewer = self._context.services.viewer
        scale = self.place.scale if self.place is not None else self._scale
        self._scale, self.place = scale, None
        self._patience.start()

        def found(opened: Opened) -> None:
            self.place = place_in(opened, page, span, scale)
            self.opened.emit(self.place)
            self._load()

        self._start(
            self._context.operations.run(self, lambda _job: viewer.opened(document_id)).on_success(found)
        )

    @Slot(int)
    def turn(self, step: int) -> None:
        """Pages on or back."""
        place = self.place
        if place is not None and place.page is not None:
            last = place.page_count or place.page + 1
            page = min(max(place.page + step, 1), last)
            self._show_place(replace(place, page=page, span=place.span if place.drawn else None))

    @Slot(object)
    def go_to(self, span: Span) -> None:
        """Another place of the same document, on its page where there are pages."""
        place = self.place
        if place is not None:
            found = place_in(place.opened, None, span, place.scale)
            self._show_place(replace(found, trouble=place.trouble, as_text=place.as_text))

    @Slot(bool)
    def show_as_text(self, shown: bool) -> None:
        """The text as it was read in place of the page, or the page again."""
        if self.place is not None:
            span = None if self.place.span == _NOWHERE else self.place.span
            self._show_place(replace(self.place, as_text=shown, span=span))
            self.focus_view()

    @Slot(int)
    def zoom(self, steps: int) -> None:
        """So many steps larger; 0 fits the width. Nothing where there is no picture."""
        if self.place is not None and self.place.drawn:
            now = self.place.scale or self._fitting_scale()
            self._show_place(replace(self.place, scale=stepped(now, steps) if steps else None))

    @Slot()
    def tell_lines(self) -> None:
        """Paint the page again with its lines, for selecting on it."""
        place = self.place
        if place is not None and place.drawn and place.span is None:
            self.place = replace(place, span=_NOWHERE)
            self._load_page()

    @Slot()
    def focus_view(self) -> None:
        """The keyboard goes to what is shown."""
        view = self.currentWidget()
        if view is not None:
            view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_place(self, place: Place) -> None:
        self.place = place
        self._load()

    def _load(self) -> None:
        """Show the page where it can be painted, else the text."""
        place = self.place
        if place is None:
            return
        self.loading_began.emit(place)
        self.described.emit(place.words())
        if place.drawn:
            self._load_page()
        else:
            self._load_text()

    def _load_page(self) -> None:
        place = self.place
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
            self.described.emit(shown.words())
            self.noticed.emit(shown.notice())
            self.turnable.emit(image.page, image.page_count)

        self._start(
            self._context.operations.run(
                self, lambda _job: viewer.page(place.document.id, page, scale, place.span)
            ).on_success(show)
        )

    def _load_text(self) -> None:
        place = self.place
        if place is None:
            return
        if self._text.known(place.document.id) and self._shown_text == place.document.id:
            self._show_text(place)
            return
        viewer = self._context.services.viewer

        def show(result: tuple[str, tuple[Block, ...]]) -> None:
            self._text.keep(place.document.id, *result)
            self._shown_text = place.document.id
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
        self.described.emit(place.words(self._text.blocks, self._text.text))
        self.noticed.emit(place.notice())
        self.turnable.emit(place.page, place.page_count)

    def _show(self, view: QWidget) -> None:
        self._patience.stop()
        self.setCurrentWidget(view)

    @Slot()
    def _on_patience(self) -> None:
        self.noticed.emit(None)
        self.setCurrentWidget(self.opening)

    def _start(self, operation: Operation) -> None:
        """Only the newest request may show anything."""
        if self._loading is not None:
            self._loading.cancel()
            self._loading.on_success(_ignore).on_failure(_ignore)
        self._loading = operation.on_failure(self._on_failure)
        operation.start()

    def _on_failure(self, error: ErrorInfo) -> None:
        if self.place is not None and self.place.drawn:
            self.place = replace(self.place, trouble=error)  # the text as it was indexed is still there
            self._load()
            return
        self.trouble.set_words(*describe(error))
        self.noticed.emit(None)
        self._show(self.trouble)

    def _fitting_scale(self) -> float:
        return fitting(self.page_view.room(), self._page_points)

    @Slot()
    def _on_width_changed(self) -> None:
        if self.place is not None and self.place.drawn and self.place.scale is None and self.isVisible():
            self._load_page()


def _ignore(_result: object) -> None:
    """An answer that came too late."""
