"""The key of the whole system, pressed in another program: ``python -m tests.xsession.hotkey FOLDER``.

Writes a picture of every step into FOLDER/pictures. With openbox installed, windows are minimized and brought back by a
window manager; without, the keyboard alone changes hands.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.xsession.stage import Stage, missing

KEY = "ctrl+alt+space"
TITLE = "Another program"
OTHER = f"""
from PySide6.QtWidgets import QApplication, QLineEdit
app = QApplication(["other"])
field = QLineEdit()
field.setWindowTitle("{TITLE}")
field.textChanged.connect(lambda text: print(text, flush=True))
field.show()
app.exec()
"""
RIVAL = """
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication
from app.domain.errors import UserError
from app.ui.hotkeys.here import hotkeys_here
app = QApplication(["rival"])
try:
    hotkeys_here(app).take(QKeySequence("Ctrl+Alt+Space")[0], lambda: None, lambda _error: None)
    print("had it")
except UserError as error:
    print(error.code)
"""


@dataclass(frozen=True)
class Said:
    """What stood in Carrel's field for questions at the end, in the other program, and what a rival was told."""

    asked: str
    other: str
    rival_before: str
    rival_after: str


def whole_session(folder: Path) -> Said:
    """Every step. Raises AssertionError at the first that fails."""
    settings = folder / "profile" / "config" / "settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('global_hotkey = true\nglobal_hotkey_keys = "Ctrl+Alt+Space"\n', encoding="utf-8")
    with Stage(folder / "profile", folder / "pictures") as stage:
        managed = shutil.which("openbox") is not None
        if managed:
            stage.start("openbox")
        stage.wait_for_window("Carrel")
        other = stage.start(sys.executable, "-c", OTHER)
        # Carrel may still be getting ready: the key is pressed until it is heard.
        stage.wait(lambda: _called(stage), "Carrel in front")
        stage.picture("called")
        rival_before = _rival(stage)
        if managed:
            stage.minimize("Carrel")
        _type_elsewhere(stage, other)
        stage.press(KEY)
        stage.wait(lambda: "Carrel" in stage.focused(), "Carrel in front")
        stage.type("a question")
        stage.wait(lambda: _draft(stage), "the question in its field")
        stage.picture("asked")
        typed = stage.said(other).split()[-1]
        stage.press("ctrl+q")
        assert stage.carrel is not None
        assert stage.carrel.wait(60) == 0
        return Said(_draft(stage), typed, rival_before, _rival(stage))


def _called(stage: Stage) -> bool:
    stage.wait_for_window(TITLE)
    stage.press(KEY)
    return "Carrel" in stage.focused()


def _type_elsewhere(stage: Stage, other: subprocess.Popen[bytes]) -> None:
    stage.wait_for_window(TITLE)
    stage.wait(lambda: stage.focused() == TITLE, "the keyboard in another program")
    stage.type("elsewhere")
    stage.wait(lambda: "elsewhere" in stage.said(other), "what was typed there")
    stage.picture("in-another-program")


def _rival(stage: Stage) -> str:
    """What becomes of another program that wants the same key."""
    rival = stage.start(sys.executable, "-c", RIVAL)
    rival.wait(120)
    return stage.said(rival).strip()


def _draft(stage: Stage) -> str:
    return "".join(text for (text,) in stage.rows("SELECT text FROM drafts"))


def main() -> int:
    """Run it once."""
    if missing():
        sys.stderr.write(f"not installed: {', '.join(missing())}\n")
        return 2
    sys.stdout.write(f"{whole_session(Path(sys.argv[1]).absolute())}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
