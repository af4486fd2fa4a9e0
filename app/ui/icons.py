"""Carrel's line icons: one SVG each in ``resources/icons``, 24 x 24, drawn in black and tinted here.

They are rendered from the vector at every device pixel ratio asked for, so they are sharp on any screen.
"""

from __future__ import annotations

import math
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.paths import resources_dir

ICON_DIR = resources_dir() / "icons"
MIRRORED = frozenset({"chevron-left", "chevron-right", "open-external"})
"""Where lines begin at the right, forward is to the left."""


class IconSet:
    """Reads and tints icons; what was rendered once is kept."""

    def __init__(self, folder: Path = ICON_DIR) -> None:
        self._folder = folder
        self._sources: dict[str, bytes] = {}
        self._pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}

    def icon(self, name: str, color: QColor, size: int, gap: int = 0) -> QIcon:
        """An icon that is sharp on the screens there are, with a ``gap`` between it and the words after it."""
        icon = QIcon()
        for ratio in sorted({1.0, self._largest_ratio()}):
            pixmap = self.pixmap(name, color, size, ratio)
            icon.addPixmap(_widened(pixmap, gap) if gap else pixmap)
        return icon

    def pixmap(self, name: str, color: QColor, size: int, ratio: float) -> QPixmap:
        """``size`` in device-independent pixels. Raises FileNotFoundError for a name that does not exist."""
        key = (name, color.name(), size, ratio)
        if key not in self._pixmaps:
            self._pixmaps[key] = self._render(name, color, size, ratio)
        return self._pixmaps[key]

    @staticmethod
    def _largest_ratio() -> float:
        return max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)

    def _render(self, name: str, color: QColor, size: int, ratio: float) -> QPixmap:
        source = self._source(name).replace(b"#000", color.name().encode())
        pixels = math.ceil(size * ratio)
        pixmap = QPixmap(pixels, pixels)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        if name in MIRRORED and QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            painter.translate(pixels, 0)
            painter.scale(-1, 1)
        QSvgRenderer(QByteArray(source)).render(painter, QRectF(0, 0, pixels, pixels))
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        return pixmap

    def _source(self, name: str) -> bytes:
        if name not in self._sources:
            self._sources[name] = (self._folder / f"{name}.svg").read_bytes()
        return self._sources[name]


def _widened(pixmap: QPixmap, gap: int) -> QPixmap:
    """With so much nothing at the side where the words stand."""
    ratio, size = pixmap.devicePixelRatio(), pixmap.deviceIndependentSize()
    wide = QPixmap(math.ceil((size.width() + gap) * ratio), pixmap.height())
    wide.setDevicePixelRatio(ratio)
    wide.fill(Qt.GlobalColor.transparent)
    painter = QPainter(wide)
    mirrored = QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    painter.drawPixmap(gap if mirrored else 0, 0, pixmap)
    painter.end()
    return wide
