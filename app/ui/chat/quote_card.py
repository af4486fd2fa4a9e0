"""The source's own words, shown before any model has written one."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.retrieval import Evidence
from app.i18n import tr
from app.ui.chat.matching import matching_ranges
from app.ui.chat.quote_label import QuoteLabel
from app.ui.chat.quote_text import quote_text
from app.ui.chat.support_words import place_words
from app.ui.theme import Space, Theme
from app.ui.widgets import ElidedLabel, LinkButton
from app.ui.widgets.kinds import set_style_property
from app.ui.widgets.labels import plain_tool_tip

_BAR, _PLACE, _NARROW = 3, 360, 120


class QuoteCard(QWidget):
    """A verbatim quote with a bar at its left; the place under it opens the page. Signal: ``opened(n)``."""

    opened = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._n = 0
        self._place = ""
        self._leads = True
        self.quote = QuoteLabel(theme)
        self.place = LinkButton("")
        self.place.clicked.connect(self._on_clicked)
        self.section = ElidedLabel("", "caption")
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self.place)
        row.addWidget(self.section, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.XS, 0, Space.XS)
        column.setSpacing(Space.XS)
        column.addWidget(self.quote)
        column.addLayout(row)
        theme.changed.connect(self._on_theme_changed)

    def show_evidence(self, evidence: Evidence, *, leads: bool = True, words: str = "") -> None:
        """Show this passage's quote and where it stands; one that does not lead stands back a little.

        Where ``words`` of an answer stand in the quote, they are marked.
        """
        self._n = evidence.n
        self._leads = leads
        set_style_property(self.quote, "kind", "reading" if leads else "muted")
        text = quote_text(evidence.quote or evidence.text)
        self.quote.show_quote(text, matching_ranges(words, text) if words else ())
        self._place = place_words(evidence)
        self._fit_place()
        self.place.setAccessibleName(tr("Open {place}", place=self._place))
        self.section.setText(evidence.heading_path[-1] if evidence.heading_path else "")
        self.section.setToolTip(plain_tool_tip(" › ".join(evidence.heading_path)))
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt override."""
        super().resizeEvent(event)
        self._fit_place()

    def _fit_place(self) -> None:
        room = min(_PLACE, max(self.width() - Space.XL, _NARROW))
        words = self.place.fontMetrics().elidedText(self._place, Qt.TextElideMode.ElideMiddle, room)
        self.place.setText(words.replace("&", "&&"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt override."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("accent" if self._leads else "border"))
        painter.drawRoundedRect(QRectF(0, Space.XS, _BAR, self.height() - 2 * Space.XS), 1.5, 1.5)

    @Slot()
    def _on_clicked(self) -> None:
        self.opened.emit(self._n)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.update()
