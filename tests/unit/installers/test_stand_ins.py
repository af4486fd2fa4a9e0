"""Libraries that are linked and never called, replaced: made with the compiler and run."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

needs_tools = pytest.mark.skipif(
    sys.platform != "linux" or not (shutil.which("cc") and shutil.which("objdump")),
    reason="needs a C compiler and objdump",
)
VIDEO = "int video_play(void) { return 7; } int video_stop(void) { return 8; }"
VERSIONS = "VIDEO_62 { global: video_play; video_stop; video_name; local: *; };"
SOUND = "int sound_on(void) { return 9; }"
USER = """
extern int video_play(void);
extern int sound_on(void);
int resize(int size) { return size / 2; }
int play(void) { return video_play() + sound_on(); }
"""
ASKED = "import ctypes, sys; l = ctypes.CDLL(sys.argv[1]); print(getattr(l, sys.argv[2])(8))"


def library(target: Path, source: str, *more: str) -> Path:
    """Compiled with its own name as what others ask for."""
    target.parent.mkdir(parents=True, exist_ok=True)
    code = target.with_suffix(".c")
    code.write_text(source, encoding="utf-8")
    command = ["cc", "-shared", "-fPIC", "-o", str(target), str(code), f"-Wl,-soname,{target.name}", *more]
    subprocess.run(command, check=True)
    code.unlink()
    return target


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A module ``user/user.so`` linked with video (whose names have versions, and which needs sound) and with sound."""
    inside = tmp_path / "in side"
    libs = inside / "user.libs"
    versions = tmp_path / "versions"
    versions.write_text(VERSIONS, encoding="utf-8")
    sound = library(libs / "libsound.so.1", SOUND)
    only_videos = library(libs / "libdisc.so.1", "int disc(void) { return 1; }")
    video = library(
        libs / "libvideo.so.62",
        VIDEO + 'const char video_name[] = "v";',
        f"-Wl,--version-script={versions}",
        "-Wl,--no-as-needed",
        str(only_videos),
        f"-Wl,-rpath,{libs}",
    )
    library(inside / "user" / "user.so", USER, str(video), str(sound), f"-Wl,-rpath,{libs}")
    (inside / "libdisc.so.1").symlink_to("user.libs/libdisc.so.1")
    return inside


def ask(user: Path, function: str) -> subprocess.CompletedProcess[str]:
    """Call it in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", ASKED, str(user), function], capture_output=True, text=True, check=False
    )


@needs_tools
def test_what_is_called_works_and_what_is_missing_says_so(program: Path, tmp_path: Path) -> None:
    stand_ins: Any = import_module("stand_ins")
    user = program / "user" / "user.so"
    assert ask(user, "play").stdout == "16\n"
    gone = stand_ins.replace(program, program / "user.libs", ("libvideo*",), tmp_path / "work")
    assert gone == ["libdisc.so.1", "libvideo.so.62"]
    assert ask(user, "resize").stdout == "4\n"
    missing = ask(user, "play")
    assert missing.returncode != 0
    assert "video_play is not in this program" in missing.stderr
    left = {path.name for path in (program / "user.libs").iterdir()}
    assert left == {"libvideo.so.62", "libsound.so.1"}
    assert not (program / "libdisc.so.1").is_symlink()


@needs_tools
def test_only_what_is_asked_for_is_in_it_with_its_version(program: Path, tmp_path: Path) -> None:
    stand_ins: Any = import_module("stand_ins")
    stand_ins.replace(program, program / "user.libs", ("libvideo*",), tmp_path / "work")
    made = stand_ins.symbols_of(program / "user.libs" / "libvideo.so.62")
    functions = {(symbol.name, symbol.version) for symbol in made if symbol.is_defined and symbol.is_function}
    assert functions == {("video_play", "VIDEO_62")}


@needs_tools
def test_a_library_whose_variables_are_used_is_not_replaced(tmp_path: Path) -> None:
    stand_ins: Any = import_module("stand_ins")
    libs = tmp_path / "inside" / "user.libs"
    table = library(libs / "libtable.so.1", "int table = 5;")
    source = "extern int table; int first(void) { return table; }"
    library(tmp_path / "inside" / "user.so", source, str(table), f"-Wl,-rpath,{libs}")
    with pytest.raises(stand_ins.CannotStandInError, match="table is a variable"):
        stand_ins.replace(tmp_path / "inside", libs, ("libtable*",), tmp_path / "work")
    assert ctypes.CDLL(str(table)) is not None


def test_lines_of_the_symbol_table_are_read() -> None:
    stand_ins: Any = import_module("stand_ins")
    rows = {
        "0000000000000000      DF *UND*\t0000000000000000 (LIBAVUTIL_60) av_free": (
            "av_free",
            "LIBAVUTIL_60",
        ),
        "0000000000002390 g    DF .text\t0000000000000010  LIBAVCODEC_62 av_grow": (
            "av_grow",
            "LIBAVCODEC_62",
        ),
        "0000000000000000      DF *UND*\t0000000000000000  Base        dgesv_": ("dgesv_", "Base"),
        "0000000000000000      DF *UND*\t0000000000000000              dgesv_": ("dgesv_", "Base"),
    }
    for row, wanted in rows.items():
        found = stand_ins.symbol_in(row)
        assert (found.name, found.version) == wanted
    assert stand_ins.symbol_in("DYNAMIC SYMBOL TABLE:") is None
