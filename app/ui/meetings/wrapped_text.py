"""Measuring and painting wrapped text; the same layout for both, so that nothing is cut.

Lines break between words; only a word that is longer than the column is broken itself.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QColor, QFont, QPainter, QTextLayout, QTextOption

_NARROWEST = 40


def _lay_out(text: str, font: QFont, width: int) -> tuple[QTextLayout, int]:
    layout = QTextLayout(text.replace("\n", "\u2028"), font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    height = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(width, _NARROWEST))
        line.setPosition(QPointF(0, height))
        height += line.height()
    layout.endLayout()
    return layout, math.ceil(height)


class Heights:
    """Heights already measured in one font, for the present width: a list is laid out twice for one resize."""

    def __init__(self, font: QFont) -> None:
        self._font = font
        self._width = -1
        self._known: dict[str, int] = {}

    def of(self, text: str, width: int) -> int:
        """As :func:`height_of`."""
        if width != self._width:
            self._width = width
            self._known.clear()
        height = self._known.get(text)
        if height is None:
            height = self._known[text] = height_of(text, self._font, width)
        return height


def height_of(text: str, font: QFont, width: int) -> int:
    """Pixels that ``text`` needs in a column of this width; 0 for no text."""
    return _lay_out(text, font, width)[1] if text else 0


def paint(painter: QPainter, area: QRect, text: str, font: QFont, color: QColor) -> int:
    """Paint at the top of ``area``; the height that was used."""
    if not text:
        return 0
    layout, height = _lay_out(text, font, area.width())
    painter.setPen(color)
    layout.draw(painter, QPointF(area.topLeft()))
    return height
