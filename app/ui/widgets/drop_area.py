"""A place that files can be dropped on, and that says so while they hover."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QRectF, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFont,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from app.ui.theme import Space, Theme


def dropped_paths(mime: QMimeData) -> list[Path]:
    """The files and folders on this computer among what is dragged; web addresses are left out."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile() and not url.host()]


class DropArea(QWidget):
    """Signals: ``paths_dropped`` carries a list of :class:`pathlib.Path`."""

    paths_dropped = Signal(list)

    def __init__(self, theme: Theme, invitation: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self._invitation = _Invitation(theme, invitation, self)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take local files and folders."""
        if dropped_paths(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._invitation.setGeometry(self.rect())
            self._invitation.raise_()
            self._invitation.show()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Whatever is dragged stays where it is, so the cursor says "copy"."""
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """Put the invitation away."""
        self._invitation.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand the paths on."""
        self._invitation.hide()
        paths = dropped_paths(event.mimeData())
        if paths:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.paths_dropped.emit(paths)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The invitation covers the whole area."""
        self._invitation.setGeometry(self.rect())
        super().resizeEvent(event)


class _Invitation(QWidget):
    """Covers the area with a frame and a sentence; lets every event through."""

    def __init__(self, theme: Theme, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text = text
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt override."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = self._theme.color("window")
        veil.setAlphaF(0.92)
        painter.fillRect(self.rect(), veil)
        area = QRectF(self.rect()).adjusted(Space.L, Space.L, -Space.L, -Space.L)
        painter.setBrush(self._theme.color("accent_soft"))
        painter.setPen(QPen(self._theme.color("accent"), 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(area, 14, 14)
        painter.setPen(self._theme.color("text"))
        painter.setFont(self._theme.font("title", QFont.Weight.DemiBold))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self._text)
