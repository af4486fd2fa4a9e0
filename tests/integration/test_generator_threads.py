"""Threads are measured once, remembered, and measured again on another machine."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.jobs import CancelToken, no_progress
from app.domain.language_models import LoadSettings
from app.processes.engines import GeneratorEngine
from app.processes.generator_threads import FILE, allowed_cpus, better, candidates
from app.processes.launch import Launcher
from tests.tiny_model import write_model


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[GeneratorEngine]:
    (tmp_path / "logs").mkdir()
    launcher = Launcher(tmp_path / "logs")
    made = GeneratorEngine(launcher)
    yield made
    made.close()
    launcher.close()


def loaded(engine: GeneratorEngine, tmp_path: Path, **more: int) -> int:
    engine.kill()
    model = tmp_path / "tiny.gguf"
    if not model.exists():
        write_model(model)
    settings = LoadSettings(model, n_ctx=256, copies=tmp_path / "copies", **more)
    engine.load(LoadSettings(model, n_ctx=128, n_threads=1), CancelToken(), no_progress)
    return engine.load(settings, CancelToken(), no_progress).n_threads


def test_measured_once_and_remembered(engine: GeneratorEngine, tmp_path: Path) -> None:
    file = tmp_path / "copies" / FILE
    chosen = loaded(engine, tmp_path)
    kept = json.loads(file.read_text())
    assert kept["cpus"] == allowed_cpus()
    assert chosen == kept["decode"] in range(1, allowed_cpus() + 1)
    file.write_text(json.dumps({**kept, "decode": 3, "batch": 3}))
    assert loaded(engine, tmp_path) == 3
    os.utime(file, (0, 0))
    loaded(engine, tmp_path)
    assert file.stat().st_mtime > 1e9


@pytest.mark.parametrize("kept", ["", "[]", '{"cpus": 9999, "decode": 7, "batch": 7}', '{"cpus": 1'])
def test_what_is_of_another_machine_or_spoilt_is_measured_again(
    engine: GeneratorEngine, tmp_path: Path, kept: str
) -> None:
    (tmp_path / "copies").mkdir()
    (tmp_path / "copies" / FILE).write_text(kept)
    loaded(engine, tmp_path)
    assert json.loads((tmp_path / "copies" / FILE).read_text())["cpus"] == allowed_cpus()


def test_what_the_person_set_is_taken(engine: GeneratorEngine, tmp_path: Path) -> None:
    assert loaded(engine, tmp_path, n_threads=2) == 2
    assert not (tmp_path / "copies" / FILE).exists()


def test_only_what_is_clearly_faster_is_chosen() -> None:
    assert better({8: 1.0, 4: 0.95, 16: 0.92}, 8) == 8
    assert better({8: 1.0, 4: 0.5, 16: 0.8}, 8) == 4
    assert candidates(8, 16) == [8, 7, 4, 16]
    assert candidates(1, 1) == [1]
    assert candidates(2, 2) == [2, 1]
