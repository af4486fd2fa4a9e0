"""Getting a model as a person does: what fits, what is agreed to, pausing, going on, the network switched off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QMessageBox

from app.domain.downloads import Download, DownloadState
from app.domain.errors import UserError
from app.privacy.orders import Step
from app.services.settings import OFFLINE
from app.ui.catalog.area import TO_GET, ModelsArea
from app.ui.catalog.catalogue_item_model import BEST, HERE, ON_THE_WAY, CatalogueItemModel
from app.ui.catalog.download_rows import DownloadRow
from app.ui.catalog.model_file_item_model import ModelFileRole
from app.ui.catalog.words import consent_rows, download_words
from app.ui.theme import Theme
from tests.gui.fakes_areas import World, make_world, model_file


@pytest.fixture
def world(qapp: QApplication, tmp_path: Path) -> Iterator[World]:
    made = make_world(Theme(qapp, "light"), tmp_path / "profile")
    yield made
    made.close()


@pytest.fixture
def area(qtbot: Any, world: World) -> ModelsArea:
    made = ModelsArea(world.context)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    made.tabs.setCurrentIndex(TO_GET)
    qtbot.waitUntil(lambda: made.catalogue.model.rowCount() > 10)
    return made


def choose(area: ModelsArea, entry: str) -> None:
    page = area.catalogue
    page.list.setCurrentIndex(page.model.index(page.model.row_of(entry)))


def status(area: ModelsArea, entry: str) -> str:
    page = area.catalogue
    return str(page.model.index(page.model.row_of(entry)).data(ModelFileRole.STATUS))


def begin(qtbot: Any, area: ModelsArea, entry: str = "qwen3-1.7b") -> DownloadRow:
    choose(area, entry)
    area.catalogue.ask()
    qtbot.waitUntil(area.catalogue.consent.isVisible)
    area.catalogue.consent.licence.setChecked(True)
    qtbot.mouseClick(area.catalogue.consent.get_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(area.downloads.rows) == 1)
    (row,) = area.downloads.rows.values()
    return row


def test_one_is_recommended_and_every_row_says_whether_it_fits(qtbot: Any, area: ModelsArea) -> None:
    page = area.catalogue
    states = [page.model.index(row).data(ModelFileRole.STATUS) for row in range(page.model.rowCount())]
    assert states.count(BEST) == 1
    assert page.list.currentIndex().data(ModelFileRole.STATUS) == BEST
    facts = page.list.currentIndex().data(ModelFileRole.FACTS)
    assert "Fits: needs about" in facts
    assert "tokens a second" not in facts  # nothing was measured
    choose(area, "qwen3.5-4b")
    assert "known once it is here" in page.list.currentIndex().data(ModelFileRole.FACTS)


def test_the_model_keeps_qts_rules(qapp: object, world: World) -> None:
    model = CatalogueItemModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    services = world.services
    model.set_suggestions(
        services.recommender.suggestions(services.model_catalogue.entries()), {"phi-4-mini": 1}
    )
    model.set_moving({"qwen3-8b"})
    assert model.index(model.row_of("phi-4-mini")).data(ModelFileRole.STATUS) == HERE
    assert model.index(model.row_of("qwen3-8b")).data(ModelFileRole.STATUS) == ON_THE_WAY
    model.set_suggestions((), {})
    assert tester.model() is model


def test_nothing_is_fetched_before_it_was_agreed_to(qtbot: Any, area: ModelsArea, world: World) -> None:
    choose(area, "llama-3.2-1b")
    area.catalogue.ask()
    consent = area.catalogue.consent
    qtbot.waitUntil(consent.isVisible)
    said = dict(consent.rows.shown)
    assert said["From"].startswith("https://huggingface.co/bartowski/Llama-3.2-1B-Instruct-GGUF/")
    assert said["Size"].startswith("808 MB")
    assert said["To"] == str(world.services.paths.models)
    assert "Llama 3.2 Community License" in said["Licence"]
    assert "only moment Carrel uses the network" in consent.network.text()
    assert not consent.get_button.isEnabled()  # the licence has to be accepted
    consent.licence.setChecked(True)
    assert consent.get_button.isEnabled()
    qtbot.mouseClick(consent.not_now_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(area.catalogue.list.isVisible)
    assert world.services.downloads.all() == []
    area.catalogue.ask()
    qtbot.waitUntil(consent.isVisible)
    assert not consent.licence.isChecked()  # asked anew


def test_a_model_without_a_known_hash_says_so(world: World) -> None:
    catalogue = world.services.model_catalogue
    rows = dict(consent_rows(catalogue.offer(catalogue.find("smollm2-360m"))))
    assert "No hash is known beforehand" in rows["Checked by"]
    assert "newest one" in rows["Checked by"]
    assert rows["Size"].startswith("not known beforehand")


def test_it_comes_with_progress_and_is_offered_for_use(qtbot: Any, area: ModelsArea, world: World) -> None:
    row = begin(qtbot, area)
    qtbot.waitUntil(lambda: "400 MB of 1.1 GB" in row.progress.left.text())
    assert "12.5 MB/s" in row.progress.left.text()
    assert "about 1 min left" in row.progress.left.text()
    assert status(area, "qwen3-1.7b") == ON_THE_WAY
    assert not area.catalogue.get_button.isEnabled()
    path = world.services.paths.models / "Qwen3-1.7B-Q4_K_M.gguf"
    world.services.catalog.files.append(
        replace(model_file("Qwen3-1.7B-Q4_K_M", size=1_107_409_472), path=path)
    )
    world.services.fetch.gate.set()
    qtbot.waitUntil(lambda: world.notifications.banner.action_button.text() == "Use it")
    assert not area.downloads.rows
    qtbot.waitUntil(lambda: status(area, "qwen3-1.7b") == HERE)
    world.notifications.banner.action_button.click()
    qtbot.waitUntil(lambda: area.model.index(1).data(ModelFileRole.STATUS) == "in use")


def test_pausing_and_going_on(qtbot: Any, area: ModelsArea) -> None:
    row = begin(qtbot, area)
    qtbot.waitUntil(lambda: row.download.state is DownloadState.RUNNING)
    assert row.pause_button.accessibleName() == "Pause"
    row.pause_button.click()
    qtbot.waitUntil(lambda: row.download.state is DownloadState.PAUSED)
    assert row.pause_button.accessibleName() == "Go on"
    assert "paused at" in row.progress.left.text()
    row.pause_button.click()
    qtbot.waitUntil(lambda: row.download.state is DownloadState.RUNNING)


def test_throwing_it_away(qtbot: Any, area: ModelsArea, world: World) -> None:
    row = begin(qtbot, area)
    qtbot.waitUntil(lambda: row.download.received > 0)
    row.progress.stop_button.click()
    box = area.findChild(QMessageBox)  # what has come is not thrown away unasked
    assert box is not None
    next(button for button in box.buttons() if button.text() == "Stop and delete").click()
    qtbot.waitUntil(lambda: not area.downloads.rows)
    assert not area.downloads.isVisible()
    qtbot.waitUntil(lambda: status(area, "qwen3-1.7b") != ON_THE_WAY)
    assert world.services.downloads.all() == []


def test_a_failure_says_why_and_how_to_go_on(qtbot: Any, area: ModelsArea, world: World) -> None:
    world.services.fetch.error = UserError("not_reached", host="huggingface.co")
    world.services.fetch.gate.set()
    row = begin(qtbot, area)
    qtbot.waitUntil(lambda: "huggingface.co cannot be reached" in row.reason.text())
    assert "go on" in row.reason.text()
    world.services.fetch.error = None
    row.pause_button.click()
    qtbot.waitUntil(lambda: not area.downloads.rows)


def test_with_the_network_off_nothing_can_be_fetched(qtbot: Any, area: ModelsArea, world: World) -> None:
    world.services.settings.set(OFFLINE, True)
    area.catalogue.refresh()
    qtbot.waitUntil(lambda: "switched off" in area.catalogue.network.text())
    assert not area.catalogue.get_button.isEnabled()
    area.catalogue.ask()
    assert not area.catalogue.scroller.isVisible()
    area.catalogue.settings_link.click()
    assert world.asked.areas == ["settings"]


def test_what_a_restart_left_is_shown_paused(qtbot: Any, area: ModelsArea, world: World) -> None:
    row = begin(qtbot, area)
    row.pause_button.click()
    qtbot.waitUntil(lambda: row.download.state is DownloadState.PAUSED)
    again = ModelsArea(world.context)
    qtbot.addWidget(again)
    qtbot.waitUntil(lambda: len(again.downloads.rows) == 1)
    (kept,) = again.downloads.rows.values()
    assert kept.pause_button.accessibleName() == "Go on"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"state": DownloadState.WAITING}, "waits for the one before"),
        ({"checking": True}, "checking what is there already, 5 MB of 10 MB"),
        ({"total": None}, "5 MB"),
        ({"state": DownloadState.FAILED}, "stopped at 5 MB of 10 MB"),
    ],
)
def test_how_far_in_words(changes: dict[str, Any], words: str) -> None:
    moving = Download(1, "a", "A", Path(), "test", "", DownloadState.RUNNING, 5_000_000, 10_000_000)
    assert download_words(replace(moving, **changes)) == ("A", words)


def test_an_unknown_size_is_a_bar_that_only_says_busy(qtbot: Any, area: ModelsArea, world: World) -> None:
    world.services.fetch.steps = [Step(5_000_000, None)]
    row = begin(qtbot, area, "smollm2-360m")
    qtbot.waitUntil(lambda: row.progress.left.text() == "5 MB")
    assert row.progress.bar.maximum() == 0
