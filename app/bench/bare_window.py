"""The baseline of the start bench: the least Qt program that shows a window. Says "painted" and leaves."""

from __future__ import annotations

import sys

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow


class Window(QMainWindow):
    """Tells when it was painted first."""

    def event(self, event: QEvent) -> bool:
        """Qt override."""
        handled = super().event(event)
        if event.type() == QEvent.Type.Paint:
            sys.stdout.write("painted\n")
            sys.stdout.flush()
            QTimer.singleShot(0, QApplication.quit)
        return handled


def main() -> None:
    """Show it."""
    application = QApplication([])
    window = Window()
    window.setCentralWidget(QLabel("Carrel"))
    window.resize(1200, 800)
    window.show()
    application.exec()


if __name__ == "__main__":
    main()
