from __future__ import annotations

import csv
import os
import sys
from pathlib import Path

import pytest

from app.domain.documents import Document, DocumentPart, DocumentState, DocumentWarning
from app.domain.errors import ErrorInfo, UserError
from app.domain.ids import DocumentId
from app.services.health import HealthReport, make_report, reason_of, write_csv
from app.store.sources import Source

ROOT = Path(os.sep).resolve() / "papers"


def document(name: str, state: DocumentState = DocumentState.INDEXED, **more: object) -> Document:
    return Document(DocumentId(abs(hash(name)) % 1000), ROOT / name, state, **more)  # type: ignore[arg-type]


def report(*documents: Document, whole: bool = True) -> HealthReport:
    sources = [Source(ROOT, "folder", 0), Source(ROOT / "empty", "folder", 0, watched=False)]
    return make_report(documents, sources, whole=whole)


def test_folders_hold_the_sums_of_all_that_is_in_them() -> None:
    made = report(
        document("a.pdf", pages=5, recognized_pages=2, empty_pages=1, chunks=7, size=10),
        document("sub/b.txt", DocumentState.FAILED, error=ErrorInfo("no_text"), size=1),
        document("sub/deep/c.txt", DocumentState.QUEUED, waiting_pages=3),
    )
    folders = {f.path.relative_to(ROOT).as_posix(): f for f in made.folders}
    assert list(folders) == [".", "empty", "sub", "sub/deep"]
    assert folders["."].totals == made.totals
    assert (made.totals.documents, made.totals.indexed, made.totals.failed, made.totals.queued) == (
        3,
        1,
        1,
        1,
    )
    assert (made.totals.pages, made.totals.recognized, made.totals.empty, made.totals.waiting) == (5, 2, 1, 3)
    assert folders["sub"].totals.documents == 2
    assert (folders["."].added, folders["."].watched, folders["sub"].added) == (True, True, False)
    assert not folders["empty"].watched
    assert [row.path.name for row in made.rows] == ["a.pdf", "b.txt", "c.txt"]


def test_a_part_of_the_library_lists_only_its_folders() -> None:
    assert [f.path.name for f in report(document("sub/a.txt"), whole=False).folders] == ["papers", "sub"]


def test_files_that_were_added_by_themselves_have_a_folder_too() -> None:
    made = make_report([document("a.txt")], [Source(ROOT / "a.txt", "file", 0)])
    assert [(f.path, f.added) for f in made.folders] == [(ROOT, False)]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (document("a", error=ErrorInfo("damaged_document"), offline=True), "damaged_document"),
        (document("a", offline=True), "offline_source"),
        (document("a", waiting_pages=2), "pages_waiting"),
        (document("a", DocumentState.PARTIAL, warnings=(DocumentWarning("part_damaged"),)), "read_in_part"),
        (document("a", parts=(DocumentPart("x", error=ErrorInfo("too_large")),)), "parts_unread"),
        (document("a", DocumentState.QUEUED), None),
        (document("a"), None),
    ],
)
def test_every_document_has_its_reason(given: Document, code: str | None) -> None:
    reason = reason_of(given)
    assert (reason.code if reason else None) == code


def test_a_spreadsheet_can_open_the_report(tmp_path: Path) -> None:
    documents = (
        document("=cmd|' /C calc'!A0.txt", title="=1+1", language="en", seconds=1.23456),
        document("b.txt", DocumentState.FAILED, title="a\nb", error=ErrorInfo("no_text")),
    )
    write_csv(report(*documents), tmp_path / "report.csv", lambda reason: f"-{reason.code}")
    assert (tmp_path / "report.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "report.csv").open(encoding="utf-8-sig", newline="") as file:
        first, second = csv.DictReader(file)
    assert first["path"] == str(documents[0].path)
    assert (first["title"], first["seconds"], first["reason"], first["state"]) == (
        "'=1+1",
        "1.235",
        "",
        "indexed",
    )
    assert (second["title"], second["reason_code"], second["reason"]) == ("a b", "no_text", "'-no_text")


@pytest.mark.skipif(sys.platform == "win32", reason="other rules about folders")
def test_a_report_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot_write|permission_denied"):
        write_csv(report(), tmp_path)
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserError, match="cannot_write") as caught:  # and not that the disk is full
        write_csv(report(), tmp_path / "file" / "report.csv")
    assert caught.value.params["path"] == str(tmp_path / "file" / "report.csv")
