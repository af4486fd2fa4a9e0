"""What was evaluated is kept and taken back, and only where it means the same. A tiny model, a real child."""

from __future__ import annotations

import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.errors import UserError
from app.domain.jobs import CancelToken, no_progress
from app.domain.language_models import (
    GenerationEvent,
    GenerationFinished,
    GenerationRequest,
    LoadSettings,
    PromptProgress,
    TokenDelta,
)
from app.processes.engines import GeneratorEngine
from app.processes.launch import Launcher
from tests.tiny_model import write_model

TEXT = "The boat is blue and the door is white. " * 5
MOST = 100_000_000


@pytest.fixture
def launcher(tmp_path: Path) -> Iterator[Launcher]:
    made = Launcher(tmp_path / "logs")
    (tmp_path / "logs").mkdir()
    yield made
    made.close()


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_model(tmp_path / "tiny.gguf")


@pytest.fixture
def engine(launcher: Launcher, model: Path) -> Iterator[GeneratorEngine]:
    made = GeneratorEngine(launcher)
    made.load(LoadSettings(model, n_ctx=512), CancelToken(), no_progress)
    yield made
    made.close()


def events(engine: GeneratorEngine, text: str, tokens: int = 8) -> list[GenerationEvent]:
    return list(engine.generate(GenerationRequest(raw_prompt=text, max_tokens=tokens), CancelToken()))


def reused(found: list[GenerationEvent]) -> int:
    first = found[0]
    assert isinstance(first, PromptProgress)
    return first.done


def written(found: list[GenerationEvent]) -> str:
    assert isinstance(found[-1], GenerationFinished)
    return "".join(event.text for event in found if isinstance(event, TokenDelta))


def again(engine: GeneratorEngine, settings: LoadSettings) -> None:
    """The same model in a new process that has evaluated nothing."""
    engine.kill()
    engine.load(LoadSettings(settings.path, n_ctx=64), CancelToken(), no_progress)
    engine.load(settings, CancelToken(), no_progress)


def test_it_goes_on_where_it_was(engine: GeneratorEngine, model: Path, tmp_path: Path) -> None:
    folder = tmp_path / "states"
    before = written(events(engine, TEXT))
    kept = engine.keep_state(folder, "c7", MOST)
    assert kept > 100
    [file] = folder.iterdir()
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    again(engine, LoadSettings(model, n_ctx=512))
    assert reused(events(engine, "Something else", 1)) == 0
    assert engine.take_state(folder, "c7") == kept
    found = events(engine, TEXT)
    assert reused(found) > 100
    assert written(found) == before


def test_another_chat_model_or_context_gets_nothing(
    engine: GeneratorEngine, model: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "states"
    events(engine, TEXT)
    assert engine.keep_state(folder, "c7", MOST)
    assert engine.take_state(folder, "c8") == 0
    again(engine, LoadSettings(model, n_ctx=256))
    assert engine.take_state(folder, "c7") == 0
    other = (
        write_model(tmp_path / "other" / "tiny.gguf", seed=1)
        if (tmp_path / "other").mkdir() is None
        else model
    )
    again(engine, LoadSettings(other, n_ctx=512))
    assert engine.take_state(folder, "c7") == 0
    again(engine, LoadSettings(model, n_ctx=512))
    assert engine.take_state(folder, "c7") > 0


def test_a_state_that_was_cut_or_changed_counts_as_none(engine: GeneratorEngine, tmp_path: Path) -> None:
    folder = tmp_path / "states"
    events(engine, TEXT)
    pid = engine.pid
    for spoil in (lambda data: data[: len(data) // 2], lambda data: data[:100] + b"\xff" * 50 + data[150:]):
        assert engine.keep_state(folder, "c7", MOST)
        [file] = folder.iterdir()
        file.write_bytes(spoil(file.read_bytes()))
        assert engine.take_state(folder, "c7") == 0
        assert not list(folder.iterdir())
        assert reused(events(engine, TEXT, 1)) > 0  # what is in memory stays
    assert engine.pid == pid


def test_a_newer_state_takes_the_place_of_the_older(engine: GeneratorEngine, tmp_path: Path) -> None:
    folder = tmp_path / "states"
    events(engine, TEXT)
    first = engine.keep_state(folder, "c7", MOST)
    events(engine, TEXT + "The roof is red.")
    assert engine.keep_state(folder, "c7", MOST) > first
    assert len(list(folder.iterdir())) == 1


def test_what_is_short_or_too_large_or_has_no_place_is_not_kept(
    engine: GeneratorEngine, tmp_path: Path
) -> None:
    events(engine, "Hello", 1)
    assert engine.keep_state(tmp_path / "states", "c7", MOST) == 0
    events(engine, TEXT, 1)
    assert engine.keep_state(tmp_path / "states", "c7", 1000) == 0
    (tmp_path / "file").write_text("in the way")
    assert engine.keep_state(tmp_path / "file", "c7", MOST) == 0
    with pytest.raises(UserError, match="invalid_input"):
        engine.keep_state(tmp_path / "states", "../c7", MOST)
