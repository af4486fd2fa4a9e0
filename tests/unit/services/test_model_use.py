"""What is remembered of the model that answers, what is suggested, and copies of models in parts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.catalog.catalogue import read_catalogue
from app.domain.errors import UserError
from app.domain.events import ModelLoaded, TurnChanged
from app.domain.ids import ConversationId, TurnId
from app.domain.language_models import LoadedModel
from app.domain.machine import Device, Machine
from app.paths import resources_dir
from app.processes.fakes import FakeGenerator
from app.services.catalog import CatalogService
from app.services.event_bus import EventBus
from app.services.model_use import ModelUse
from app.services.recommending import Recommender
from app.services.settings import Settings
from app.store.store import Store
from tests.unit.catalog.hostile_ggufs import split

GB = 1024**3
LOADED = LoadedModel("Alpha", Path("/models/alpha.gguf"), 4096, 1, "CPU", 2, 100)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path / "carrel.db")
    yield made
    made.close()


def test_last_use_and_speed(store: Store) -> None:
    bus, generator = EventBus(), SimpleNamespace(loaded=LOADED, speed=0.0)
    ModelUse(store.model_notes, generator, bus, lambda: 42.0)  # type: ignore[arg-type]
    bus.publish(ModelLoaded(LOADED))
    note = store.model_notes.get(LOADED.path)
    assert (note.last_used, note.used_for, note.tokens_per_second) == (42.0, "", 0.0)
    for speed, kept in ((10.0, 10.0), (20.0, 13.0), (0.0, 13.0)):
        generator.speed = speed
        bus.publish(TurnChanged(ConversationId(1), TurnId(1)))
        note = store.model_notes.get(LOADED.path)
        assert note.used_for == "for an answer"
        assert note.tokens_per_second == pytest.approx(kept)
    generator.loaded = None
    bus.publish(TurnChanged(ConversationId(1), TurnId(1)))


@pytest.mark.parametrize(
    ("machine", "most"),
    [
        (Machine(4 * GB, 2 * GB, 2), 1.3e9),
        (Machine(8 * GB, 5 * GB, 4), 2.6e9),
        (Machine(32 * GB, 24 * GB, 8), 2.6e9),
        (Machine(32 * GB, 24 * GB, 8, bandwidth=60e9), 6e9),
        (Machine(32 * GB, 24 * GB, 8, Device("GPU", 12 * GB, 11 * GB)), 6e9),
    ],
)
def test_the_recommended_model_grows_with_the_machine_and_stays_quick(machine: Machine, most: float) -> None:
    entries = [
        e for e in read_catalogue(resources_dir() / "models" / "catalogue.toml") if e.kind == "generator"
    ]
    (best,) = [s for s in Recommender(lambda: machine, lambda: 4096).suggestions(entries) if s.best]
    assert best.report is not None
    assert most / 4 < (best.entry.bytes or 0) < most


def test_on_a_machine_without_room_nothing_is_recommended() -> None:
    entries = read_catalogue(resources_dir() / "models" / "catalogue.toml")
    tiny = Machine(1 * GB, GB // 4, 1)
    suggestions = Recommender(lambda: tiny, lambda: 4096).suggestions(entries)
    assert not any(suggestion.best for suggestion in suggestions)
    assert {s.report.verdict.value for s in suggestions if s.report} == {"too_large"}


class TestModelsInParts:
    @pytest.fixture
    def catalog(self, tmp_path: Path) -> CatalogService:
        settings = Settings(tmp_path / "settings.toml")
        return CatalogService(tmp_path / "models", FakeGenerator(), settings)

    def parts(self, folder: Path) -> list[Path]:
        folder.mkdir()
        made = [folder / f"Big-0000{number}-of-00002.gguf" for number in (1, 2)]
        for number, path in enumerate(made):
            path.write_bytes(split(number, 2))
        return made

    def test_all_parts_are_copied_and_deleted_together(self, catalog: CatalogService, tmp_path: Path) -> None:
        first, second = self.parts(tmp_path / "there")
        model = catalog.import_model(first)
        assert model.size == first.stat().st_size + second.stat().st_size
        assert [path.name for path in model.parts] == [first.name, second.name]
        assert [m.path for m in catalog.models() if not m.starter] == [model.path]
        assert catalog.import_model(first) == model
        assert catalog.remove(model)
        assert list((tmp_path / "models").iterdir()) == []

    def test_a_missing_part_is_named(self, catalog: CatalogService, tmp_path: Path) -> None:
        first, second = self.parts(tmp_path / "there")
        second.unlink()
        with pytest.raises(UserError) as missing:
            catalog.import_model(first)
        assert (missing.value.code, missing.value.params["name"]) == ("model_part_missing", second.name)
        assert not (tmp_path / "models").exists()

    def test_the_second_part_is_no_model(self, catalog: CatalogService, tmp_path: Path) -> None:
        _first, second = self.parts(tmp_path / "there")
        with pytest.raises(UserError, match="model_later_part"):
            catalog.import_model(second)

    def test_a_folder_with_a_model_in_parts_holds_one_model(
        self, catalog: CatalogService, tmp_path: Path
    ) -> None:
        first, _second = self.parts(tmp_path / "there")
        assert catalog.models_at(tmp_path / "there") == [first]
