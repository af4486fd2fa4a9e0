"""A quote in which some words are marked."""

from __future__ import annotations

import html
from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from app.ui.chat.matching import Range
from app.ui.theme import Theme
from app.ui.widgets import PlainLabel


class QuoteLabel(PlainLabel):
    """Selectable words; the marked ones are bold on the marker's colour. Markup in the quote is shown as it is."""

    def __init__(self, theme: Theme, kind: str = "reading", parent: QWidget | None = None) -> None:
        super().__init__("", kind, wrap=True, parent=parent)
        self._theme = theme
        self._quote = ""
        self._ranges: Sequence[Range] = ()
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        theme.changed.connect(self._on_theme_changed)

    def show_quote(self, quote: str, ranges: Sequence[Range] = ()) -> None:
        """Show ``quote`` with these ranges of it marked."""
        self._quote, self._ranges = quote, tuple(ranges)
        self.setTextFormat(Qt.TextFormat.RichText if ranges else Qt.TextFormat.PlainText)
        self.setText(marked_html(quote, ranges, self._mark_style()) if ranges else quote)
        self.setAccessibleName(quote)

    def quote(self) -> str:
        """The words, without markup."""
        return self._quote

    def marked(self) -> list[str]:
        """The words that are marked."""
        return [self._quote[start:end] for start, end in self._ranges]

    def _mark_style(self) -> str:
        c = self._theme.colors
        return f"background-color: {c.highlight}; color: {c.text}; font-weight: 600"

    @Slot()
    def _on_theme_changed(self) -> None:
        if self._ranges:
            self.show_quote(self._quote, self._ranges)


def marked_html(text: str, ranges: Sequence[Range], style: str) -> str:
    """``text`` as HTML that shows exactly it, with the ranges in spans of this style."""
    pieces: list[str] = []
    position = 0
    for start, end in ranges:
        pieces += [
            _escaped(text[position:start]),
            f'<span style="{style}">{_escaped(text[start:end])}</span>',
        ]
        position = end
    pieces.append(_escaped(text[position:]))
    return "".join(pieces)


def _escaped(text: str) -> str:
    return html.escape(text).replace("  ", "&nbsp; ").replace("\n", "<br>")
