"""The document table and its filter."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from app.domain.documents import DocumentPart, DocumentState, DocumentWarning, Span
from app.domain.errors import ErrorInfo
from app.domain.ids import DocumentId
from app.formats.registry import supported_suffixes
from app.services.kinds import file_kinds
from app.services.watching import Following, WatchedFolder, WatchState
from app.ui.library import words
from app.ui.library.add_dialogs import name_filters
from app.ui.library.added_folders import OFF, added_folders
from app.ui.library.document_item_model import RESET_FROM, DocumentItemModel, Role
from app.ui.library.document_order import Column, Wanted
from app.ui.library.document_table import DocumentTable
from app.ui.library.folder_item_model import FolderItemModel, FolderRole
from app.ui.library.groups import Group
from app.ui.library.part_item_model import PartItemModel
from app.ui.library.source_item_model import SourceColumn, SourceItemModel
from app.ui.theme import Theme
from app.wording import describe
from tests.gui.fakes_areas import FakeSource, document, failed

PAPERS = Path("/home/reader/papers")


@pytest.fixture
def model(qapp: object) -> DocumentItemModel:
    return DocumentItemModel()


def test_the_model_keeps_qts_rules_while_it_changes(model: DocumentItemModel) -> None:
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_documents([document(1), failed(2)])
    model.apply({DocumentId(3): document(3), DocumentId(1): document(1, state=DocumentState.PARTIAL)})
    model.apply({DocumentId(1): None, DocumentId(99): None})
    model.sort(Column.STATE, Qt.SortOrder.DescendingOrder)
    model.apply({DocumentId(n): document(n) for n in range(4, 20)})
    model.show_only(Wanted(("paper", "1")))
    model.apply({DocumentId(n): failed(n) for n in range(10, 20)})
    model.show_only(Wanted(group=Group.FAILED))
    model.sort(Column.NAME)
    assert [row.id for row in model.documents()] == [2, *range(3, 20)]
    assert model.totals.states[DocumentState.FAILED] == 11
    assert shown(model) == [2, *range(10, 20)]


def shown(model: DocumentItemModel) -> list[int]:
    return [model.index(row, 0).data(Role.RECORD).id for row in range(model.rowCount())]


def test_many_changes_at_once_come_to_the_same_as_one_by_one(model: DocumentItemModel) -> None:
    other = DocumentItemModel()
    for each in (model, other):
        each.set_documents([document(n) for n in range(1, RESET_FROM * 2)])
        each.sort(Column.STATE, Qt.SortOrder.DescendingOrder)
    changes = {DocumentId(n): failed(n) if n % 3 else None for n in range(1, RESET_FROM * 2, 2)}
    done = model.apply(changes)
    for key, now in changes.items():
        other.apply({key: now})
    assert shown(model) == shown(other)
    assert len(done) == len(changes)
    assert model.totals.groups == other.totals.groups
    assert [model.row_of(DocumentId(n)) for n in shown(model)] == list(range(model.rowCount()))


def test_a_changed_document_stays_in_its_row(model: DocumentItemModel, qtbot: object) -> None:
    model.set_documents([document(1), document(2), document(3)])
    with qtbot.waitSignal(model.dataChanged) as signal:  # type: ignore[attr-defined]
        model.apply({DocumentId(2): failed(2)})
    assert signal.args[0].row() == signal.args[1].row() == 1
    assert model.index(1, Column.STATE).data() == "Not read"


@pytest.mark.parametrize("order", list(Qt.SortOrder))
def test_a_document_that_moves_stays_chosen(qtbot: Any, qapp: QApplication, order: Qt.SortOrder) -> None:
    model = DocumentItemModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    table = DocumentTable(Theme(qapp, "light"), model)
    qtbot.addWidget(table)
    model.set_documents([failed(n) if n % 2 else document(n) for n in range(1, 9)])
    table.sortByColumn(Column.STATE, order)
    for number in (1, 4, 8):
        choose(table, model.row_of(DocumentId(number)))
        model.apply({DocumentId(number): document(number, state=DocumentState.QUEUED)})
        assert [row.id for row in table.selected_documents()] == [number]
    again = DocumentItemModel()
    again.set_documents(model.documents())
    again.sort(Column.STATE, order)
    assert shown(model) == shown(again)


def test_a_failed_document_says_why_and_what_to_do(model: DocumentItemModel) -> None:
    model.set_documents([failed(1, "encrypted_document")])
    reason = model.index(0, Column.REASON).data()
    assert "password" in reason
    assert "add it again" in reason
    assert reason in model.index(0, Column.NAME).data(Qt.ItemDataRole.ToolTipRole)


def test_warnings_name_their_pages(model: DocumentItemModel) -> None:
    warnings = tuple(DocumentWarning("page_unreadable", page) for page in (2, 5))
    model.set_documents([document(1, state=DocumentState.PARTIAL, warnings=warnings)])
    assert model.index(0, Column.REASON).data() == "Pages 2, 5: This page could not be read."


def test_sorting_by_state_brings_trouble_first(model: DocumentItemModel) -> None:
    model.set_documents([document(1), failed(2), document(3, state=DocumentState.QUEUED)])
    model.sort(Column.STATE)
    assert shown(model) == [2, 3, 1]
    model.sort(Column.STATE, Qt.SortOrder.DescendingOrder)
    assert shown(model) == [1, 3, 2]


def test_names_are_sorted_as_people_count(model: DocumentItemModel) -> None:
    model.set_documents([document(n, f"Report {n}.pdf") for n in (10, 9, 100)])
    assert shown(model) == [9, 10, 100]


def test_search_looks_into_name_folder_title_and_reason(model: DocumentItemModel) -> None:
    model.set_documents([document(1, "lease.pdf", title="Rental contract"), failed(2)])
    for text, number in (("rental lease", 1), ("password", 1), ("papers", 2), ("nothing", 0), ("", 2)):
        model.show_only(Wanted(tuple(text.split())))
        assert model.rowCount() == number, text


def test_a_folder_shows_what_is_below_it_and_not_its_namesake(model: DocumentItemModel) -> None:
    model.set_documents([document(1, "a/x.pdf"), document(2, "a/b/y.pdf"), document(3, "ab/z.pdf")])
    model.show_only(Wanted(folder=PAPERS / "a"))
    assert shown(model) == [1, 2]


def test_a_document_is_in_every_group_it_belongs_to(model: DocumentItemModel) -> None:
    scan = document(1, recognized_pages=2, waiting_pages=1, offline=True)
    left = failed(2, "ignored")
    model.set_documents([scan, replace(left, state=DocumentState.SKIPPED), document(3)])
    expected = {
        Group.ALL: [1, 2, 3],
        Group.READ: [1, 3],
        Group.WAITING: [1],
        Group.RECOGNIZED: [1],
        Group.OFFLINE: [1],
        Group.IGNORED: [2],
        Group.SKIPPED: [],
    }
    for group, numbers in expected.items():
        model.show_only(Wanted(group=group))
        assert shown(model) == numbers, group
        assert model.totals.groups[group] == len(numbers), group
    assert model.index(0, 0).data() is None


def choose(table: DocumentTable, row: int) -> None:
    """``selectRow`` looks at the keys that an earlier test seems to hold down."""
    flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
    table.selectionModel().setCurrentIndex(table.model().index(row, 0), flags)


def test_selection_survives_sorting_and_starting_anew(qtbot: Any, qapp: QApplication) -> None:
    model = DocumentItemModel()
    table = DocumentTable(Theme(qapp, "light"), model)
    qtbot.addWidget(table)
    model.set_documents([document(n) for n in range(1, 9)])
    choose(table, 2)
    model.sort(Column.NAME, Qt.SortOrder.DescendingOrder)
    assert [row.id for row in table.selected_documents()] == [3]
    model.apply({DocumentId(n): document(n) for n in range(10, 10 + RESET_FROM)})
    assert [row.id for row in table.selected_documents()] == [3]
    model.set_documents([document(n) for n in (5, 4)])
    assert table.selected_documents() == []


def tree(model: FolderItemModel, parent: QModelIndex | None = None) -> dict[str, Any]:
    """Names with what is below them."""
    at = parent or QModelIndex()
    rows = [model.index(row, 0, at) for row in range(model.rowCount(at))]
    return {f"{row.data()} {row.data(FolderRole.NUMBERS)}": tree(model, row) for row in rows}


def test_folders_are_summed_up_below_those_that_were_added(qapp: object) -> None:
    model = FolderItemModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_documents([document(1, "a/x.pdf"), failed(2, name="a/b/y.pdf")], [PAPERS])
    assert tree(model) == {
        "Whole library 1 of 2": {"/home/reader/papers 1 of 2": {"a 1 of 2": {"b 0 of 1": {}}}}
    }
    assert model.index_of(PAPERS / "a" / "b").data(FolderRole.TROUBLE) == "1 needs a password"
    assert model.index_of(PAPERS / "a").data(FolderRole.TONE) == "danger"


def test_the_tree_follows_changes_one_by_one(qapp: object) -> None:
    documents, model = DocumentItemModel(), FolderItemModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    rows = [document(1, "a/x.pdf"), document(2, "a/b/y.pdf"), document(3, "c/z.pdf")]
    documents.set_documents(rows)
    model.set_documents(rows, [PAPERS, PAPERS / "c"])
    changes = {
        DocumentId(1): None,
        DocumentId(2): failed(2, name="a/b/y.pdf"),
        DocumentId(3): document(3, "c/d/e/z.pdf"),
        DocumentId(4): document(4, "../elsewhere/q.pdf", path=Path("/srv/elsewhere/q.pdf")),
    }
    model.apply(documents.apply(changes))
    again = FolderItemModel()
    again.set_documents(documents.documents(), [PAPERS])
    assert tree(model) == tree(again)
    model.apply(documents.apply({DocumentId(n): None for n in (2, 3, 4)}))
    assert tree(model) == {"Whole library 0": {"/home/reader/papers 0": {}}}


def test_a_folder_that_is_not_there_says_so(qapp: object) -> None:
    model = FolderItemModel()
    model.set_documents([document(1, "usb/x.pdf", offline=True)], [PAPERS / "usb"])
    index = model.index_of(PAPERS / "usb")
    assert index.data(FolderRole.TROUBLE) == "not connected"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole).endswith("1 document, all read, not connected")


def test_attachments_say_what_became_of_them(qapp: QApplication) -> None:
    model = PartItemModel(Theme(qapp, "light"))
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_parts(
        [DocumentPart("a.txt", span=Span(0, 5)), DocumentPart("b.bin", error=ErrorInfo("too_large"))]
    )
    assert [model.index(row).data() for row in range(2)] == [
        "a.txt  ·  Read",
        "b.bin  ·  The file is larger than Carrel reads",
    ]


def test_added_folders_are_listed_with_their_tick(qapp: object) -> None:
    model, asked = SourceItemModel(), []
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.watch_requested.connect(lambda path, watched: asked.append((path, watched)))
    sources = [
        FakeSource(PAPERS, patterns=("*.tmp", "drafts/")),
        FakeSource(PAPERS / "out", "excluded"),
        FakeSource(PAPERS / "usb", watched=False),
        FakeSource(PAPERS / "slow"),
        FakeSource(PAPERS / "new"),
        FakeSource(PAPERS / "single.pdf", "file"),
    ]
    reason = ErrorInfo("remote_drive", {"path": "x"})
    states = (
        WatchedFolder(PAPERS, Following.AT_ONCE),
        WatchedFolder(PAPERS / "usb", Following.OFFLINE),
        WatchedFolder(PAPERS / "slow", Following.PERIODICALLY, reason),
    )
    model.set_sources(added_folders(sources, WatchState(True, states)))
    texts = [model.index(row, SourceColumn.STATE).data() for row in range(model.rowCount())]
    assert texts == ["Followed", "Taken out by you", "Not connected", "Looked at every few minutes", OFF]
    assert describe(reason).message in model.index(3, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert model.index(0, SourceColumn.PATTERNS).data() == "*.tmp; drafts/"
    role = Qt.ItemDataRole.CheckStateRole
    assert model.index(1, 0).data(role) is None
    assert model.setData(model.index(0, 0), Qt.CheckState.Unchecked, role)
    assert asked == [(PAPERS, False)]


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"pages": None}, ""),
        ({"pages": 1}, "1 page."),
        ({"pages": 31}, "31 pages."),
        (
            {"pages": 52, "recognized_pages": 2},
            "52 pages: 50 with text of their own, 2 read by text recognition.",
        ),
        (
            {"pages": 5, "recognized_pages": 1, "empty_pages": 1, "waiting_pages": 2},
            "5 pages: 1 with text of its own, 1 read by text recognition, 1 without text, "
            "2 waiting for text recognition.",
        ),
        ({"pages": 3, "recognized_pages": 3}, "3 pages: 3 read by text recognition."),
    ],
)
def test_how_the_pages_were_read(changes: dict[str, Any], text: str) -> None:
    assert words.pages_sentence(document(1, **changes)) == text


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, ""),
        ({"waiting_pages": 1}, "1 page is waiting for text recognition."),
        ({"offline": True}, words.OFFLINE),
        (
            {
                "parts": (
                    DocumentPart("a.txt", span=Span(0, 1)),
                    DocumentPart("b.bin", error=ErrorInfo("too_large")),
                )
            },
            "The attachment “b.bin” was not read.",
        ),
    ],
)
def test_what_to_know(changes: dict[str, Any], text: str) -> None:
    assert words.reason_text(document(1, **changes)) == text


def test_every_kind_of_file_can_be_chosen() -> None:
    filters = name_filters(file_kinds())
    assert filters[0].startswith("Everything that can be read (*.")
    assert filters[-1] == "All files (*)"
    for suffix in supported_suffixes():
        assert f"*{suffix}" in filters[0]
        assert any(f"*{suffix}" in one for one in filters[1:-1]), suffix
    assert all(one.count("(") == 1 for one in filters)


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        ({}, "No documents yet"),
        ({DocumentState.INDEXED: 1204}, "1,204 documents, all read"),
        ({DocumentState.INDEXED: 1, DocumentState.FAILED: 0}, "1 document, all read"),
        ({DocumentState.INDEXED: 6, DocumentState.FAILED: 3}, "6 of 9 documents read, 3 could not be read"),
        (
            {DocumentState.FAILED: 3, DocumentState.PARTIAL: 1, DocumentState.QUEUED: 2},
            "1 of 6 documents read, 2 waiting, 3 could not be read, 1 read in part",
        ),
        (
            {DocumentState.INDEXED: 14, DocumentState.SKIPPED: 1},
            "14 documents, all read, 1 other file skipped",
        ),
        ({DocumentState.SKIPPED: 2}, "No documents, 2 other files skipped"),
    ],
)
def test_the_header_line(counts: dict[DocumentState, int], text: str) -> None:
    assert words.status_text(counts) == text
