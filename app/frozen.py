"""What the installed program does first, before anything else is imported: it mends what its start left askew."""

from __future__ import annotations

import os
import sys

_LIBRARY_PATHS = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
_ORIGINAL = "_ORIG"
"""PyInstaller's start code keeps the value from before under the name with this at its end."""


def settle_in() -> None:
    """Streams that exist, arguments to start again with, an environment that other programs can be started in."""
    sys.orig_argv = [sys.executable, *sys.argv[1:]]  # what started the Python inside is nobody's business
    _give_streams()
    _give_back_library_paths()


def _give_streams() -> None:
    """A program without a console has no standard streams on Windows; libraries write to them, or to their numbers."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is not None:
            continue
        try:
            os.fstat(number)
        except OSError:
            nowhere = os.open(os.devnull, os.O_RDWR)
            if nowhere != number:
                os.dup2(nowhere, number)
                os.close(nowhere)
        stream = open(number, "r" if number == 0 else "w", encoding="utf-8", errors="replace", closefd=False)  # noqa: PTH123, SIM115 - a descriptor that stays open
        setattr(sys, name, stream)


def _give_back_library_paths() -> None:
    """The loader has read it; a browser or file manager that Carrel starts must not load Carrel's libraries."""
    for name in _LIBRARY_PATHS:
        before = os.environ.pop(name + _ORIGINAL, None)
        if before is not None:
            os.environ[name] = before
        else:
            os.environ.pop(name, None)
    # Carrel's own children then begin like any program, and have their library path made for them.
    os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"
