from __future__ import annotations

import pytest

from app.bootstrap import _ensure_model
from app.domain.errors import UserError
from app.domain.events import ModelLoaded
from app.domain.jobs import CancelToken, OnProgress
from app.domain.language_models import LoadedModel, LoadSettings
from app.processes.fakes import FakeGenerator
from app.services.event_bus import EventBus


class Catalog:
    """A catalogue whose chosen model fails in a given way, or loads."""

    def __init__(self, generator: FakeGenerator, code: str | None, path) -> None:
        self.generator, self.code, self.path = generator, code, path

    def load_selected(self, cancel: CancelToken, on_progress: OnProgress) -> LoadedModel:
        if self.code:
            raise UserError(self.code)
        return self.generator.load(LoadSettings(self.path), cancel, on_progress)


def test_without_a_model_there_is_none(tmp_path) -> None:
    generator = FakeGenerator()
    ensure = _ensure_model(Catalog(generator, "model_missing", tmp_path), generator, EventBus())
    assert ensure(CancelToken()) is None


def test_a_model_that_cannot_be_loaded_says_why(tmp_path) -> None:
    generator = FakeGenerator()
    ensure = _ensure_model(Catalog(generator, "unsupported_model", tmp_path), generator, EventBus())
    with pytest.raises(UserError) as caught:
        ensure(CancelToken())
    assert caught.value.code == "unsupported_model"


def test_a_new_model_is_announced_once(tmp_path) -> None:
    generator, bus, told = FakeGenerator(), EventBus(), []
    bus.subscribe(ModelLoaded, told.append)
    ensure = _ensure_model(Catalog(generator, None, tmp_path / "a.gguf"), generator, bus)
    ensure(CancelToken())
    ensure(CancelToken())
    assert len(told) == 1
