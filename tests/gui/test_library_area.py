"""The library as a person uses it: adding, watching, reading reasons, retrying, removing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtWidgets import QApplication, QMessageBox

from app.domain.documents import DocumentState
from app.ui.library.area import LibraryArea
from app.ui.library.document_item_model import Column
from app.ui.theme import Theme
from app.ui.widgets.drop_area import dropped_paths
from tests.gui.fakes_areas import World, document, drop, failed, make_world


@pytest.fixture
def world(qapp: QApplication, tmp_path: Path) -> Iterator[World]:
    made = make_world(Theme(qapp, "light"), tmp_path / "profile")
    yield made
    made.close()


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    for name in ("lease.txt", "locked.pdf", "notes.md"):
        (folder / name).write_text("words", encoding="utf-8")
    return folder


def _area(qtbot: Any, world: World) -> LibraryArea:
    area = LibraryArea(world.context)
    qtbot.addWidget(area)
    area.resize(900, 600)
    area.show()
    return area


def _idle(area: LibraryArea) -> bool:
    return not (area.intake.reading or area.intake.adding)


def _names(area: LibraryArea) -> list[str]:
    return sorted(row.path.name for row in area.documents.documents())


def test_an_empty_library_offers_the_sample(qtbot: Any, world: World) -> None:
    area = _area(qtbot, world)
    assert area.pages.currentWidget() is area.empty
    qtbot.mouseClick(area.load_sample_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: world.services.library.calls == [("add", (world.services.paths.sample_library,))])
    qtbot.waitUntil(lambda: _idle(area))


def test_dropped_files_and_folders_are_added_and_read(qtbot: Any, world: World, files: Path) -> None:
    area = _area(qtbot, world)
    other = files.parent / "single.txt"
    other.write_text("words", encoding="utf-8")
    drop(area, [files, other])
    qtbot.waitUntil(lambda: len(_names(area)) == 4)
    qtbot.waitUntil(lambda: _idle(area) and not area.documents.counts()[DocumentState.QUEUED])
    assert area.header.title.text.text() == "3 of 4 documents read, 1 could not be read"


def test_web_addresses_are_not_paths(qapp: QApplication) -> None:
    mime = QMimeData()
    mime.setUrls(
        [QUrl("https://example.org/a.pdf"), QUrl("file://server/share/b.pdf"), QUrl("file:///tmp/c.pdf")]
    )
    assert dropped_paths(mime) == [Path("/tmp/c.pdf")]


def test_progress_and_time_left_are_shown_while_reading(qtbot: Any, world: World, files: Path) -> None:
    world.services.ingestion.gate.clear()
    area = _area(qtbot, world)
    area.add_paths([files])
    qtbot.waitUntil(lambda: area.intake.reading and area.header.progress.isVisible())
    qtbot.waitUntil(lambda: "about 2 min left" in area.header.progress.left.text())
    assert "Reading lease.txt" in area.header.progress.label.text()
    world.services.ingestion.gate.set()
    qtbot.waitUntil(lambda: _idle(area))
    assert not area.header.progress.isVisible()


def test_adding_while_reading_only_queues(qtbot: Any, world: World, files: Path, tmp_path: Path) -> None:
    world.services.ingestion.gate.clear()
    area = _area(qtbot, world)
    area.add_paths([files / "lease.txt"])
    qtbot.waitUntil(lambda: area.intake.reading)
    area.add_paths([files / "notes.md"])
    qtbot.waitUntil(lambda: not area.intake.adding and len(world.services.library.rows) == 2)
    assert world.services.ingestion.runs == 1
    world.services.ingestion.gate.set()
    qtbot.waitUntil(lambda: _idle(area))
    assert {row.state for row in world.services.library.documents()} == {DocumentState.INDEXED}


def test_pausing_keeps_the_rest_and_continuing_finishes(qtbot: Any, world: World, files: Path) -> None:
    world.services.ingestion.gate.clear()
    area = _area(qtbot, world)
    area.add_paths([files])
    qtbot.waitUntil(lambda: area.intake.reading and area.header.progress.isVisible())
    qtbot.mouseClick(area.header.progress.stop_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: _idle(area) and area.header.waiting.isVisible())
    assert area.header.waiting.hint.text() == "3 documents are waiting."
    world.services.ingestion.gate.set()
    qtbot.mouseClick(area.header.waiting.action_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: _idle(area) and not area.header.waiting.isVisible())
    qtbot.waitUntil(lambda: not area.documents.counts()[DocumentState.QUEUED])


def test_the_waiting_can_be_taken_out_again(qtbot: Any, world: World, files: Path) -> None:
    world.services.ingestion.gate.clear()
    area = _area(qtbot, world)
    area.add_paths([files])
    qtbot.waitUntil(lambda: area.intake.reading and len(_names(area)) == 3)
    area.intake.pause()
    qtbot.waitUntil(lambda: area.header.forget.isVisible())
    qtbot.mouseClick(area.header.forget, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: area.pages.currentWidget() is area.empty)


def test_what_an_earlier_run_left_is_read_at_the_start(qtbot: Any, world: World) -> None:
    world.services.library.put(document(1, state=DocumentState.QUEUED))
    area = _area(qtbot, world)
    qtbot.waitUntil(lambda: area.documents.counts()[DocumentState.INDEXED] == 1)
    qtbot.waitUntil(lambda: _idle(area))


def test_a_failed_document_shows_its_reason_and_can_be_tried_again(
    qtbot: Any, world: World, files: Path
) -> None:
    area = _area(qtbot, world)
    area.add_paths([files / "locked.pdf"])
    qtbot.waitUntil(lambda: area.documents.counts()[DocumentState.FAILED] == 1 and _idle(area))
    assert "password" in area.filter.index(0, Column.REASON).data()
    area.table.selectRow(0)
    assert "password" in area.detail.reason.text()
    assert not area.verbs.open.isVisible()
    world.services.ingestion.heal = True
    area.verbs.again.trigger()
    qtbot.waitUntil(lambda: area.documents.counts()[DocumentState.INDEXED] == 1 and _idle(area))
    assert ("requeue", (files / "locked.pdf",)) in world.services.library.calls


def test_all_failed_can_be_tried_again_at_once(qtbot: Any, world: World) -> None:
    for row in (document(1), failed(2), failed(3)):
        world.services.library.put(row)
    area = _area(qtbot, world)
    qtbot.waitUntil(lambda: area.header.retry.isVisible())
    qtbot.mouseClick(area.header.retry, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: area.documents.counts()[DocumentState.INDEXED] == 3 and _idle(area))


def test_rejected_files_are_named_with_their_reason(qtbot: Any, world: World, files: Path) -> None:
    area = _area(qtbot, world)
    (files / "data.xyz").write_text("?", encoding="utf-8")
    area.add_paths([files / "data.xyz"])
    qtbot.waitUntil(lambda: "data.xyz" in world.notifications.banner.message.text())
    assert "cannot be read" in world.notifications.banner.message.text()
    qtbot.waitUntil(lambda: _idle(area))


def test_removing_asks_says_the_file_stays_and_can_be_undone(qtbot: Any, world: World, files: Path) -> None:
    area = _area(qtbot, world)
    area.add_paths([files / "lease.txt"])
    qtbot.waitUntil(lambda: area.documents.counts()[DocumentState.INDEXED] == 1 and _idle(area))
    area.table.selectRow(0)
    qtbot.keyClick(area.table, Qt.Key.Key_Delete)
    box = area.findChild(QMessageBox)
    assert "stays on the disk" in box.informativeText()
    assert box.defaultButton().text().replace("&", "") == "Cancel"
    next(button for button in box.buttons() if button.text() == "Remove").click()
    qtbot.waitUntil(lambda: not area.documents.rowCount())
    assert (files / "lease.txt").exists()
    qtbot.waitUntil(lambda: world.notifications.banner.action_button.text() == "Undo")
    world.notifications.banner.action_button.click()
    qtbot.waitUntil(lambda: area.documents.counts()[DocumentState.INDEXED] == 1 and _idle(area))


def test_opening_and_asking_go_to_the_window(qtbot: Any, world: World) -> None:
    made = world.services.library.put(document(1))
    area = _area(qtbot, world)
    qtbot.waitUntil(lambda: area.documents.rowCount() == 1)
    area.table.selectRow(0)
    qtbot.keyClick(area.table, Qt.Key.Key_Return)
    assert world.asked.opened == [(made.id, 1, None)]
    area.verbs.ask.trigger()
    assert world.asked.scopes == [[made.path]]


def test_a_search_without_a_match_says_so(qtbot: Any, world: World) -> None:
    world.services.library.put(document(1))
    area = _area(qtbot, world)
    qtbot.waitUntil(lambda: area.documents.rowCount() == 1)
    qtbot.keyClicks(area.header.search, "zebra")
    qtbot.waitUntil(lambda: area.pages.currentWidget() is area.no_match)
    area.header.search.clear()
    qtbot.waitUntil(lambda: area.pages.currentWidget() is area.table)


def test_nothing_is_cut_in_a_small_window(qtbot: Any, world: World) -> None:
    world.services.library.put(failed(1))
    area = _area(qtbot, world)
    qtbot.waitUntil(lambda: area.documents.rowCount() == 1)
    area.table.selectRow(0)
    assert area.minimumSizeHint().width() <= 800
    assert area.table.columnWidth(Column.STATE) > area.fontMetrics().horizontalAdvance("Partly read")


def test_adding_that_fails_is_told_and_ends_the_waiting(qtbot: Any, world: World, files: Path) -> None:
    area = _area(qtbot, world)
    world.services.library.broken = True
    with qtbot.waitSignal(world.context.events.ingestion_progressed) as told:
        area.add_paths([files])
    assert not told.args[0].running
    qtbot.waitUntil(lambda: "no room left" in world.notifications.banner.message.text())
