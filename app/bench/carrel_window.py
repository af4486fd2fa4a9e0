"""Carrel's window as the start bench sees it: says "painted", then its memory and what it has loaded once it is idle.

python -m app.bench.carrel_window PROFILE_DIR
"""

from __future__ import annotations

import json
import sys

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

from app.cli.arguments import build_parser
from app.paths import profile_paths
from app.window import open_window

IDLE_AFTER_MS = 3000
HEAVY = ("llama_cpp", "torch", "transformers", "sentence_transformers", "numpy")


class Watcher(QObject):
    """Waits for the main window's first paint."""

    painted = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt override."""
        if not self.painted and event.type() == QEvent.Type.Paint and isinstance(watched, QMainWindow):
            self.painted = True
            sys.stdout.write("painted\n")
            sys.stdout.flush()
            QTimer.singleShot(IDLE_AFTER_MS, self.tell)
        return False

    def tell(self) -> None:
        """Memory in MB and heavy modules, as one JSON line; then leave."""
        loaded = [name for name in HEAVY if name in sys.modules]
        import psutil  # after the first paint: the program itself does not need it to start

        megabytes = round(psutil.Process().memory_info().rss / 1e6)
        sys.stdout.write(json.dumps({"mb": megabytes, "heavy": loaded}) + "\n")
        sys.stdout.flush()
        for window in QApplication.topLevelWidgets():
            window.close()


def main() -> int:
    """The same way that ``carrel --profile-dir DIR`` goes."""
    options = build_parser().parse_args(["--profile-dir", sys.argv[1]])
    return open_window(profile_paths(options.profile_dir), options, Watcher())


if __name__ == "__main__":
    sys.exit(main())
