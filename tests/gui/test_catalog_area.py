"""Models as a person uses them: seeing what is there, switching, bringing in another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox

from app.domain.catalogue import ModelKind
from app.domain.errors import UserError
from app.domain.model_records import ModelNote
from app.services.settings import LOOK_FOR_MODELS
from app.ui.catalog.area import ModelsArea
from app.ui.catalog.model_file_item_model import ModelFileRole
from app.ui.theme import Theme
from tests.gui.fakes_areas import World, drop, make_world, model_file

BIG = model_file("Mistral-7B-Q4_K_M", size=4_700_000_000, parameters=7_240_000_000, quantization="Q4_K_M")


@pytest.fixture
def world(qapp: QApplication, tmp_path: Path) -> Iterator[World]:
    made = make_world(Theme(qapp, "light"), tmp_path / "profile")
    yield made
    made.close()


def _area(qtbot: Any, world: World) -> ModelsArea:
    area = ModelsArea(world.context)
    qtbot.addWidget(area)
    area.resize(900, 600)
    area.show()
    qtbot.waitUntil(lambda: area.model.rowCount() == len(world.services.catalog.files))
    return area


def _status(area: ModelsArea, row: int) -> str:
    return str(area.model.index(row).data(ModelFileRole.STATUS))


def test_the_starter_says_plainly_what_it_can_and_cannot_do(qtbot: Any, world: World) -> None:
    area = _area(qtbot, world)
    assert "quotes your documents reliably" in area.detail.about.text()
    assert "cannot" in area.detail.about.text()


def test_another_model_is_loaded_with_progress(qtbot: Any, world: World) -> None:
    catalog = world.services.catalog
    catalog.files.append(BIG)
    catalog.gate.clear()
    area = _area(qtbot, world)
    area.list.setCurrentIndex(area.model.index(1))
    qtbot.waitUntil(lambda: "4.9 GB" in area.detail.fit.text())
    qtbot.mouseClick(area.detail.use_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: area.progress.isVisible() and area.progress.bar.value() == 40)
    catalog.gate.set()
    qtbot.waitUntil(lambda: _status(area, 1) == "in use")
    qtbot.waitUntil(lambda: not area.progress.isVisible())
    assert not area.detail.use_button.isEnabled()


def test_loading_can_be_cancelled_and_the_choice_before_stands(qtbot: Any, world: World) -> None:
    catalog = world.services.catalog
    catalog.files.append(BIG)
    catalog.gate.clear()
    area = _area(qtbot, world)
    area.list.setCurrentIndex(area.model.index(1))
    area.use_chosen()
    qtbot.waitUntil(area.progress.isVisible)
    qtbot.mouseClick(area.progress.stop_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not area.progress.isVisible())
    assert catalog.selected() == catalog.files[0]


def test_a_model_that_does_not_fit_says_so_and_is_not_chosen(qtbot: Any, world: World) -> None:
    catalog = world.services.catalog
    catalog.files.append(BIG)
    catalog.fail_load = True
    area = _area(qtbot, world)
    area.list.setCurrentIndex(area.model.index(1))
    qtbot.waitUntil(lambda: "close other programs" in area.detail.fit.text())
    area.use_chosen()
    qtbot.waitUntil(lambda: "not enough memory" in world.notifications.banner.message.text())
    assert catalog.selected() == catalog.files[0]


def test_a_dropped_file_is_copied_and_offered(qtbot: Any, world: World, tmp_path: Path) -> None:
    area = _area(qtbot, world)
    drop(area, [tmp_path / "New-3B.gguf"])
    qtbot.waitUntil(lambda: area.model.rowCount() == 2)
    qtbot.waitUntil(lambda: world.notifications.banner.action_button.text() == "Use it")
    qtbot.waitUntil(lambda: not area.progress.isVisible())
    world.notifications.banner.action_button.click()
    qtbot.waitUntil(lambda: _status(area, 1) == "in use")


def test_a_damaged_file_is_refused_with_its_reason(qtbot: Any, world: World, tmp_path: Path) -> None:
    area = _area(qtbot, world)
    area.import_files([tmp_path / "cut.gguf", tmp_path / "good.gguf"])
    qtbot.waitUntil(lambda: area.model.rowCount() == 2)
    qtbot.waitUntil(lambda: not area.progress.isVisible())


def test_damaged_files_in_the_folder_are_named(qtbot: Any, world: World) -> None:
    (world.services.paths.models / "half.gguf").write_bytes(b"GGUF")
    area = _area(qtbot, world)
    qtbot.waitUntil(area.own.broken.isVisible)
    assert "half.gguf" in area.own.broken.message.text()


def test_without_any_model_the_place_explains_itself(qtbot: Any, world: World) -> None:
    world.services.catalog.files.clear()
    area = _area(qtbot, world)
    qtbot.waitUntil(lambda: area.header.text.text() == "0 models on this computer")
    assert area.own.pages.currentWidget() is area.own.empty
    assert not area.detail.isVisible()


def test_a_model_in_use_is_not_offered_again_and_its_page_says_what_is_known(
    qtbot: Any, world: World
) -> None:
    catalog = world.services.catalog
    catalog.files.append(
        replace(BIG, name="Qwen3-1.7B", path=Path("/models/Qwen3-1.7B-Q4_K_M.gguf"), size=1_107_409_472)
    )
    note = ModelNote(catalog.files[1].path, sha256=("ab" * 32,), tokens_per_second=11.5, last_used=1.7e9)
    world.services.store.model_notes.save(note)
    area = _area(qtbot, world)
    area.list.setCurrentIndex(area.model.index(1))
    qtbot.waitUntil(lambda: len(area.detail.rows.shown) == 5)
    shown = dict(area.detail.rows.shown)
    assert shown["Licence"].startswith("Apache-2.0")
    assert "11.5 tokens a second" in shown["Speed"]
    assert "ab" * 32 in shown["SHA-256"]


def test_deleting_asks_first(qtbot: Any, world: World) -> None:
    world.services.catalog.files.append(BIG)
    area = _area(qtbot, world)
    assert not area.detail.remove_button.isVisible()  # the starter came with Carrel
    area.list.setCurrentIndex(area.model.index(1))
    area.detail.remove_button.click()
    box = area.findChild(QMessageBox)
    assert box is not None
    assert BIG.name in box.text()
    assert len(world.services.catalog.files) == 2
    box.buttons()[0].click()
    qtbot.waitUntil(lambda: area.model.rowCount() == 1)


def test_a_model_used_in_place_can_be_forgotten_only(qtbot: Any, world: World, tmp_path: Path) -> None:
    area = _area(qtbot, world)
    area.use_in_place([tmp_path / "Mine.gguf"])
    qtbot.waitUntil(lambda: area.model.rowCount() == 2)
    area.list.setCurrentIndex(area.model.index(1))
    assert _status(area, 1) == "in place"
    assert area.detail.remove_button.text() == "Forget…"


def test_models_of_other_programs_are_a_switch(qtbot: Any, world: World) -> None:
    area = _area(qtbot, world)
    assert not area.own.look.isChecked()
    world.services.catalog.files.append(replace(BIG, owner="Ollama"))
    area.own.look.setChecked(True)
    qtbot.waitUntil(lambda: area.model.rowCount() == 2)
    assert world.services.settings.get(LOOK_FOR_MODELS)
    area.list.setCurrentIndex(area.model.index(1))
    assert _status(area, 1) == "Ollama"
    assert not area.detail.remove_button.isVisible()


def test_a_checked_file_says_by_what_it_was_known(qtbot: Any, world: World, tmp_path: Path) -> None:
    path = tmp_path / "Some.gguf"
    path.write_bytes(b"GGUF" * 100)
    world.services.catalog.files.append(replace(BIG, path=path, size=400))
    area = _area(qtbot, world)
    area.list.setCurrentIndex(area.model.index(1))
    area.detail.check_button.click()
    qtbot.waitUntil(lambda: "kept from now on" in world.notifications.banner.message.text())
    qtbot.waitUntil(lambda: "SHA-256" in dict(area.detail.rows.shown))


def test_a_model_that_is_too_large_can_be_loaded_anyway(qtbot: Any, world: World) -> None:
    catalog = world.services.catalog
    catalog.files.append(BIG)
    catalog.too_large = True
    area = _area(qtbot, world)
    area.list.setCurrentIndex(area.model.index(1))
    area.use_chosen()
    banner = world.notifications.banner
    qtbot.waitUntil(lambda: banner.action_button.text() == "Load anyway")
    assert "not enough free memory" in banner.message.text()
    assert catalog.selected() == catalog.files[0]
    qtbot.waitUntil(lambda: not area.progress.isVisible())
    banner.action_button.click()
    qtbot.waitUntil(lambda: _status(area, 1) == "in use")


EMBEDDER = model_file("bge-m3-Q8_0", size=635_000_000, architecture="bert", kind=ModelKind.EMBEDDER)


def _asked(area: ModelsArea, qtbot: Any) -> QMessageBox:
    qtbot.waitUntil(lambda: bool(area.findChildren(QMessageBox)))
    return area.findChildren(QMessageBox)[-1]


def test_another_model_to_search_with_says_what_it_costs_and_can_be_stopped(qtbot: Any, world: World) -> None:
    world.services.catalog.files.append(EMBEDDER)
    choice = world.services.embedder_choice
    area = _area(qtbot, world)
    assert area.own.search_line.label.text().startswith(
        "Your documents are searched with all-MiniLM-L6-v2, which"
    )
    assert not area.own.search_line.back.isVisible()
    area.list.setCurrentIndex(area.model.index(1))
    assert "writes no answers" in area.detail.about.text()
    assert area.detail.use_button.text() == "Search with this model…"
    qtbot.waitUntil(lambda: "735 MB" in area.detail.fit.text())
    choice.gate.clear()
    area.detail.use_button.click()
    box = _asked(area, qtbot)
    assert "3 passages of your library are read with it first, in about 1 min 35 s" in box.informativeText()
    assert "635 MB of memory" in box.informativeText()
    box.accept()
    qtbot.waitUntil(lambda: area.progress.isVisible() and area.progress.bar.value() == 33)
    qtbot.mouseClick(area.progress.stop_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not area.progress.isVisible())
    assert choice.chosen is None
    qtbot.waitUntil(lambda: "choose it again to go on" in area.own.search_line.label.text())
    choice.gate.set()
    area.own.search_line.back.click()
    qtbot.waitUntil(lambda: any("again" in b.text() for b in area.findChildren(QMessageBox)))
    next(b for b in area.findChildren(QMessageBox) if "again" in b.text()).accept()
    qtbot.waitUntil(lambda: "go on" not in area.own.search_line.label.text())


def test_a_model_that_searches_is_marked_and_one_can_go_back(qtbot: Any, world: World) -> None:
    world.services.catalog.files.append(EMBEDDER)
    choice = world.services.embedder_choice
    area = _area(qtbot, world)
    area.searching.begin(EMBEDDER)
    qtbot.waitUntil(lambda: _status(area, 1) == "in use")
    assert choice.chosen == EMBEDDER.path
    area.list.setCurrentIndex(area.model.index(1))
    qtbot.waitUntil(lambda: not area.detail.use_button.isVisible())
    assert not area.detail.remove_button.isEnabled()
    qtbot.waitUntil(area.own.search_line.back.isVisible)
    area.own.search_line.back.click()
    _asked(area, qtbot).accept()
    qtbot.waitUntil(lambda: choice.chosen is None)
    qtbot.waitUntil(lambda: not area.own.search_line.back.isVisible())


def test_what_cannot_search_says_why(qtbot: Any, world: World) -> None:
    world.services.catalog.files.append(EMBEDDER)
    world.services.embedder_choice.fail = UserError("embedder_unclear", name="bge-m3")
    area = _area(qtbot, world)
    area.list.setCurrentIndex(area.model.index(1))
    area.use_chosen()
    qtbot.waitUntil(lambda: "how it turns a text into a vector" in world.notifications.banner.message.text())


def test_a_model_that_puts_in_order_is_taken_up_and_left_again(qtbot: Any, world: World) -> None:
    ranks = replace(EMBEDDER, name="bge-reranker", kind=ModelKind.RERANKER)
    world.services.catalog.files.append(ranks)
    area = _area(qtbot, world)
    area.list.setCurrentIndex(area.model.index(1))
    assert "puts the best first" in area.detail.about.text()
    qtbot.waitUntil(lambda: "about 42 s for each question" in area.detail.fit.text())
    area.detail.use_button.click()
    qtbot.waitUntil(lambda: _status(area, 1) == "in use")
    area.list.setCurrentIndex(area.model.index(1))
    qtbot.waitUntil(lambda: area.detail.use_button.text() == "Stop using it" and not area.work.busy)
    area.detail.use_button.click()
    qtbot.waitUntil(lambda: world.services.embedder_choice.reranker is None)
    qtbot.waitUntil(lambda: _status(area, 1) == "")
