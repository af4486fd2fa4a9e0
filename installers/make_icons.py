"""Draw the program's icon in every size and format from the one SVG. Run after the SVG was changed.

    python installers/make_icons.py

Needs icotool and png2icns (Debian: icoutils, icnsutils). What comes out is kept in the repository.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "icons" / "app"
PNG_SIZES = (16, 32, 48, 64, 128, 256, 512)
ICO_SIZES = (16, 32, 48, 64, 128, 256)
ICNS_SIZES = (16, 32, 128, 256, 512)


def main() -> None:
    """PNG for Linux, ICO for Windows, ICNS for macOS."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication([])
    with tempfile.TemporaryDirectory() as scratch:
        drawn = {size: draw(size, Path(scratch) / f"{size}.png") for size in PNG_SIZES}
        for size in (48, 256):
            (FOLDER / f"carrel-{size}.png").write_bytes(drawn[size].read_bytes())
        icons = [str(drawn[size]) for size in ICO_SIZES]
        subprocess.run(["icotool", "-c", "-o", str(FOLDER / "carrel.ico"), *icons], check=True)
        icons = [str(drawn[size]) for size in ICNS_SIZES]
        subprocess.run(["png2icns", str(FOLDER / "carrel.icns"), *icons], check=True)
    del application


def draw(size: int, target: Path) -> Path:
    """One size, with a transparent ground."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(FOLDER / "carrel.svg")).render(painter)
    painter.end()
    if not image.save(str(target)):
        raise SystemExit(f"error: cannot write {target}")
    return target


if __name__ == "__main__":
    main()
