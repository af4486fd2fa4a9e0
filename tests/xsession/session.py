"""From the first run to exported minutes, by keyboard alone: ``python -m tests.xsession.session FOLDER``.

Writes a picture of every step into FOLDER/pictures and says how long it took to the first cited answer.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from pathlib import Path

from tests.xsession.stage import ROOT, Stage, missing

SAMPLES = ROOT / "resources" / "sample_library"
QUESTION = "How long is the notice period for the Harbour Street lease?"
MEETING = SAMPLES / "meetings" / "Weekly planning 2026-03-16.vtt"


def whole_session(folder: Path) -> dict[str, float]:
    """All steps; seconds from the start of the program to each. Raises AssertionError at the first that fails."""
    documents = folder / "My documents"
    documents.mkdir(parents=True)
    for kind in ("contracts", "manuals"):
        for file in (SAMPLES / kind).iterdir():
            shutil.copy(file, documents)
    times: dict[str, float] = {}
    started = time.monotonic()
    with Stage(folder / "profile", folder / "pictures") as stage:
        for name, step in (
            ("first_run", first_run),
            ("folder_added", lambda s: add_folder(s, documents)),
            ("answered", ask),
            ("citation", open_citation),
            ("chat_exported", lambda s: export_chat(s, folder / "The chat.docx")),
            ("minutes_made", make_minutes),
            ("minutes_exported", lambda s: export_minutes(s, folder / "The minutes.md")),
            ("found", find_anything),
            ("called", call),
            ("left", leave),
        ):
            step(stage)
            times[name] = round(time.monotonic() - started, 1)
    return times


def first_run(stage: Stage) -> None:
    """The window is there, with its offer; the keyboard is on it."""
    stage.wait_for_window("Carrel")
    stage.wait(stage.painted, "the first page")
    time.sleep(0.5)
    stage.picture("first-run")


def add_folder(stage: Stage, documents: Path) -> None:
    """The third button: a folder of the person's own."""
    stage.press("Tab", "Tab", "space")
    stage.wait_for_window("Add folder")
    stage.press("ctrl+a")
    stage.type(str(documents))
    stage.picture("choosing-a-folder")
    stage.press("Return")
    stage.wait_for_none("Add folder")
    count = len(list(documents.iterdir()))
    done = "SELECT 1 FROM documents WHERE state IN ('indexed', 'partial', 'failed')"
    stage.picture("reading")
    stage.wait(lambda: len(stage.rows(done)) >= count, "all documents read")
    time.sleep(1.0)
    stage.picture("ready-to-ask")


def ask(stage: Stage) -> None:
    """The first question, and its answer with the quote above it."""
    stage.press("Return")
    time.sleep(2.0)
    stage.type(QUESTION)
    stage.picture("question")
    stage.press("Return")
    stage.wait(lambda: stage.rows("SELECT 1 FROM turns WHERE answer IS NOT NULL"), "the answer")
    stage.picture("answer")
    answer = json.loads(stage.rows("SELECT answer FROM turns")[0][0])
    assert answer["question"] == QUESTION
    assert answer["evidence"], "an answer without a passage"


def open_citation(stage: Stage) -> None:
    """The first passage, on the desk."""
    stage.press("alt+1")
    time.sleep(2.0)
    stage.picture("citation-on-the-desk")


def export_chat(stage: Stage, target: Path) -> None:
    """The chat as a Word document."""
    stage.press("ctrl+e")
    stage.wait_for_window("Export")
    stage.press("ctrl+a")
    stage.type(str(target))
    stage.picture("exporting-the-chat")
    stage.press("Return")
    stage.wait(target.exists, "the exported chat")
    stage.wait_for_none("Export")
    stage.picture("chat-exported")
    assert target.stat().st_size > 1000


def make_minutes(stage: Stage) -> None:
    """A transcript in, minutes out."""
    go_to(stage, "meetings")
    stage.picture("meetings-empty")
    stage.press("F6", "ctrl+shift+o")
    stage.wait_for_window("Open transcript")
    stage.press("ctrl+a")
    stage.type(str(MEETING))
    stage.press("Return")
    stage.wait_for_none("Open transcript")
    stage.picture("minutes-being-made")
    stage.wait(lambda: stage.rows("SELECT 1 FROM meetings"), "the minutes")
    time.sleep(1.5)
    stage.picture("minutes")


def export_minutes(stage: Stage, target: Path) -> None:
    """The first entry of the export menu: Markdown."""
    stage.press("F6", "ctrl+e")
    time.sleep(0.5)
    stage.picture("export-menu")
    stage.press("Down", "Return")
    stage.wait_for_window("Export minutes")
    stage.press("ctrl+a")
    stage.type(str(target))
    stage.press("Return")
    stage.wait(target.exists, "the exported minutes")
    stage.wait_for_none("Export minutes")
    stage.picture("minutes-exported")
    assert "Weekly planning" in target.read_text(encoding="utf-8")


def find_anything(stage: Stage) -> None:
    """The palette finds a document by a few letters; the jobs show what was done; the keys are on a sheet."""
    stage.press("ctrl+k")
    time.sleep(0.5)
    stage.type("harbour")
    stage.picture("palette")
    stage.press("Escape")
    go_to(stage, "jobs")
    stage.picture("jobs")
    stage.press("F1")
    stage.wait_for_window("Keyboard shortcuts")
    stage.picture("keys")
    stage.press("Escape")
    stage.wait_for_none("Keyboard shortcuts")


def call(stage: Stage) -> None:
    """What a key of the system's would start: the window that is open comes to the front, ready for a question."""
    assert stage.call("--ask") == 0
    time.sleep(1.0)
    stage.type("What is")
    stage.picture("called-by-a-second-carrel")


def go_to(stage: Stage, area: str) -> None:
    """To an area, by its name in the palette: its number may change."""
    stage.press("ctrl+k")
    time.sleep(0.6)
    stage.type(area)
    time.sleep(0.4)
    stage.press("Return")
    time.sleep(1.5)


def leave(stage: Stage) -> None:
    """Quit by keyboard; the program ends by itself."""
    stage.press("ctrl+q")
    assert stage.carrel is not None
    assert stage.carrel.wait(60) == 0


def main() -> int:
    """Run it once and print the times."""
    if missing():
        sys.stderr.write(f"not installed: {', '.join(missing())}\n")
        return 2
    folder = Path(sys.argv[1]).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    sys.stdout.write(json.dumps(whole_session(folder), indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
