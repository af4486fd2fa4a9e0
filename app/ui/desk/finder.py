"""Find in the open document: on pages and in running text alike, because both are the same text."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.documents import Block, Span
from app.domain.ids import DocumentId
from app.ui.desk.finding import find_all, nearest
from app.ui.desk.search_bar import SearchBar
from app.ui.desk.text_of_document import TextOfDocument


class Finder(QObject):
    """Signals: ``went_to(Span)`` for the place to show, ``hits_changed(list[Span])``, ``ended``."""

    went_to = Signal(object)
    hits_changed = Signal(object)
    ended = Signal()

    def __init__(self, bar: SearchBar, text: TextOfDocument) -> None:
        super().__init__(bar)
        self._bar = bar
        self._text = text
        self._document: DocumentId | None = None
        self._words = ""
        self._offset = 0
        self.hits: list[Span] = []
        self.current = -1
        bar.searched.connect(self.look_for)
        bar.step_requested.connect(self.step)
        bar.closed.connect(self.close_search)
        bar.hide()

    def open_search(self, words: str = "") -> None:
        """Ready to type."""
        self._bar.open_with(words)

    def set_document(self, document_id: DocumentId | None, offset: int) -> None:
        """Another document is open, at this place; the words are looked for in it when they are next stepped to."""
        self._offset = offset
        if document_id != self._document:
            self._document = document_id
            self._words = ""
            self._take([])
            self._bar.show_nothing_yet()

    @Slot(str)
    def look_for(self, words: str) -> None:
        """From where the document is open, the first place is shown."""
        if self._document is None or words == self._words:
            return
        self._words = words
        if words:
            self._bar.show_searching()

        def search(text: str, _blocks: tuple[Block, ...]) -> None:
            if words == self._words:
                self._take(find_all(text, words))
                self._go(nearest(self.hits, self._offset))

        self._text.with_text(self._document, search)

    @Slot(int)
    def step(self, step: int) -> None:
        """One further, or back; past the last comes the first."""
        words = self._bar.field.text().strip()
        if words != self._words:
            self.look_for(words)
        elif self.hits:
            self._go((self.current + step) % len(self.hits))

    @Slot()
    def close_search(self) -> None:
        """No more marks."""
        self._bar.hide()
        self._words = ""
        self._take([])
        self.ended.emit()

    def _take(self, hits: list[Span]) -> None:
        self.hits, self.current = hits, -1
        self._bar.show_count(-1, len(hits))
        self.hits_changed.emit(hits)

    def _go(self, number: int) -> None:
        self.current = number
        self._bar.show_count(number, len(self.hits))
        if number >= 0:
            self._offset = self.hits[number].start
            self.went_to.emit(self.hits[number])
