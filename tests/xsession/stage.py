"""An X server without a screen (Xvfb), a Carrel on it, and a keyboard (xdotool). No mouse, no help from inside.

Nothing here imports Carrel: what is known of it is what stands on the screen and in its profile.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Any

from PIL import ImageGrab

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("Xvfb", "xdotool")
_SIZE = "1280x820x24"
_LONGEST_S = 180.0
_KEY_MS = 15
_COLOURS = 12


def missing() -> list[str]:
    """Programs that are not installed (Debian: xvfb, xdotool)."""
    return [name for name in NEEDED if shutil.which(name) is None]


class Stage:
    """Enter it, press keys, look. Pictures are numbered in the order they are taken."""

    def __init__(self, profile: Path, pictures: Path, *options: str, size: str = _SIZE) -> None:
        self.profile, self.pictures, self._options, self._size = profile, pictures, options, size
        self.taken: list[Path] = []
        self.programs: list[subprocess.Popen[bytes]] = []
        self._x: subprocess.Popen[bytes] | None = None
        self.carrel: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Stage:
        self.pictures.mkdir(parents=True, exist_ok=True)
        read, write = os.pipe()
        self._x = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", self._size, "-nolisten", "tcp"],
            pass_fds=(write,),
            stderr=subprocess.DEVNULL,
        )
        os.close(write)
        with os.fdopen(read) as said:
            self.display = f":{said.readline().strip()}"
        home = self.profile.parent / "home"
        home.mkdir(parents=True, exist_ok=True)
        self._environment = {
            **{
                name: value
                for name, value in os.environ.items()
                if name not in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY")
            },
            "DISPLAY": self.display,
            "QT_QPA_PLATFORM": "xcb",
            "HOME": str(home),
        }
        command = [sys.executable, "-m", "app", "--profile-dir", str(self.profile), *self._options]
        with (self.profile.parent / "carrel.err").open("wb") as log:
            self.carrel = subprocess.Popen(command, cwd=ROOT, env=self._environment, stderr=log)
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        for process in (self.carrel, *self.programs, self._x):
            if process is not None and process.poll() is None:
                process.terminate()
                try:
                    process.wait(30)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()

    def call(self, *options: str) -> int:
        """Start a second Carrel on the same profile; its exit code."""
        command = [sys.executable, "-m", "app", "--profile-dir", str(self.profile), *options]
        return subprocess.run(command, cwd=ROOT, env=self._environment, check=False, timeout=120).returncode

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """Another program on the same display; it is ended when the stage is left."""
        said = self.profile.parent / f"program-{len(self.programs)}.out"
        with said.open("wb") as out:
            program = subprocess.Popen(
                command, cwd=ROOT, env=self._environment, stdout=out, stderr=subprocess.DEVNULL
            )
        self.programs.append(program)
        return program

    def said(self, program: subprocess.Popen[bytes]) -> str:
        """What a program wrote so far."""
        number = self.programs.index(program)
        return (self.profile.parent / f"program-{number}.out").read_text(encoding="utf-8")

    # The keyboard

    def press(self, *keys: str) -> None:
        """Keys as xdotool names them: "ctrl+k", "Return", "Tab"."""
        for key in keys:
            self._xdotool("key", "--clearmodifiers", key)
            time.sleep(0.12)

    def type(self, text: str) -> None:
        """Letter by letter."""
        self._xdotool("type", "--delay", str(_KEY_MS), text)

    def picture(self, name: str) -> Path:
        """What is on the screen, once it has come to rest."""
        before = b""
        for _ in range(12):
            image = ImageGrab.grab(xdisplay=self.display)
            now = image.tobytes()
            if now == before:
                break
            before = now
            time.sleep(0.25)
        path = self.pictures / f"{len(self.taken) + 1:02}-{name}.png"
        image.save(path)
        self.taken.append(path)
        return path

    def painted(self) -> bool:
        """Whether something stands in the middle of the screen: text and controls, not one colour."""
        image = ImageGrab.grab(xdisplay=self.display)
        width, height = image.size
        middle = image.crop((width // 3, height // 4, width * 3 // 4, height * 2 // 3))
        return len(middle.getcolors(1 << 20) or ()) > _COLOURS

    # Waiting

    def windows(self) -> list[str]:
        """The titles of all windows that are shown."""
        found = self._said("search", "--onlyvisible", "--name", ".").split()
        return [self._said("getwindowname", number).strip() for number in found]

    def wait_for_window(self, title: str) -> None:
        """Until a window with this in its title is there, and has the keyboard."""
        self.wait(lambda: any(title in name for name in self.windows()), f"the window “{title}”")
        self._xdotool("search", "--onlyvisible", "--name", title, "windowfocus")
        time.sleep(0.4)

    def focused(self) -> str:
        """The title of the window that has the keyboard."""
        return self._said("getwindowfocus", "getwindowname").strip()

    def minimize(self, title: str) -> None:
        """Put a window away, as its own button does; needs a window manager."""
        self._xdotool("search", "--onlyvisible", "--name", title, "windowminimize")
        self.wait(lambda: not any(title in name for name in self.windows()), f"“{title}” minimized")

    def wait_for_none(self, title: str) -> None:
        """Until no such window is there any more; the keyboard goes back to the main window."""
        self.wait(lambda: not any(title in name for name in self.windows()), f"the end of “{title}”")
        self._xdotool("search", "--onlyvisible", "--name", "Carrel", "windowfocus")
        time.sleep(0.3)

    def wait(self, ready: Callable[[], object], what: str) -> None:
        """Raises AssertionError when it does not come."""
        end = time.monotonic() + _LONGEST_S
        while not ready():
            if self.carrel is None or self.carrel.poll() is not None:
                raise AssertionError(f"Carrel ended while waiting for {what}")
            if time.monotonic() > end:
                self.picture("waiting-in-vain")
                raise AssertionError(f"no sign of {what}")
            time.sleep(0.2)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What the profile's database holds; none before there is one."""
        path = self.profile / "data" / "carrel.db"
        try:
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)) as connection:
                return connection.execute(query).fetchall()
        except sqlite3.OperationalError:
            return []

    def _xdotool(self, *arguments: str) -> None:
        subprocess.run(["xdotool", *arguments], env=self._environment, check=False, stderr=subprocess.DEVNULL)

    def _said(self, *arguments: str) -> str:
        done = subprocess.run(
            ["xdotool", *arguments], env=self._environment, check=False, capture_output=True, text=True
        )
        return done.stdout
