"""The bar over the page: what is open, where in it, and how large."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import N_, tr
from app.ui.actions import keys
from app.ui.phrases import SLIDE, also_words
from app.ui.theme import Space, Theme
from app.ui.widgets import ElidedLabel, IconButton, Line


class DeskHeader(QWidget):
    """Signals: ``page_requested(step)``, ``citation_requested(step)``, ``zoom_requested(step)`` (0 fits the width),
    ``find_requested``, ``text_requested(shown)``, ``open_requested``, ``close_requested``.
    """

    page_requested = Signal(int)
    citation_requested = Signal(int)
    zoom_requested = Signal(int)
    find_requested = Signal()
    text_requested = Signal(bool)
    open_requested = Signal()
    close_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = ElidedLabel("", "strong", Qt.TextElideMode.ElideMiddle)
        self.place = ElidedLabel("", "caption")
        self.also = ElidedLabel("", "caption", Qt.TextElideMode.ElideMiddle)
        self.also.hide()
        make = self._button
        self.previous_page = make(theme, "chevron-left", tr("Previous page"), self._previous_page)
        self.next_page = make(theme, "chevron-right", tr("Next page"), self._next_page)
        self.previous_citation = make(theme, "chevron-up", tr("Previous passage"), self._previous_citation)
        self.next_citation = make(theme, "chevron-down", tr("Next passage"), self._next_citation)
        self.zoom_out = make(theme, "zoom-out", named(N_("Smaller"), "desk_smaller"), self._zoom_out)
        self.zoom_in = make(theme, "zoom-in", named(N_("Larger"), "desk_larger"), self._zoom_in)
        self.fit = make(theme, "fit-width", named(N_("Fit the width"), "desk_fit"), self._fit)
        self.find_button = make(
            theme, "search", named(N_("Find in this document"), "desk_find"), self.find_requested.emit
        )
        self.text_button = make(theme, "document", tr("Show the text as it was read"), self._as_text)
        self.text_button.setCheckable(True)
        self.open_button = make(
            theme, "open-external", tr("Open in its own program"), self.open_requested.emit
        )
        self.close_button = make(theme, "close", tr("Close the desk (Esc)"), self.close_requested.emit)
        self._lay_out()

    def show_place(self, title: str, place: str) -> None:
        """Title, and "page 7 of 31"."""
        self.title.setText(title)
        self.place.setText(place)

    def show_also_at(self, paths: Sequence[Path]) -> None:
        """Other files with the very same content; none hides the line."""
        self.also.setText(also_words(paths))
        self.also.setVisible(bool(paths))

    def set_paged(self, paged: bool) -> None:
        """Whether there are pages to turn."""
        for button in (self.previous_page, self.next_page):
            button.setVisible(paged)

    def set_drawn(self, drawn: bool) -> None:
        """Whether there is a picture that can be larger or smaller."""
        for button in (self.zoom_in, self.zoom_out, self.fit):
            button.setVisible(drawn)

    def set_text_possible(self, possible: bool, shown: bool) -> None:
        """Whether pages can be shown as text too, and are."""
        self.text_button.setVisible(possible)
        self.text_button.setChecked(shown)

    def set_page_kind(self, kind: str) -> None:
        """What the buttons turn: "page" or "slide"."""
        self.previous_page.set_name(tr("Previous slide") if kind == SLIDE else tr("Previous page"))
        self.next_page.set_name(tr("Next slide") if kind == SLIDE else tr("Next page"))

    def set_citations(self, several: bool) -> None:
        """Whether there are passages to step through."""
        self.previous_citation.setVisible(several)
        self.next_citation.setVisible(several)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.place)
        words.addWidget(self.also)
        top = QHBoxLayout()
        top.setSpacing(Space.XS)
        top.addLayout(words, 1)
        top.addWidget(self.open_button)
        top.addWidget(self.close_button)
        tools = QHBoxLayout()
        tools.setSpacing(2)
        for button in (self.previous_page, self.next_page, self.previous_citation, self.next_citation):
            tools.addWidget(button)
        tools.addStretch(1)
        for button in (self.find_button, self.text_button, self.zoom_out, self.zoom_in, self.fit):
            tools.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.M, Space.S, Space.XS)
        column.setSpacing(Space.XS)
        column.addLayout(top)
        column.addLayout(tools)
        column.addWidget(Line())

    def _button(self, theme: Theme, icon: str, name: str, slot: object) -> IconButton:
        button = IconButton(theme, icon, name, size=18)
        button.clicked.connect(slot)
        return button

    def _previous_page(self) -> None:
        self.page_requested.emit(-1)

    def _next_page(self) -> None:
        self.page_requested.emit(1)

    def _previous_citation(self) -> None:
        self.citation_requested.emit(-1)

    def _next_citation(self) -> None:
        self.citation_requested.emit(1)

    def _zoom_out(self) -> None:
        self.zoom_requested.emit(-1)

    def _zoom_in(self) -> None:
        self.zoom_requested.emit(1)

    def _fit(self) -> None:
        self.zoom_requested.emit(0)

    def _as_text(self) -> None:
        self.text_requested.emit(self.text_button.isChecked())


def named(text: str, command_id: str) -> str:
    """A button's name with its keys."""
    return f"{tr(text)} ({keys(command_id)})"
