"""The library as a person uses it: adding, watching, reading reasons, retrying, removing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, QMimeData, Qt, QUrl
from PySide6.QtWidgets import QApplication, QMessageBox

from app.domain.documents import DocumentPart, DocumentState, Span
from app.domain.errors import ErrorInfo
from app.domain.events import IngestionProgressed
from app.domain.ids import DocumentId
from app.domain.jobs import Progress
from app.ui.library.area import LibraryArea
from app.ui.library.document_order import Column
from app.ui.library.groups import Group
from app.ui.theme import Theme
from app.ui.widgets.drop_area import dropped_paths
from app.wording import describe
from tests.gui.fakes_areas import FakeSource, World, document, drop, failed, make_world


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


def _choose(area: LibraryArea, row: int) -> None:
    """``selectRow`` looks at the keys that an earlier test seems to hold down."""
    flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
    area.table.selectionModel().setCurrentIndex(area.documents.index(row, 0), flags)


def _names(area: LibraryArea) -> list[str]:
    return sorted(row.path.name for row in area.documents.documents())


def test_an_empty_library_offers_the_sample(qtbot: Any, world: World) -> None:
    area = _area(qtbot, world)
    assert area.pages.currentWidget() is area.empty
    qtbot.mouseClick(area.empty.load_sample, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: world.services.library.calls == [("add", (world.services.paths.sample_library,))])
    qtbot.waitUntil(lambda: _idle(area))


def test_dropped_files_and_folders_are_added_and_read(qtbot: Any, world: World, files: Path) -> None:
    area = _area(qtbot, world)
    other = files.parent / "single.txt"
    other.write_text("words", encoding="utf-8")
    drop(area, [files, other])
    qtbot.waitUntil(lambda: len(_names(area)) == 4)
    qtbot.waitUntil(lambda: _idle(area) and not area.documents.totals.states[DocumentState.QUEUED])
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
    qtbot.waitUntil(lambda: area.intake.reading and area.header.reading.progress.isVisible())
    qtbot.waitUntil(lambda: "about 2 min left" in area.header.reading.progress.left.text())
    assert "Reading “lease.txt”" in area.header.reading.progress.label.text()
    world.services.ingestion.gate.set()
    qtbot.waitUntil(lambda: _idle(area))
    assert not area.header.reading.progress.isVisible()


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


def test_pausing_holds_the_reading_and_continuing_finishes_it(qtbot: Any, world: World, files: Path) -> None:
    world.services.ingestion.gate.clear()
    area = _area(qtbot, world)
    reading = area.header.reading
    area.add_paths([files])
    qtbot.waitUntil(lambda: area.intake.reading and reading.progress.isVisible())
    qtbot.mouseClick(reading.hold, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: reading.progress.label.text() == "Paused by you")
    assert area.intake.reading
    assert reading.hold.accessibleName() == "Go on reading"
    world.services.ingestion.gate.set()
    qtbot.wait(50)
    assert world.services.library.documents()[0].state is DocumentState.QUEUED
    qtbot.mouseClick(reading.hold, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: _idle(area) and not reading.isVisible())
    qtbot.waitUntil(lambda: not area.documents.totals.states[DocumentState.QUEUED])


def test_stopping_keeps_the_rest_queued(qtbot: Any, world: World, files: Path) -> None:
    world.services.ingestion.gate.clear()
    area = _area(qtbot, world)
    reading = area.header.reading
    area.add_paths([files])
    qtbot.waitUntil(lambda: area.intake.reading and reading.progress.isVisible())
    qtbot.mouseClick(reading.progress.stop_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: _idle(area) and reading.waiting.isVisible())
    assert reading.waiting.message.text() == "Not everything was read yet"
    assert not world.services.ingestion.going.is_set()  # nobody else goes on with it
    assert reading.waiting.hint.text() == "3 documents are waiting."
    world.services.ingestion.gate.set()
    qtbot.mouseClick(reading.waiting.action_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: _idle(area) and not reading.waiting.isVisible())
    qtbot.waitUntil(lambda: not area.documents.totals.states[DocumentState.QUEUED])


def test_the_page_that_is_recognized_is_named(qtbot: Any, world: World, files: Path) -> None:
    world.services.ingestion.gate.clear()
    world.services.ingestion.progress = {"page": 3, "pages": 40}
    area = _area(qtbot, world)
    area.add_paths([files / "lease.txt"])
    label = area.header.reading.progress.label
    qtbot.waitUntil(lambda: label.text() == "Page 3 of 40 of “lease.txt” is being recognized")
    world.services.ingestion.gate.set()
    qtbot.waitUntil(lambda: _idle(area))


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("answer", "Waiting: an answer is being written"),
        ("battery", "Waiting: this computer runs on battery"),
    ],
)
def test_why_reading_waits_is_said(qtbot: Any, world: World, why: str, words: str) -> None:
    world.services.library.put(document(1))
    area = _area(qtbot, world)
    qtbot.waitUntil(lambda: area.documents.rowCount() == 1 and _idle(area))
    world.services.bus.publish(IngestionProgressed(Progress(1, 9, "a.pdf"), True, why))
    qtbot.waitUntil(lambda: area.header.reading.progress.label.text() == words)
    assert not area.header.reading.progress.stop_button.isVisible()  # somebody else's run can only be held
    world.services.bus.publish(IngestionProgressed(Progress(9, 9), False))
    qtbot.waitUntil(lambda: not area.header.reading.isVisible())


def test_the_waiting_can_be_taken_out_again(qtbot: Any, world: World, files: Path) -> None:
    world.services.ingestion.gate.clear()
    area = _area(qtbot, world)
    area.add_paths([files])
    qtbot.waitUntil(lambda: area.intake.reading and len(_names(area)) == 3)
    area.intake.stop()
    qtbot.waitUntil(lambda: area.header.reading.forget.isVisible())
    qtbot.mouseClick(area.header.reading.forget, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: area.pages.currentWidget() is area.empty)


def test_what_an_earlier_run_left_is_read_at_the_start(qtbot: Any, world: World) -> None:
    world.services.library.put(document(1, state=DocumentState.QUEUED))
    area = _area(qtbot, world)
    qtbot.waitUntil(lambda: area.documents.totals.states[DocumentState.INDEXED] == 1)
    qtbot.waitUntil(lambda: _idle(area))


def test_a_failed_document_shows_its_reason_and_can_be_tried_again(
    qtbot: Any, world: World, files: Path
) -> None:
    area = _area(qtbot, world)
    area.add_paths([files / "locked.pdf"])
    qtbot.waitUntil(lambda: area.documents.totals.states[DocumentState.FAILED] == 1 and _idle(area))
    assert "password" in area.documents.index(0, Column.REASON).data()
    _choose(area, 0)
    assert "password" in area.detail.reason.text()
    assert not area.verbs.open.isVisible()
    world.services.ingestion.heal = True
    area.verbs.again.trigger()
    qtbot.waitUntil(lambda: area.documents.totals.states[DocumentState.INDEXED] == 1 and _idle(area))
    assert ("retry", (area.documents.documents()[0].id,)) in world.services.library.calls


def test_all_failed_can_be_tried_again_at_once(qtbot: Any, world: World) -> None:
    for row in (document(1), failed(2), failed(3)):
        world.services.library.put(row)
    area = _area(qtbot, world)
    qtbot.waitUntil(lambda: area.header.retry.isEnabled())
    area.header.retry.trigger()
    qtbot.waitUntil(lambda: area.documents.totals.states[DocumentState.INDEXED] == 3 and _idle(area))


def test_rejected_files_are_named_with_their_reason(qtbot: Any, world: World, files: Path) -> None:
    area = _area(qtbot, world)
    (files / "data.xyz").write_text("?", encoding="utf-8")
    area.add_paths([files / "data.xyz"])
    qtbot.waitUntil(lambda: "data.xyz" in world.notifications.banner.message.text())
    assert describe(ErrorInfo("unsupported_format")).message in world.notifications.banner.message.text()
    qtbot.waitUntil(lambda: _idle(area))


def test_removing_asks_says_the_file_stays_and_can_be_undone(qtbot: Any, world: World, files: Path) -> None:
    area = _area(qtbot, world)
    area.add_paths([files / "lease.txt"])
    qtbot.waitUntil(lambda: area.documents.totals.states[DocumentState.INDEXED] == 1 and _idle(area))
    _choose(area, 0)
    qtbot.keyClick(area.table, Qt.Key.Key_Delete)
    box = area.findChild(QMessageBox)
    assert "stays on the disk" in box.informativeText()
    assert box.defaultButton().text().replace("&", "") == "Cancel"
    next(button for button in box.buttons() if button.text() == "Remove").click()
    qtbot.waitUntil(lambda: not area.documents.rowCount())
    assert (files / "lease.txt").exists()
    qtbot.waitUntil(lambda: world.notifications.banner.action_button.text() == "Undo")
    world.notifications.banner.action_button.click()
    qtbot.waitUntil(lambda: area.documents.totals.states[DocumentState.INDEXED] == 1 and _idle(area))


def test_opening_and_asking_go_to_the_window(qtbot: Any, world: World) -> None:
    made = world.services.library.put(document(1))
    area = _area(qtbot, world)
    qtbot.waitUntil(lambda: area.documents.rowCount() == 1)
    _choose(area, 0)
    qtbot.keyClick(area.table, Qt.Key.Key_Return)
    assert world.asked.opened == [(made.id, 1, None)]
    area.verbs.ask.trigger()
    assert world.asked.scopes == [[made.path]]


def test_a_search_without_a_match_says_so(qtbot: Any, world: World) -> None:
    world.services.library.put(document(1))
    area = _area(qtbot, world)
    qtbot.waitUntil(lambda: area.documents.rowCount() == 1)
    qtbot.keyClicks(area.filters.search, "zebra")
    qtbot.waitUntil(lambda: area.list_pages.currentWidget() is area.no_match)
    area.filters.search.clear()
    qtbot.waitUntil(lambda: area.list_pages.currentWidget() is area.table)


def test_nothing_is_cut_in_a_small_window(qtbot: Any, world: World) -> None:
    world.services.library.put(failed(1))
    area = _area(qtbot, world)
    qtbot.waitUntil(lambda: area.documents.rowCount() == 1)
    _choose(area, 0)
    assert area.minimumSizeHint().width() <= 800
    assert area.table.columnWidth(Column.STATE) > area.fontMetrics().horizontalAdvance("Partly read")


def test_adding_that_fails_is_told_and_ends_the_waiting(qtbot: Any, world: World, files: Path) -> None:
    area = _area(qtbot, world)
    world.services.library.broken = True
    with qtbot.waitSignal(world.context.events.ingestion_progressed) as told:
        area.add_paths([files])
    assert not told.args[0].running
    qtbot.waitUntil(lambda: "no room left" in world.notifications.banner.message.text())


def _filled(qtbot: Any, world: World, *rows: Any) -> LibraryArea:
    for row in rows:
        world.services.library.put(row)
    area = _area(qtbot, world)
    qtbot.waitUntil(lambda: area.documents.rowCount() == len(rows) and _idle(area))
    return area


def test_states_are_filtered_by_chip_and_key(qtbot: Any, world: World) -> None:
    area = _filled(qtbot, world, document(1), failed(2), failed(3))
    chips = area.filters.chips.chips
    assert [group for group, chip in chips.items() if chip.isVisible()] == ["all", "read", "failed"]
    assert chips[Group.FAILED].text() == "Not read  2"
    qtbot.mouseClick(chips[Group.FAILED], Qt.MouseButton.LeftButton)
    assert area.documents.rowCount() == 2
    chips[Group.FAILED].setFocus()
    qtbot.keyClick(chips[Group.FAILED], Qt.Key.Key_Left)
    qtbot.keyClick(area.focusWidget(), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: area.documents.rowCount() == 1)
    world.services.library.retry([DocumentId(2), DocumentId(3)])
    qtbot.waitUntil(lambda: chips[Group.WAITING].isVisible() and not chips[Group.FAILED].isVisible())


def test_a_chosen_folder_is_shown_alone_and_read_first(qtbot: Any, world: World) -> None:
    folder = document(1).path.parent
    world.services.library.folders[folder] = FakeSource(folder)
    area = _filled(qtbot, world, document(1, "a/x.pdf"), document(2, "b/y.pdf"))
    area.panel.tree.choose(folder / "b")
    qtbot.waitUntil(lambda: area.documents.rowCount() == 1)
    qtbot.waitUntil(lambda: world.services.ingestion.first == [folder / "b"])
    area.panel.tree.choose(None)
    qtbot.waitUntil(lambda: area.documents.rowCount() == 2)


def test_documents_are_ignored_and_read_after_all(qtbot: Any, world: World) -> None:
    area = _filled(qtbot, world, failed(1), failed(2))
    area.table.selectAll()
    qtbot.keyClick(area.table, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: area.documents.totals.groups[Group.IGNORED] == 2)
    assert area.documents.index(0, Column.STATE).data() == "Ignored"
    assert not area.verbs.ignore.isVisible()
    world.services.ingestion.heal = True
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(area.table, Qt.Key.Key_I, keys)
    qtbot.waitUntil(lambda: area.documents.totals.groups[Group.READ] == 2 and _idle(area))


def test_ignoring_can_be_undone(qtbot: Any, world: World) -> None:
    area = _filled(qtbot, world, document(1))
    _choose(area, 0)
    area.verbs.ignore.trigger()
    qtbot.waitUntil(lambda: area.documents.totals.groups[Group.IGNORED] == 1)
    world.notifications.banner.action_button.click()
    qtbot.waitUntil(lambda: area.documents.totals.groups[Group.READ] == 1 and _idle(area))


def test_pages_can_be_recognized_anew(qtbot: Any, world: World) -> None:
    text = document(2, "a.txt", media_type="text/plain")
    area = _filled(qtbot, world, document(1), text)
    area.table.selectAll()
    assert area.verbs.recognize.isVisible()
    area.verbs.recognize.trigger()
    qtbot.waitUntil(lambda: ("retry always", (1,)) in world.services.library.calls)
    qtbot.waitUntil(lambda: _idle(area) and area.documents.totals.groups[Group.READ] == 2)
    _choose(area, area.documents.row_of(text.id))
    assert not area.verbs.recognize.isVisible()


def test_attachments_are_listed_and_opened(qtbot: Any, world: World) -> None:
    good = DocumentPart("agenda.txt", "text/plain", Span(10, 20))
    bad = DocumentPart("photo.bin", error=ErrorInfo("unsupported_format"))
    made = document(1, "mail.eml", parts=(good, bad), pages=None)
    area = _filled(qtbot, world, made)
    area.resize(1000, 800)
    _choose(area, 0)
    qtbot.waitUntil(area.detail.parts.isVisible)
    assert "photo.bin" in area.detail.reason.text()
    area.detail.parts.setCurrentIndex(area.detail.parts.parts.index(1))
    qtbot.keyClick(area.detail.parts, Qt.Key.Key_Return)
    assert world.asked.opened == []
    area.detail.parts.setCurrentIndex(area.detail.parts.parts.index(0))
    qtbot.keyClick(area.detail.parts, Qt.Key.Key_Return)
    assert world.asked.opened == [(made.id, None, Span(10, 20))]
    area.resize(700, 500)
    qtbot.waitUntil(lambda: not area.detail.parts.isVisible() and area.detail.attachments.isVisible())


def test_added_folders_are_followed_or_not_and_leave_things_out(qtbot: Any, world: World) -> None:
    folder = document(1).path.parent
    world.services.library.folders[folder] = FakeSource(folder)
    area = _filled(qtbot, world, document(1))
    area.show_folders()
    dialog = area.folder_verbs.dialog
    qtbot.waitUntil(lambda: dialog.sources.rowCount() == 1)
    dialog.table.setFocus()
    qtbot.keyClick(dialog.table, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: ("not watched", folder) in world.services.library.calls)
    dialog.patterns.setText(" *.tmp;drafts/ ; ")
    dialog.patterns.editingFinished.emit()
    qtbot.waitUntil(lambda: ("patterns", ("*.tmp", "drafts/")) in world.services.library.calls)
    qtbot.waitUntil(lambda: dialog.sources.index(0, 1).data() == "Looked at every few minutes")
    dialog.remove.click()
    qtbot.waitUntil(lambda: area.findChild(QMessageBox) is not None)
    assert "1 document will leave the library" in area.findChild(QMessageBox).informativeText()
    dialog.accept()
    qtbot.waitUntil(lambda: _idle(area))


def test_ten_thousand_documents_come_in_a_few_steps(qtbot: Any, world: World) -> None:
    area = _filled(qtbot, world, document(1))
    resets: list[None] = []
    area.documents.modelReset.connect(lambda: resets.append(None))
    for number in range(2, 10_001):
        world.services.library.put(document(number, f"{number % 50}/Paper {number}.pdf"))
    qtbot.waitUntil(lambda: area.documents.rowCount() == 10_000)
    assert len(resets) < 200
    assert area.documents.totals.groups[Group.ALL] == 10_000


def test_everything_has_a_name_for_screen_readers(qtbot: Any, world: World) -> None:
    area = _filled(qtbot, world, failed(1))
    for widget in (area.table, area.panel.tree, area.filters.search, area.detail.parts, area.header.more):
        assert widget.accessibleName()
    for pane in area.panes():
        assert pane.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_the_list_is_exported_with_its_reasons(qtbot: Any, world: World, tmp_path: Path) -> None:
    area = _filled(qtbot, world, document(1), failed(2))
    target = tmp_path / "list.csv"
    dialog = area.export()
    dialog.filesSelected.emit([str(target)])
    dialog.reject()
    qtbot.waitUntil(lambda: "list.csv" in world.notifications.banner.message.text())
    lines = target.read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 3
    assert "password" in lines[2]


def test_the_search_is_one_key_away(qtbot: Any, world: World) -> None:
    area = _filled(qtbot, world, document(1))
    qtbot.waitActive(area)
    area.table.setFocus()
    qtbot.keyClick(area.table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(area.filters.search.hasFocus)
