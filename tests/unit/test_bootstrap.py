from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap import Services, build_services
from app.bootstrap_models import ensure_model_of
from app.domain.documents import DocumentState
from app.domain.errors import UserError
from app.domain.events import ModelLoaded
from app.domain.jobs import CancelToken, OnProgress
from app.domain.language_models import LoadedModel, LoadSettings
from app.paths import AppPaths
from app.processes.fakes import FakeGenerator
from app.services.event_bus import EventBus
from app.services.settings import EXCLUDE_PATTERNS, INDEX_ON_BATTERY, LARGEST_FILE_MB, OCR, WATCH_FOLDERS


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
    ensure = ensure_model_of(Catalog(generator, "model_missing", tmp_path), generator, EventBus())
    assert ensure(CancelToken()) is None


def test_a_model_that_cannot_be_loaded_says_why(tmp_path) -> None:
    generator = FakeGenerator()
    ensure = ensure_model_of(Catalog(generator, "unsupported_model", tmp_path), generator, EventBus())
    with pytest.raises(UserError) as caught:
        ensure(CancelToken())
    assert caught.value.code == "unsupported_model"


def test_a_new_model_is_announced_once(tmp_path) -> None:
    generator, bus, told = FakeGenerator(), EventBus(), []
    bus.subscribe(ModelLoaded, told.append)
    ensure = ensure_model_of(Catalog(generator, None, tmp_path / "a.gguf"), generator, bus)
    ensure(CancelToken())
    ensure(CancelToken())
    assert len(told) == 1


@pytest.fixture
def services(paths: AppPaths) -> Iterator[Services]:
    services = build_services(paths)
    yield services
    services.close()


def test_the_settings_decide_what_is_taken_in(services: Services, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    (folder / "old").mkdir(parents=True)
    for name in ("a.txt", "b.bak", "old/c.txt", "README"):
        (folder / name).write_text("words", encoding="utf-8")
    (folder / "large.txt").write_bytes(b"x" * (1024 * 1024 + 1))
    services.settings.set(EXCLUDE_PATTERNS, "*.bak; old/")
    services.settings.set(LARGEST_FILE_MB, 1)
    services.settings.set(OCR, "never")
    added = services.library.add([folder, paths_of(services)], CancelToken())
    states = {d.path.name: (d.state, d.error.code if d.error else "") for d in added.documents}
    skipped = DocumentState.SKIPPED
    assert states["a.txt"] == states["README"] == (DocumentState.QUEUED, "")
    assert states["b.bak"] == states["old"] == (skipped, "left_out")
    assert states["large.txt"] == (skipped, "too_large")
    assert states["data"] == (skipped, "own_folder")
    assert "carrel.db" not in states
    queued = services.store.queue.next(1)[0]
    assert queued.ocr == "never"


def paths_of(services: Services) -> Path:
    return services.paths.data.parent


def test_what_was_added_last_is_read_first(services: Services, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(name, encoding="utf-8")
        services.library.add([tmp_path / name], CancelToken())
    assert [q.document.path.name for q in services.store.queue.next(2)] == ["b.txt", "a.txt"]


def test_following_ends_with_the_services(paths: AppPaths, tmp_path: Path) -> None:
    services = build_services(paths)
    (tmp_path / "papers").mkdir()
    services.library.add([tmp_path / "papers"], CancelToken())
    services.follow()
    services.settings.set(WATCH_FOLDERS, False)
    services.settings.set(INDEX_ON_BATTERY, False)
    services.settings.set(WATCH_FOLDERS, True)
    services.close()
    names = {thread.name for thread in threading.enumerate()}
    assert not names & {"watching", "background-reading", "power"}
    assert not services.watching.state.running
