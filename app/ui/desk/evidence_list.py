"""All passages of one answer, the open one marked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.domain.retrieval import Evidence
from app.i18n import figure, tr
from app.ui.chat.passage_row import PassageRow
from app.ui.theme import Space, Theme
from app.ui.widgets import PlainLabel


class EvidenceList(QScrollArea):
    """Signal: ``opened(n)``."""

    opened = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.rows: list[PassageRow] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Passages of this answer"))
        page = QWidget()
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        self._column.setSpacing(Space.S)
        self.heading = PlainLabel("", "group")
        self._column.addWidget(self.heading)
        self._column.addStretch(1)
        self.setWidget(page)
        page.setAutoFillBackground(False)  # QScrollArea switches it on
        self.viewport().setAutoFillBackground(False)
        self.verticalScrollBar().rangeChanged.connect(self._scroll_to_marked)  # rows find their heights late

    def show_evidence(self, passages: Sequence[tuple[Evidence, tuple[str, str]]]) -> None:
        """Each passage with its pill (text, tone)."""
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = []
        self.heading.setText(tr("Passages found: {number}", number=figure(len(passages))))
        for evidence, pill in passages:
            row = PassageRow(self._theme, evidence, pill)
            row.clicked.connect(self._on_clicked)
            self.rows.append(row)
            self._column.insertWidget(len(self.rows), row)

    def mark(self, n: int) -> None:
        """Show which one is open."""
        for row in self.rows:
            row.setChecked(row.evidence.n == n)

        QTimer.singleShot(0, self._scroll_to_marked)  # the rows have no places yet when they are new

    @Slot()
    def _scroll_to_marked(self) -> None:
        for number, row in enumerate(self.rows):
            if row.isChecked():
                self.ensureWidgetVisible(row if number else self.heading)

    @Slot()
    def _on_clicked(self) -> None:
        row = self.sender()
        if isinstance(row, PassageRow):
            self.opened.emit(row.evidence.n)
