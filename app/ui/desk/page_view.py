"""Scrolls over one page and brings the highlighted words into view."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from app.domain.documents import PageImage
from app.i18n import tr
from app.ui.desk.page_canvas import PageCanvas
from app.ui.theme import Space

_SETTLE_MS = 150
_NOTCH = 120
"""Eighths of a degree that one notch of a wheel turns (Qt's unit); touch pads send less at a time."""
_EYE_LINE = 0.35
"""The highlight stands a little above the middle, where the eye looks first."""


class PageView(QScrollArea):
    """Signals: ``width_changed`` once resizing has come to rest, so that "fit" can render anew;
    ``zoom_requested(step)`` for the wheel with Ctrl.
    """

    width_changed = Signal()
    zoom_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas = PageCanvas()
        self._turned = 0
        self.setWidget(self.canvas)
        self.viewport().setAutoFillBackground(False)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Page of the document"))
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self.width_changed)

    def show_page(self, page: PageImage, ratio: float) -> None:
        """Show it and scroll to what is highlighted, or to its top."""
        self.canvas.show_page(page, ratio)
        area = self.canvas.highlight_area()
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, self.canvas.height() - self.viewport().height()))
        eye = self.viewport().height() * _EYE_LINE
        bar.setValue(max(0, int(area.center().y() - eye)) if not area.isNull() else 0)
        if not area.isNull():
            middle = int(area.center().x() - self.viewport().width() / 2)
            self.horizontalScrollBar().setValue(max(0, middle))

    def room(self) -> int:
        """Width a page may have without a horizontal scroll bar."""
        return max(self.width() - 2 * Space.M - self.verticalScrollBar().sizeHint().width(), 120)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl it zooms."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._turned += event.angleDelta().y()
            steps = int(self._turned / _NOTCH)
            self._turned -= steps * _NOTCH
            if steps:
                self.zoom_requested.emit(steps)
            event.accept()
        else:
            super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt override."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._settle.start()
