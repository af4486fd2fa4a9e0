"""A second Carrel calls the first to the front."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from app import instance
from app.instance import ASK, SHOW, read_wish, wake
from app.paths import AppPaths, profile_paths


@pytest.fixture
def paths(tmp_path: Path) -> AppPaths:
    return profile_paths(tmp_path).create()


def test_a_wish_is_read_once(paths: AppPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(instance, "_PATIENCE_S", 60.0)  # however busy the machine is
    read: list[str] = []

    def answer() -> None:
        while not (wish := read_wish(paths)):
            time.sleep(0.01)
        read.append(wish)

    thread = threading.Thread(target=answer)
    thread.start()
    assert wake(paths, ASK)
    thread.join()
    assert read == [ASK]
    assert read_wish(paths) == ""
    assert list(paths.config.iterdir()) == []


def test_half_a_wish_is_never_there(paths: AppPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    replace = Path.replace

    def looked(part: Path, target: Path) -> Path:
        seen.append("there" if paths.wake.exists() else part.read_text(encoding="ascii"))
        return replace(part, target)

    monkeypatch.setattr(Path, "replace", looked)
    monkeypatch.setattr(instance, "_PATIENCE_S", 0.0)
    wake(paths, SHOW)
    assert seen == [SHOW]


def test_nobody_answers(paths: AppPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(instance, "_PATIENCE_S", 0.1)
    assert not wake(paths, SHOW)
    assert not paths.wake.exists(), "a window that opens later must not find an old wish"


def test_what_is_no_wish_is_thrown_away(paths: AppPaths) -> None:
    paths.wake.write_bytes(b"\xff\xfe rm -rf")
    assert read_wish(paths) == ""
    paths.wake.write_text("quit", encoding="ascii")
    assert read_wish(paths) == ""
    assert not paths.wake.exists()
