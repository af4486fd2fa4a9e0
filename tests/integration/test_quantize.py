"""A model made smaller by a real child."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.catalog.model_files import describe
from app.domain.errors import Cancelled, UserError
from app.domain.jobs import CancelToken, Progress, no_progress
from app.domain.language_models import GenerationRequest, LoadSettings
from app.processes.engines import GeneratorEngine
from app.processes.launch import Launcher
from app.services.quantizing import QuantizeService
from tests.tiny_model import write_model


@pytest.fixture
def launcher(tmp_path: Path) -> Iterator[Launcher]:
    (tmp_path / "logs").mkdir()
    made = Launcher(tmp_path / "logs")
    yield made
    made.close()


@pytest.fixture
def service(launcher: Launcher, tmp_path: Path) -> QuantizeService:
    return QuantizeService(lambda: GeneratorEngine(launcher), tmp_path / "models")


def test_the_copy_is_smaller_and_speaks(service: QuantizeService, launcher: Launcher, tmp_path: Path) -> None:
    source = write_model(tmp_path / "tiny-F32.gguf", width=256, heads=4)
    steps: list[Progress] = []
    copy = service.run(source, "Q8_0", on_progress=steps.append)
    assert copy.path == tmp_path / "models" / "tiny-Q8_0.gguf"
    assert copy.quantization == "Q8_0"
    assert copy.size < source.stat().st_size / 2
    assert copy.parameters == describe(source).parameters
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert steps[-1].done == steps[-1].total > 5
    engine = GeneratorEngine(launcher)
    engine.load(LoadSettings(copy.path, n_ctx=128), CancelToken(), no_progress)
    assert list(engine.generate(GenerationRequest(raw_prompt="boat", max_tokens=2), CancelToken()))
    engine.close()


def test_a_second_copy_gets_a_name_of_its_own(service: QuantizeService, tmp_path: Path) -> None:
    source = write_model(tmp_path / "tiny.gguf")
    assert service.run(source, "Q8_0").path.name == "tiny-Q8_0.gguf"
    assert service.run(source, "Q8_0").path.name == "tiny-Q8_0-2.gguf"


def test_what_was_made_smaller_before_is_refused(service: QuantizeService, tmp_path: Path) -> None:
    copy = service.run(write_model(tmp_path / "tiny.gguf"), "Q8_0")
    with pytest.raises(UserError, match="quantize_source"):
        service.run(copy.path, "Q4_0")
    with pytest.raises(UserError, match="invalid_input"):
        service.run(tmp_path / "tiny.gguf", "Q17")


def test_a_stop_leaves_nothing_behind(service: QuantizeService, tmp_path: Path) -> None:
    source = write_model(tmp_path / "tiny.gguf")
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        service.run(source, "Q8_0", cancel=cancel)
    assert list((tmp_path / "models").iterdir()) == []


def test_a_full_disk_is_said_before_anything_is_written(
    service: QuantizeService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    source = write_model(tmp_path / "tiny.gguf")
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=1000))
    with pytest.raises(UserError, match="disk_full"):
        service.run(source, "Q8_0")
    assert list((tmp_path / "models").iterdir()) == []
