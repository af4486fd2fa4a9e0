"""The copy of the starter model that is read faster."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.catalog.gguf import read_header
from app.catalog.model_files import starter_path
from app.domain.jobs import CancelToken, no_progress
from app.domain.language_models import GenerationRequest, LoadSettings
from app.processes.engines import GeneratorEngine
from app.processes.launch import Launcher

pytestmark = pytest.mark.models
PROMPT = "one two three four five six seven"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[GeneratorEngine]:
    launcher = Launcher(tmp_path / "logs")
    made = GeneratorEngine(launcher)
    yield made
    made.close()
    launcher.close()


def load(engine: GeneratorEngine, copies: Path | None, n_ctx: int) -> float:
    """How probable the next word is."""
    path = starter_path()
    assert path is not None
    loaded = engine.load(LoadSettings(path, n_ctx, 0, 1, copies), CancelToken(), no_progress)
    assert loaded.path == path
    request = GenerationRequest(raw_prompt=PROMPT, max_tokens=6, probes=(" eight",))
    one = engine.generate_many([request], CancelToken())[0]
    assert "eight" in one.text
    return one.finished.probabilities[0]


def test_it_is_made_once_kept_and_mended(engine: GeneratorEngine, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    fast = load(engine, folder, 512)
    (copy,) = folder.iterdir()
    assert read_header(copy).quantization == "Q8_0"
    made = copy.stat().st_mtime_ns
    load(engine, folder, 640)
    assert copy.stat().st_mtime_ns == made
    copy.write_bytes(copy.read_bytes()[:1_000_000])
    load(engine, folder, 512)
    assert list(folder.iterdir()) == [copy]
    assert read_header(copy).quantization == "Q8_0"
    assert load(engine, None, 512) == pytest.approx(fast, rel=0.1)


def test_without_room_for_it_the_model_itself_is_used(engine: GeneratorEngine, tmp_path: Path) -> None:
    (tmp_path / "a-file").write_text("no folder")
    load(engine, tmp_path / "a-file", 512)
    load(engine, None, 640)
