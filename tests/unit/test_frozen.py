from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from app import frozen


@pytest.fixture(autouse=True)
def arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "orig_argv", ["python", "-m", "app"])
    monkeypatch.setattr(sys, "argv", ["carrel", "--sample"])
    monkeypatch.setenv("PYINSTALLER_RESET_ENVIRONMENT", "")  # given back after the test


def test_it_can_be_started_again() -> None:
    frozen.settle_in()
    assert sys.orig_argv == [sys.executable, "--sample"]


@pytest.mark.skipif(sys.platform != "linux", reason="Landlock")
def test_a_child_may_read_the_program_that_holds_its_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    from app.processes.fence_landlock import readable_paths

    program = Path("/etc/hostname")
    monkeypatch.setattr(sys, "executable", str(program))
    assert program not in readable_paths()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert program in readable_paths()


def test_what_the_start_code_changed_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/carrel/_internal")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/home/me/lib")
    frozen.settle_in()
    assert os.environ["LD_LIBRARY_PATH"] == "/home/me/lib"
    assert "LD_LIBRARY_PATH_ORIG" not in os.environ


def test_without_one_before_there_is_none_after(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/carrel/_internal")
    monkeypatch.delenv("LD_LIBRARY_PATH_ORIG", raising=False)
    frozen.settle_in()
    assert "LD_LIBRARY_PATH" not in os.environ
    assert os.environ["PYINSTALLER_RESET_ENVIRONMENT"] == "1", "children make their own"


def test_a_program_without_a_console_gets_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    frozen.settle_in()
    assert isinstance(sys.stderr, io.TextIOWrapper)
    assert sys.stderr.fileno() == 2
    sys.stderr.flush()
