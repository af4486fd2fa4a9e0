"""The attachments of the chosen document: what became of each, and the way to it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListView, QWidget

from app.domain.documents import DocumentPart
from app.i18n import tr
from app.ui.library.part_item_model import PartItemModel, PartRole
from app.ui.theme import Theme

ROWS = 3
"""So many are shown at once; the others are scrolled to."""


class PartList(QListView):
    """Signal: ``opened`` (a :class:`DocumentPart` that was read), by double click or Enter."""

    opened = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.parts = PartItemModel(theme, self)
        self.setModel(self.parts)
        self.setAccessibleName(tr("Attachments"))
        self.setUniformItemSizes(True)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.activated.connect(self._on_activated)

    def show_parts(self, parts: Sequence[DocumentPart]) -> None:
        """None hides the list."""
        self.parts.set_parts(parts)
        self.setVisible(bool(parts))
        self.setFixedHeight(self.sizeHint().height())

    def sizeHint(self) -> QSize:
        """As high as its rows, up to :data:`ROWS`."""
        row = max(self.sizeHintForRow(0), self.fontMetrics().height() + 12)
        return QSize(super().sizeHint().width(), row * min(max(self.parts.rowCount(), 1), ROWS) + 6)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, on every system."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_activated(self.currentIndex())
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        part = index.data(PartRole.RECORD) if index.isValid() else None
        if part is not None and part.span is not None:
            self.opened.emit(part)
