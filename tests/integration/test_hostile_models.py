"""Hostile model files and failing memory against the real engine: a reason each time, and this process is untouched."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import wording
from app.domain.errors import UserError
from app.domain.jobs import CancelToken, no_progress
from app.domain.language_models import ChatMessage, GenerationRequest, LoadSettings, TokenDelta
from app.processes.engines import GeneratorEngine
from app.processes.launch import Launcher
from app.services.model_loading import LoadWish, ModelLoader
from app.services.model_loading_memory import LoadingMemory
from tests.tiny_model import write_model
from tests.unit.catalog.hostile_ggufs import TEMPLATES, Parts, headers, splits, unloadable, word

pytestmark = pytest.mark.models
LIMITED = "import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_AS, ({0}, {0})); "
CHILD = "sys.argv = ['child', *sys.argv[1:]]; runpy.run_module('app.processes.child', run_name='__main__')"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GeneratorEngine]:
    launcher = Launcher(tmp_path_factory.mktemp("logs"))
    made = GeneratorEngine(launcher)
    yield made
    made.close()
    launcher.close()


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("tiny") / "tiny.gguf")


def ask(engine: GeneratorEngine, **more: object) -> str:
    request = GenerationRequest((ChatMessage("user", "Say yes."),), max_tokens=3, **more)  # type: ignore[arg-type]
    return "".join(e.text for e in engine.generate(request, CancelToken()) if isinstance(e, TokenDelta))


def test_headers_that_are_refused_never_reach_the_engine(
    engine: GeneratorEngine, tiny: Path, tmp_path: Path
) -> None:
    loader = ModelLoader(engine, LoadingMemory())
    loader.load(tiny, LoadWish(512), CancelToken())
    pid = engine.pid
    for hostile in [*headers(), *unloadable()]:
        path = tmp_path / "x.gguf"
        path.write_bytes(hostile.data)
        with pytest.raises(UserError, match=hostile.code):
            loader.load(path, LoadWish(512), CancelToken())
    for number, (write, code) in enumerate(splits().values()):
        folder = tmp_path / str(number)
        folder.mkdir()
        with pytest.raises(UserError, match=code):
            loader.load(write(folder), LoadWish(512), CancelToken())
    assert engine.pid == pid  # the model that was loaded is loaded still
    assert engine.loaded is not None
    ask(engine)


def test_the_child_reads_headers_too(engine: GeneratorEngine, tmp_path: Path) -> None:
    """Whoever asks the engine itself is told the same."""
    path = tmp_path / "x.gguf"
    for hostile in headers()[::6]:
        path.write_bytes(hostile.data)
        with pytest.raises(UserError, match=hostile.code):
            engine.load(LoadSettings(path), CancelToken(), no_progress)


def missing_weights() -> bytes:
    return Parts().whole()


def unknown_kind() -> bytes:
    parts = Parts()
    parts.pairs[0] = parts.pairs[0].replace(b"llama", b"zebra")
    return parts.whole()


def impossible_heads() -> bytes:
    parts = Parts()
    parts.pairs.append(word("llama.attention.head_count_kv", 3))
    return parts.whole()


@pytest.mark.parametrize("made", [missing_weights, unknown_kind, impossible_heads])
def test_what_only_the_engine_can_tell(
    engine: GeneratorEngine, tiny: Path, tmp_path: Path, made: object
) -> None:
    loader = ModelLoader(engine, LoadingMemory())
    loader.load(tiny, LoadWish(512), CancelToken())
    path = tmp_path / "x.gguf"
    assert callable(made)
    path.write_bytes(made())
    with pytest.raises(UserError, match="model_damaged|unsupported_model|model_crashes") as refused:
        loader.load(path, LoadWish(512), CancelToken())
    assert "x.gguf" in wording.describe(refused.value).message
    assert refused.value.params["restored"] == "tiny"
    ask(engine)


@pytest.mark.parametrize("name", ["endless loops", "doubling a list", "python's insides", "deep brackets"])
def test_a_hostile_template_is_replaced_and_said(engine: GeneratorEngine, tmp_path: Path, name: str) -> None:
    path = write_model(tmp_path / "hostile.gguf", template=TEMPLATES[name])
    loaded = engine.load(LoadSettings(path, 512), CancelToken(), no_progress)
    assert [note.code for note in loaded.notes] == ["template_of_family"]
    ask(engine)


def test_thoughts_are_streamed_as_such(engine: GeneratorEngine, tmp_path: Path) -> None:
    source = "{% for m in messages %}{{ m.content }}{% endfor %}{% if enable_thinking %}<think>{% endif %}"
    path = write_model(tmp_path / "thinks.gguf", template=source)
    assert engine.load(LoadSettings(path, 512), CancelToken(), no_progress).reasoning
    messages = (ChatMessage("user", "Say yes."),)
    thought = list(engine.generate(GenerationRequest(messages, max_tokens=8, thinking=True), CancelToken()))
    plain = list(engine.generate(GenerationRequest(messages, max_tokens=8), CancelToken()))
    assert {e.thinking for e in thought if isinstance(e, TokenDelta)} == {True}
    assert {e.thinking for e in plain if isinstance(e, TokenDelta)} == {False}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the address space")
def test_a_child_without_room_steps_down_until_it_runs(tmp_path: Path) -> None:
    """The keys and values of a long context do not fit, those of a short one do."""
    path = write_model(tmp_path / "wide.gguf", layers=4, width=512, heads=8, kv_heads=8, context=262144)
    limit = 1400 * 1024 * 1024
    code = LIMITED.format(limit) + CHILD
    launcher = Launcher(tmp_path / "logs", command=[sys.executable, "-P", "-c", code])
    engine = GeneratorEngine(launcher)
    try:
        loaded = ModelLoader(engine, LoadingMemory()).load(path, LoadWish(262144), CancelToken())
        codes = [note.code for note in loaded.notes]
        assert loaded.n_ctx < 262144
        assert loaded.cache_type == "q8_0"
        assert codes[-2:] == ["fit_small_cache", "fit_smaller_context"]
        assert "load_no_memory" in codes or "load_crashed" in codes
        ask(engine)
    finally:
        engine.close()
        launcher.close()
