from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from app.domain.errors import Cancelled, UserError
from app.domain.jobs import CancelToken, Progress, no_progress
from app.processes.fakes import FakeGenerator
from app.services.catalog import CatalogService
from app.services.settings import MODEL, N_CTX, Settings
from tests.unit.catalog.test_gguf import gguf


class Place(NamedTuple):
    catalog: CatalogService
    settings: Settings
    generator: FakeGenerator
    models: Path


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setattr("app.services.model_shelf.starter_path", lambda: None)
    settings, generator = Settings(tmp_path / "settings.toml"), FakeGenerator()
    models = tmp_path / "models"
    return Place(CatalogService(models, generator, settings), settings, generator, models)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "download" / "Alpha-3B.gguf"
    path.parent.mkdir()
    path.write_bytes(gguf())
    return path


def test_nothing_there(place: Place) -> None:
    assert place.catalog.models() == []
    assert place.catalog.selected() is None
    with pytest.raises(UserError, match="model_missing"):
        place.catalog.load_selected(CancelToken())
    with pytest.raises(UserError, match="model_missing"):
        place.catalog.find("alpha")


def test_import_find_select_load(place: Place, source: Path) -> None:
    steps: list[Progress] = []
    imported = place.catalog.import_model(source, steps.append)
    assert imported.path == place.models / "Alpha-3B.gguf"
    assert steps[-1].done == steps[-1].total == imported.size
    assert place.catalog.models() == [imported]
    assert place.catalog.find("alpha") == imported
    assert place.catalog.find(source).path == source
    place.catalog.select(imported)
    place.settings.set(N_CTX, 1024)
    loaded = place.catalog.load_selected(CancelToken())
    assert (loaded.path, loaded.n_ctx) == (imported.path, 1024)
    info = place.catalog.info(imported)
    assert info.memory.total > imported.size
    assert info.family.name == "llama"


def test_the_same_again_and_another_of_that_name(place: Place, source: Path) -> None:
    first = place.catalog.import_model(source)
    assert place.catalog.import_model(source) == first
    assert place.catalog.import_model(first.path) == first
    source.write_bytes(gguf() + b"more")
    assert place.catalog.import_model(source).name == "Alpha-3B-2"
    assert len(place.catalog.models()) == 2


def test_what_cannot_be_imported_leaves_nothing(
    place: Place, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        place.catalog.import_model(source, no_progress, cancel)
    usage = shutil.disk_usage(source.parent)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=1000))
    with pytest.raises(UserError, match="disk_full"):
        place.catalog.import_model(source)
    source.write_bytes(gguf()[:400])
    with pytest.raises(UserError, match="model_damaged"):
        place.catalog.import_model(source)
    source.write_bytes(b"text")
    with pytest.raises(UserError, match="not_a_model"):
        place.catalog.import_model(source)
    assert list(place.models.iterdir()) == []


def test_a_damaged_or_vanished_model_stops_nobody(place: Place, source: Path) -> None:
    imported = place.catalog.import_model(source)
    (place.models / "broken.gguf").write_bytes(b"GGUF and then nonsense")
    assert place.catalog.models() == [imported]
    place.settings.set(MODEL, str(place.models / "gone.gguf"))
    assert place.catalog.selected() is None
