"""The key of the whole system, pressed in another program: ``python -m tests.xsession.hotkey FOLDER``.

Writes a picture of every step into FOLDER/pictures. With openbox installed, windows are minimized and brought back by a
window manager; without, the keyboard alone changes hands.
"""

from __future__ import annotations

import shutil
import sys
import time
import tomllib
from pathlib import Path

from tests.xsession.stage import Stage, missing

KEY = "ctrl+alt+space"
OTHER = """
from PySide6.QtWidgets import QApplication, QLineEdit
app = QApplication(["other"])
field = QLineEdit()
field.setWindowTitle("Another program")
field.textChanged.connect(lambda text: print(text, flush=True))
field.show()
app.exec()
"""
GRABBER = """
import sys
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QLabel
from app.ui.hotkeys.here import hotkeys_here
app = QApplication(["grabber"])
hotkeys_here(app).take(QKeySequence("Ctrl+Alt+Space")[0], lambda: None, lambda _error: None)
label = QLabel("has the key")
label.setWindowTitle("Grabber")
label.show()
app.exec()
"""


def whole_session(folder: Path) -> list[str]:
    """Every step; what was typed into the two programs at its end."""
    with Stage(folder / "profile", folder / "pictures") as stage:
        managed = shutil.which("openbox") is not None
        if managed:
            stage.start("openbox")
        stage.wait_for_window("Carrel")
        stage.wait(stage.painted, "the first page")
        refused(stage)
        switch_on(stage)
        other = stage.start(sys.executable, "-c", OTHER)
        typed = [ask_from(stage, "one", managed=False)]
        typed.append(ask_from(stage, "two", managed=managed))
        off(stage)
        other.terminate()
        assert other.stdout is not None
        typed.append(other.stdout.read().decode().split()[-1])
        return typed


def refused(stage: Stage) -> None:
    """Somebody else has the key: it stays off, and the page says why."""
    grabber = stage.start(sys.executable, "-c", GRABBER)
    stage.wait_for_window("Grabber")
    focus(stage, "Carrel")
    to_the_switch(stage)
    stage.press("space")
    time.sleep(0.5)
    stage.picture("taken")
    assert not kept(stage).get("global_hotkey")
    grabber.terminate()
    grabber.wait(30)


def switch_on(stage: Stage) -> None:
    """The key is free now."""
    focus(stage, "Carrel")
    to_the_switch(stage)
    stage.press("space")
    stage.wait(lambda: kept(stage).get("global_hotkey"), "the setting")
    stage.picture("on")
    stage.press("F1")
    stage.wait_for_window("Keyboard shortcuts")
    stage.picture("on-the-sheet")
    stage.press("Escape")
    stage.wait_for_none("Keyboard shortcuts")


def ask_from(stage: Stage, word: str, *, managed: bool) -> str:
    """Type in another program, press the key, type into Carrel; what Carrel then holds."""
    if managed:
        stage.minimize("Carrel")
    stage.wait_for_window("Another program")
    stage.type(word)
    stage.picture(f"in-another-program-{word}")
    assert stage.focused() == "Another program"
    stage.press(KEY)
    stage.wait(lambda: "Carrel" in stage.focused(), "Carrel in front")
    time.sleep(0.5)
    stage.type(f"question-{word} ")
    stage.picture(f"asked-{word}")
    stage.wait(lambda: f"question-{word}" in draft(stage), "the question in the field")
    return draft(stage)


def off(stage: Stage) -> None:
    """Switched off, the key does nothing more."""
    to_the_switch(stage)
    stage.press("space")
    stage.wait(lambda: kept(stage).get("global_hotkey") is False, "the setting")
    stage.wait_for_window("Another program")
    stage.press(KEY)
    time.sleep(1.0)
    stage.picture("off")
    assert stage.focused() == "Another program"


def to_the_switch(stage: Stage) -> None:
    """By its name in the palette."""
    stage.press("ctrl+k")
    time.sleep(0.6)
    stage.type("front with a key")
    time.sleep(0.6)
    stage.press("Return")
    time.sleep(1.0)


def focus(stage: Stage, title: str) -> None:
    stage.wait_for_window(title)


def kept(stage: Stage) -> dict[str, object]:
    """What the settings hold."""
    path = stage.profile / "config" / "settings.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def draft(stage: Stage) -> str:
    """What stands in the field for questions."""
    return "".join(text for (text,) in stage.rows("SELECT text FROM drafts"))


def main() -> int:
    """Run it once."""
    if missing():
        sys.stderr.write(f"not installed: {', '.join(missing())}\n")
        return 2
    folder = Path(sys.argv[1]).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    sys.stdout.write(f"{whole_session(folder)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
