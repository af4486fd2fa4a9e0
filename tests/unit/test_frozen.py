from __future__ import annotations

import io
import os
import sys

import pytest

from app import frozen


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


def test_a_program_without_a_console_gets_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    frozen.settle_in()
    assert isinstance(sys.stderr, io.TextIOWrapper)
    assert sys.stderr.fileno() == 2
    sys.stderr.flush()
