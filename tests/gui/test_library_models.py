"""The document table and its filter."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from app.domain.documents import DocumentState, DocumentWarning
from app.domain.ids import DocumentId
from app.ui.library import words
from app.ui.library.document_filter import DocumentFilter
from app.ui.library.document_item_model import Column, DocumentItemModel, Role
from tests.gui.fakes_areas import document, failed


@pytest.fixture
def model(qapp: object) -> DocumentItemModel:
    return DocumentItemModel()


def test_the_model_keeps_qts_rules_while_it_changes(model: DocumentItemModel) -> None:
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_documents([document(1), failed(2)])
    model.put(document(3))
    model.put(document(1, state=DocumentState.PARTIAL))
    model.discard(DocumentId(1))
    model.discard(DocumentId(99))
    assert [row.id for row in model.documents()] == [2, 3]
    assert +model.counts() == {DocumentState.FAILED: 1, DocumentState.INDEXED: 1}


def test_the_filter_keeps_qts_rules(model: DocumentItemModel) -> None:
    proxy = DocumentFilter()
    proxy.setSourceModel(model)
    QAbstractItemModelTester(proxy, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_documents([document(n) for n in range(1, 9)])
    proxy.sort(Column.STATE)
    proxy.set_text("paper 3")
    model.put(failed(3, name="Paper 3.pdf"))
    model.discard(DocumentId(3))
    assert proxy.rowCount() == 0


def test_a_changed_document_stays_in_its_row(model: DocumentItemModel, qtbot: object) -> None:
    model.set_documents([document(1), document(2), document(3)])
    with qtbot.waitSignal(model.dataChanged) as signal:  # type: ignore[attr-defined]
        model.put(failed(2))
    assert signal.args[0].row() == signal.args[1].row() == 1
    assert model.index(1, Column.STATE).data() == "Not read"


def test_a_failed_document_says_why_and_what_to_do(model: DocumentItemModel) -> None:
    model.set_documents([failed(1, "encrypted_document")])
    reason = model.index(0, Column.REASON).data()
    assert "password" in reason
    assert "add it again" in reason
    assert reason in model.index(0, Column.NAME).data(Qt.ItemDataRole.ToolTipRole)


def test_warnings_name_their_pages(model: DocumentItemModel) -> None:
    warnings = tuple(DocumentWarning("page_without_text", page) for page in (2, 5))
    model.set_documents([document(1, state=DocumentState.PARTIAL, warnings=warnings)])
    assert model.index(0, Column.REASON).data() == "Pages 2, 5: This page holds no text (a scan?)."


def test_sorting_by_state_brings_trouble_first(model: DocumentItemModel) -> None:
    proxy = DocumentFilter()
    proxy.setSourceModel(model)
    model.set_documents([document(1), failed(2), document(3, state=DocumentState.QUEUED)])
    proxy.sort(Column.STATE)
    shown = [proxy.index(row, 0).data(Role.RECORD).id for row in range(3)]
    assert shown == [2, 3, 1]


def test_search_looks_into_name_folder_title_and_reason(model: DocumentItemModel) -> None:
    proxy = DocumentFilter()
    proxy.setSourceModel(model)
    model.set_documents([document(1, "lease.pdf", title="Rental contract"), failed(2)])
    for text, count in (("RENTAL lease", 1), ("password", 1), ("papers", 2), ("nothing", 0), ("", 2)):
        proxy.set_text(text)
        assert proxy.rowCount() == count, text
    proxy.set_only_troubled(True)
    assert proxy.rowCount() == 1


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
