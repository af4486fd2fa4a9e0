"""Models with sliding windows: what is kept of a prompt is only used where every layer still has what it looks at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bench.made_models import Recipe, make_model
from app.domain.jobs import CancelToken, no_progress
from app.domain.language_models import GenerationFinished, GenerationRequest, LoadSettings, PromptProgress
from app.processes.engines import GeneratorEngine
from app.processes.launch import Launcher

pytestmark = pytest.mark.models
SLIDING = Recipe(
    "sliding", "gemma3", 6, 64, 2, 1, 32, 64, 600, window=64, post_norms=True, head_norms=True, spread=0.4
)
LONG = "abcdefghij" * 110


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_model(tmp_path_factory.mktemp("made") / "sliding.gguf", SLIDING)


@pytest.fixture(params=["f16", "q8_0"])
def engine(request: pytest.FixtureRequest, model: Path, tmp_path: Path) -> Iterator[GeneratorEngine]:
    launcher = Launcher(tmp_path / "logs")
    made = GeneratorEngine(launcher)
    made.load(LoadSettings(model, 2048, 0, 1, cache_type=request.param), CancelToken(), no_progress)
    yield made
    made.close()
    launcher.close()


def run(engine: GeneratorEngine, prompt: str) -> tuple[int, GenerationFinished]:
    """How many tokens needed no evaluation, and how sure the model was of what came."""
    request = GenerationRequest(raw_prompt=prompt, max_tokens=4, logprobs=True)
    events = list(engine.generate(request, CancelToken()))
    kept = next(event.done for event in events if isinstance(event, PromptProgress))
    assert isinstance(events[-1], GenerationFinished)
    return kept, events[-1]


def test_a_prompt_that_goes_back_is_read_as_if_it_were_new(engine: GeneratorEngine) -> None:
    changed = LONG[:150] + "Z" + LONG[150:300]
    nothing, fresh = run(engine, changed)
    assert nothing == 0
    run(engine, LONG)
    _, again = run(engine, changed)
    assert again.mean_logprob == pytest.approx(fresh.mean_logprob, abs=2e-3)


def test_a_prompt_that_goes_on_is_not_read_again(engine: GeneratorEngine) -> None:
    run(engine, LONG)
    kept, _ = run(engine, LONG + "klm")
    assert kept > 1000
