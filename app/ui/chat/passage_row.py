"""One passage in a list: its number, its place, its first words and what it is to the answer."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import (
    QFont,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.domain.retrieval import Evidence
from app.i18n import tr
from app.ui.chat.quote_text import line_text
from app.ui.chat.support_words import place_words
from app.ui.theme import Space, Theme
from app.ui.widgets import PlainLabel, StatePill
from app.ui.widgets.labels import plain_tool_tip

_LINES = 2


class PassageRow(QAbstractButton):
    """Click or press Space to open it on the desk; ``checked`` marks the one that is open."""

    def __init__(
        self,
        theme: Theme,
        evidence: Evidence,
        pill: tuple[str, str],
        parent: QWidget | None = None,
        *,
        note: str = "",
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.evidence = evidence
        self._place = f"{evidence.n}   {place_words(evidence)}"
        self._words = line_text(evidence.quote or evidence.text)
        self._lines = _LINES
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        said = (tr("Passage {number}", number=evidence.n), place_words(evidence), pill[0], note)
        self.setAccessibleName(", ".join(part for part in said if part))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.keep_font(self, "body")
        self.pill = StatePill(theme, *pill)
        self.pill.setParent(self)
        self.note = PlainLabel(note.split(" · ")[0], "caption", parent=self)
        if (
            note != self.note.text()
        ):  # how a score came about is for who asks; screen readers are told all of it
            self.setToolTip(plain_tool_tip(note))
        self.note.setVisible(bool(note))
        theme.changed.connect(self._on_theme_changed)

    def sizeHint(self) -> QSize:
        """Qt override."""
        height = self.fontMetrics().height() * (1 + self._lines) + 2 * Space.S + Space.XS + 4
        return QSize(240, height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One line of words where they fit, else two."""
        super().resizeEvent(event)
        fits = self.fontMetrics().horizontalAdvance(self._words) <= self.width() - 2 * Space.M
        self._lines = 1 if fits else _LINES
        self.setFixedHeight(self.sizeHint().height())
        self._place_pill()

    def _place_pill(self) -> None:
        """By hand: a layout would squeeze them while the row is still looking for its height."""
        pill = self.pill.sizeHint()
        left = self.width() - Space.M - pill.width()
        note = self.note.sizeHint()
        self.pill.setGeometry(left, Space.S, pill.width(), pill.height())
        top = Space.S + (pill.height() - note.height()) // 2
        self.note.setGeometry(left - Space.S - note.width(), top, note.width(), note.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt override."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_frame(painter)
        left, width = Space.M, self.width() - 2 * Space.M
        line = self.fontMetrics().height()
        painter.setPen(self._theme.color("text"))
        painter.setFont(self._theme.font("body", QFont.Weight.DemiBold))
        note = self.note.sizeHint().width() + Space.M if self.note.text() else 0
        room = max(width - self.pill.sizeHint().width() - note - Space.S, 40)
        place = painter.fontMetrics().elidedText(self._place, Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(QPointF(left, Space.S + painter.fontMetrics().ascent() + 2), place)
        painter.setPen(self._theme.color("muted"))
        painter.setFont(self._theme.font("body"))
        draw_lines(
            painter, self._words, QRectF(left, Space.S + line + Space.XS + 2, width, line * self._lines)
        )

    def _paint_frame(self, painter: QPainter) -> None:
        colour = "accent_soft" if self.isChecked() else "hover" if self.underMouse() else "surface"
        edge = "accent" if self.hasFocus() else "border"
        painter.setPen(QPen(self._theme.color(edge), 2 if self.hasFocus() else 1))
        painter.setBrush(self._theme.color(colour))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.update()


def draw_lines(painter: QPainter, text: str, area: QRectF) -> None:
    """As many lines as fit into ``area``; the last one ends in "…" when there is more."""
    layout = QTextLayout(text, painter.font())
    layout.setTextOption(QTextOption(Qt.AlignmentFlag.AlignLeft))
    metrics = painter.fontMetrics()
    count = max(1, round(area.height() / metrics.height()))
    layout.beginLayout()
    for number in range(count):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(area.width())
        piece = text[line.textStart() : line.textStart() + line.textLength()]
        if number == count - 1:
            piece = metrics.elidedText(
                text[line.textStart() :], Qt.TextElideMode.ElideRight, int(area.width())
            )
        painter.drawText(QPointF(area.x(), area.y() + metrics.ascent() + number * metrics.height()), piece)
    layout.endLayout()
