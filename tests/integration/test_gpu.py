"""Offload to a graphics device, opt-in: CARREL_GPU_LIB names the folder of a build with separate backends.

Also runs on Mesa's software device; see installers/build_gpu_wheel.py.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.catalog.model_files import starter_path
from app.domain.errors import UserError
from app.domain.jobs import CancelToken, no_progress
from app.domain.language_models import (
    ChatMessage,
    GenerationFinished,
    GenerationRequest,
    LoadSettings,
    SamplingParams,
    TokenDelta,
)
from app.processes.engines import GeneratorEngine
from app.processes.launch import Launcher
from app.services.model_loading import LoadWish, ModelLoader
from app.services.model_loading_memory import LoadingMemory

LIBRARIES = os.environ.get("CARREL_GPU_LIB", "")
pytestmark = [
    pytest.mark.models,
    pytest.mark.gpu,
    pytest.mark.skipif(not LIBRARIES, reason="opt-in: CARREL_GPU_LIB names no build with separate backends"),
]
FULL_CARD = Path(__file__).resolve().parents[1] / "data" / "device_without_memory.c"
ASKED = GenerationRequest(
    (ChatMessage("user", "Name three colours."),),
    max_tokens=8,
    sampling=SamplingParams(temperature=0.0, top_k=1),
)


@pytest.fixture
def engines(tmp_path: Path) -> Iterator[list[GeneratorEngine]]:
    made: list[GeneratorEngine] = []
    yield made
    for engine in made:
        engine.close()


@pytest.fixture
def full_card(tmp_path: Path) -> str:
    """A library that lets the device have no memory for more than a megabyte at a time."""
    compiler = shutil.which("cc")
    if compiler is None or not sys.platform.startswith("linux"):
        pytest.skip("no C compiler, or another way of loading libraries")
    made = tmp_path / "full_card.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", str(made), str(FULL_CARD), "-ldl"], check=True)
    return str(made)


def engine(engines: list[GeneratorEngine], tmp_path: Path, **environment: str) -> GeneratorEngine:
    launcher = Launcher(tmp_path, environment={"LLAMA_CPP_LIB_PATH": LIBRARIES, **environment})
    engines.append(GeneratorEngine(launcher))
    return engines[-1]


def settings(layers: int) -> LoadSettings:
    path = starter_path()
    assert path is not None
    return LoadSettings(path, n_ctx=512, n_gpu_layers=layers)


def answer(of: GeneratorEngine) -> str:
    events = list(of.generate(ASKED, CancelToken()))
    assert isinstance(events[-1], GenerationFinished)
    return "".join(event.text for event in events if isinstance(event, TokenDelta))


def test_the_device_is_there(engines: list[GeneratorEngine], tmp_path: Path) -> None:
    [device, *_] = engine(engines, tmp_path).devices()
    assert device.total > 0
    assert device.name


def test_the_text_is_the_same_wherever_the_layers_are(engines: list[GeneratorEngine], tmp_path: Path) -> None:
    made = engine(engines, tmp_path)
    [device, *_] = made.devices()
    said = {}
    for layers, place in ((-1, device.name), (10, f"{device.name} 10/31 + CPU"), (0, "CPU")):
        loaded = made.load(settings(layers), CancelToken(), no_progress)
        assert loaded.device == place
        said[place] = answer(made)
    assert len(set(said.values())) == 1, said
    assert said["CPU"].strip()


def test_without_memory_there_the_processor_does_the_work_and_it_is_said(
    engines: list[GeneratorEngine], tmp_path: Path, full_card: str
) -> None:
    made = engine(engines, tmp_path, LD_PRELOAD=full_card)
    path = starter_path()
    assert path is not None
    loaded = ModelLoader(made, LoadingMemory()).load(path, LoadWish(512), CancelToken())
    assert loaded.device == "CPU"
    assert [note.code for note in loaded.notes] == ["load_no_memory", "fit_processor_only"]
    assert answer(made).strip()


def test_a_driver_that_ends_the_process_is_said_as_that(
    engines: list[GeneratorEngine], tmp_path: Path
) -> None:
    """The device's share of the model is read by a process that is killed in the middle of it, once."""
    made = engine(engines, tmp_path)
    made.devices()
    path = starter_path()
    assert path is not None
    killed = list[bool]()

    def kill(_progress: object) -> None:
        if not killed:
            killed.append(True)
            made.kill()

    loaded = ModelLoader(made, LoadingMemory()).load(path, LoadWish(512), CancelToken(), kill)
    assert killed
    assert loaded.device == "CPU"
    assert [note.code for note in loaded.notes] == ["load_crashed", "load_card_crashed"]


def test_a_device_without_memory_is_a_reason_and_no_crash(
    engines: list[GeneratorEngine], tmp_path: Path, full_card: str
) -> None:
    """Also with no layer on it: then the device is left alone altogether, for long prompts too."""
    made = engine(engines, tmp_path, LD_PRELOAD=full_card)
    with pytest.raises(UserError, match="not_enough_memory"):
        made.load(settings(-1), CancelToken(), no_progress)
    made.load(settings(0), CancelToken(), no_progress)
    assert answer(made).strip()
