"""What a window needs of the system: said in a sentence where it is missing, and never by an abort of Qt's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from app import window_needs
from app.cli.exit_codes import PERSON_MUST_ACT
from app.domain.errors import UserError
from app.wording import describe

ROOT = Path(__file__).resolve().parents[2]
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="libraries and displays of Linux")
WITHOUT = """
import sys

class NotThere:
    def find_spec(self, name, path=None, target=None):
        if name == "PySide6.QtWidgets":
            raise ImportError("libGL.so.1: cannot open shared object file: No such file or directory")

sys.meta_path.insert(0, NotThere())
sys.argv = ["carrel", "--profile-dir", sys.argv[1]]
from app.__main__ import main
sys.exit(main())
"""


def started(code: str, tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    unwanted = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "LANGUAGE", "LC_ALL", "LC_MESSAGES")
    clean = {name: value for name, value in os.environ.items() if name not in unwanted}
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), str(tmp_path / "profile")],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**clean, "LANG": "C.UTF-8", **environment},
    )


def pretended(folder: Path, program: str) -> Path:
    """A program that writes down what it was given."""
    folder.mkdir()
    told = folder / "told"
    script = folder / program
    script.write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$@" > {told}.part && {shutil.which("mv")} {told}.part {told}\n'
    )
    script.chmod(0o755)
    return told


@pytest.mark.parametrize(
    ("display", "expected"),
    [({}, False), ({"DISPLAY": ":0"}, True), ({"WAYLAND_DISPLAY": "wayland-0"}, True)],
)
def test_a_display_is_noticed(
    monkeypatch: pytest.MonkeyPatch, display: dict[str, str], expected: bool
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in display.items():
        monkeypatch.setenv(name, value)
    assert window_needs.has_display() is expected


def test_a_missing_library_is_named_with_its_packages(tmp_path: Path) -> None:
    done = started(WITHOUT, tmp_path, QT_QPA_PLATFORM="offscreen")
    assert done.returncode == PERSON_MUST_ACT
    (line,) = done.stderr.splitlines()
    assert line.startswith("carrel: The window needs libGL.so.1")
    for package in ("libgl1", "libegl1", "mesa-libGL", "mesa-libEGL"):
        assert package in line
    assert not (tmp_path / "profile").exists()  # nothing was begun


@LINUX
@pytest.mark.parametrize("program", ["zenity", "kdialog", "xmessage", "notify-send"])
def test_who_sees_no_terminal_is_told_in_a_box(tmp_path: Path, program: str) -> None:
    told = pretended(tmp_path / "bin", program)
    code = f"""
    import subprocess, time
    from app import window_needs
    window_needs.tell("It needs $(libGL.so.1); `that` is all.")
    end = time.monotonic() + 60
    while not __import__("pathlib").Path({str(told)!r}).exists() and time.monotonic() < end:
        time.sleep(0.02)
    """
    path = f"{tmp_path / 'bin'}{os.pathsep}/nowhere"
    done = started(code, tmp_path, DISPLAY=":987", PATH=path)
    assert done.stderr.splitlines() == ["carrel: It needs $(libGL.so.1); `that` is all."]
    assert told.read_text().splitlines()[-1] == "It needs $(libGL.so.1); `that` is all."


@LINUX
def test_a_screen_that_does_not_answer_is_no_crash(tmp_path: Path) -> None:
    code = WITHOUT.replace("sys.meta_path.insert(0, NotThere())", "")
    done = started(code, tmp_path, DISPLAY=":987", PATH="/nowhere")
    assert done.returncode == PERSON_MUST_ACT
    (line,) = done.stderr.splitlines()
    # where the libraries of X are missing as well, that is said
    assert ":987" in line or "The window needs lib" in line


@LINUX
def test_no_screen_at_all(tmp_path: Path) -> None:
    done = started(WITHOUT, tmp_path)
    assert done.returncode == PERSON_MUST_ACT
    assert done.stderr.startswith("carrel: There is no screen")


@LINUX
def test_a_wayland_that_is_gone_is_no_screen(tmp_path: Path) -> None:
    code = WITHOUT.replace("sys.meta_path.insert(0, NotThere())", "")
    done = started(code, tmp_path, WAYLAND_DISPLAY="wayland-9", XDG_RUNTIME_DIR=str(tmp_path))
    assert done.returncode == PERSON_MUST_ACT
    assert done.stderr.startswith("carrel: There is no screen")


@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        ("libEGL.so.1: cannot open shared object file", "window_library_missing", "libegl1"),
        ("libxcb-cursor.so.0: cannot open shared object file", "window_library_missing", "xcb-util-cursor"),
        ("libxkbcommon-x11.so.0: cannot open", "window_library_missing", "libxkbcommon-x11-0"),
        ("libfoo.so.3: cannot open shared object file", "window_broken", "libfoo.so.3"),
        ("DLL load failed while importing QtWidgets", "window_broken", "DLL load failed"),
    ],
)
def test_what_the_loader_says_becomes_a_sentence(said: str, code: str, words: str) -> None:
    error = window_needs.lacking(said)
    assert isinstance(error, UserError)
    assert error.code == code
    assert words in " ".join(describe(error))
