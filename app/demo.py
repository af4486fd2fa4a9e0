"""``make run``: the window, with the sample library ready; with no display, the same main job in the terminal."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from app.__main__ import main as open_carrel
from app.cli.main import run
from app.paths import resources_dir
from app.privacy import guard
from app.window_needs import has_display

ANSWERABLE = "How long is the notice period for 12 Harbour Street?"
UNANSWERABLE = "Who won the football world cup?"


def main() -> int:
    """Exit code of the first step that failed, else 0."""
    guard.install()
    if has_display():
        sys.argv[1:] = ["--sample"]
        return open_carrel()
    with tempfile.TemporaryDirectory(prefix="carrel-") as folder:
        return in_terminal(Path(folder))


def in_terminal(profile: Path) -> int:
    """Index the sample library, ask twice, take minutes; everything in a throw-away profile."""
    samples = resources_dir() / "sample_library"
    meeting = next((samples / "meetings").glob("*.vtt"))
    base = ["--profile-dir", str(profile)]
    steps = (
        ("The sample library is read", ["add", str(samples)], (0, 3)),
        (ANSWERABLE, ["ask", ANSWERABLE], (0,)),
        (UNANSWERABLE, ["ask", UNANSWERABLE], (0,)),
        ("Minutes of the sample meeting", ["notes", str(meeting)], (0,)),
    )
    print("No display: Carrel shows its main job here. Nothing below has left this computer.")
    for title, arguments, good in steps:
        print(f"\n=== {title}\n$ carrel {' '.join(arguments)}", flush=True)
        code = run([*base, *arguments])
        if code not in good:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
