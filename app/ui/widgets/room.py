"""How much room pages and dialogs take: no line too long on a large screen, none too short for a large text."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QSize
from PySide6.QtWidgets import QLayout, QWidget

from app.ui.theme import Space

PAGE_WIDTH = 1280
"""Widest list of a page, in device-independent pixels: what belongs together can still be seen together."""
_USUAL_LINE = 20
"""Height of a line of text, in pixels, that the sizes of dialogs were chosen for."""
_ROUNDS = 4
"""Of layouts within layouts; those that are not needed cost nothing."""


def keep_together(layout: QLayout, width: int, widest: int = PAGE_WIDTH) -> None:
    """Leave free, behind the lines, what a page of ``width`` has beyond ``widest``; its margins are Space.XL."""
    spare = Space.XL + max(0, width - widest - 2 * Space.XL)
    margins = layout.contentsMargins()
    parent = layout.parentWidget()
    mirrored = parent is not None and parent.isRightToLeft()
    left, right = (spare, Space.XL) if mirrored else (Space.XL, spare)
    if (margins.left(), margins.right()) != (left, right):
        layout.setContentsMargins(left, margins.top(), right, margins.bottom())


def roomy(dialog: QWidget, width: int, height: int) -> QSize:
    """That size, larger with the text, but not larger than the window it belongs to (or three quarters of a screen)."""
    scale = max(1.0, dialog.fontMetrics().height() / _USUAL_LINE)
    wanted = QSize(round(width * scale), round(height * scale))
    parent = dialog.parentWidget()
    window = parent.window().size() if parent is not None else dialog.screen().availableSize() * 0.75
    return wanted.boundedTo(window.expandedTo(QSize(width, height)))


def lay_out_at_once() -> None:
    """Have all that is shown find its place before anything is painted: heights that follow from widths take some
    rounds, each of which Qt would else do after other events.
    """
    for _ in range(_ROUNDS):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
