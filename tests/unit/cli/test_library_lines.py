from __future__ import annotations

from pathlib import Path

import pytest

from app.cli.arguments import build_parser
from app.cli.following import news_of
from app.cli.library import line
from app.cli.output import Output, progress_line, shown
from app.cli.shapes import document_json
from app.cli.status import _folders, _reasons
from app.domain.documents import Document, DocumentPart, DocumentState, DocumentWarning, Span
from app.domain.errors import ErrorInfo
from app.domain.ids import DocumentId
from app.domain.jobs import Progress
from app.services.health import make_report
from app.store.sources import Source

LOST = DocumentWarning("rows_left_out")


def document(name: str = "a.pdf", state: DocumentState = DocumentState.INDEXED, **more: object) -> Document:
    return Document(DocumentId(1), Path("/papers") / name, state, **more)  # type: ignore[arg-type]


def test_names_cannot_steer_the_terminal() -> None:
    assert shown("a\x1b[31m\nb\u202ec\u200bd\udcff.txt") == r"a\x1b[31m\x0ab\u202ec\u200bd\udcff.txt"
    assert shown("Übersicht 日本 .txt") == "Übersicht 日本 .txt"
    assert "\x1b" not in line(document("\x1b[2J.txt"))


@pytest.mark.parametrize(
    ("progress", "text"),
    [
        (Progress(3, 10, "a.pdf", 200.0), "3/10 a.pdf, 3 min left"),
        (Progress(3, 10, "a.pdf", None, 2, 5), "3/10 a.pdf, page 2 of 5"),
        (Progress(300, 0, "papers"), "300 papers"),
        (Progress(1, 2, "\x07"), r"1/2 \x07"),
    ],
)
def test_progress_says_how_long_it_takes(progress: Progress, text: str) -> None:
    assert progress_line(progress) == text


def test_progress_is_no_noise_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    out = Output(as_json=False, quiet=False)
    for done in range(100):
        out.progress(Progress(done, 100))
    assert capsys.readouterr().err == ""
    out._last = -1000.0
    out.progress(Progress(50, 100, "a.pdf"))
    assert capsys.readouterr().err == "50/100 a.pdf\n"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (document(), "ok       "),
        (document(state=DocumentState.FAILED, error=ErrorInfo("encrypted_document")), "password"),
        (document(state=DocumentState.SKIPPED, error=ErrorInfo("left_out", {"pattern": "*.bak"})), "*.bak"),
        (document(offline=True), "not there at the moment"),
        (document(state=DocumentState.QUEUED, waiting_pages=3), "3 pages wait"),
        (document(pages=9, empty_pages=2), "2 of 9 pages without text"),
        (document(state=DocumentState.PARTIAL, warnings=(LOST, LOST)), "the last ones were left out."),
        (document(warnings=(LOST,)), "more rows than Carrel reads"),
    ],
)
def test_a_document_in_a_line(given: Document, words: str) -> None:
    assert words in line(given)


def test_what_is_told_while_following() -> None:
    assert news_of(document(state=DocumentState.QUEUED)) == ""
    assert news_of(document()).startswith("read: ")
    assert news_of(document(offline=True)).startswith("offline: ")
    assert "empty" in news_of(document(state=DocumentState.FAILED, error=ErrorInfo("empty_document")))


def test_a_document_as_json() -> None:
    part = DocumentPart("x.pdf", "application/pdf", Span(3, 9))
    lost = DocumentPart("y.zip", error=ErrorInfo("too_large"))
    shape = document_json(document(recognized_pages=2, empty_pages=1, waiting_pages=4, parts=(part, lost)))
    assert (shape["pages_recognized"], shape["pages_empty"], shape["pages_waiting"]) == (2, 1, 4)
    assert (shape["parts"][0]["char_start"], shape["parts"][0]["error"]) == (3, None)
    assert shape["parts"][1]["error"]["code"] == "too_large"


def test_reasons_are_told_once_each_with_the_first_files() -> None:
    documents = [
        document(f"{n}.pdf", DocumentState.FAILED, error=ErrorInfo("encrypted_document")) for n in range(7)
    ]
    documents.append(document("x.txt", DocumentState.SKIPPED, error=ErrorInfo("left_out", {"pattern": "x*"})))
    report = make_report(documents, [Source(Path("/papers"), "folder", 0, watched=False)])
    lines = _reasons(report)
    assert lines[1].startswith("7 x The document is protected")
    assert "and 2 more" in lines[7]
    assert "x*" in lines[9]
    assert _folders(report)[1].endswith("7 failed, 1 skipped, 0 waiting (looked at now and then)")


def test_how_pages_are_to_be_read_is_one_of_three(capsys: pytest.CaptureFixture[str]) -> None:
    options = build_parser().parse_args(["add", "x", "--ocr", "always", "--watch"])
    assert (options.ocr, options.watch) == ("always", True)
    with pytest.raises(SystemExit):
        build_parser().parse_args(["add", "x", "--ocr", "sometimes"])
    assert "usage" in capsys.readouterr().err
