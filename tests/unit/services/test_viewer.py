from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.domain.documents import PageImage, RecognizedPage, Span
from app.domain.errors import UserError
from app.domain.ids import DocumentId
from app.processes.fakes import FakeParser
from app.services.viewer import ViewerService
from app.store.store import Store
from tests.unit.services.libraries import Library


@dataclass(slots=True)
class Remembering(FakeParser):
    asked: list[tuple[int, list[int]]] = field(default_factory=list)

    def render_page(
        self,
        path: Path,
        page: int,
        scale: float,
        highlight: Span | None,
        recognized: Sequence[RecognizedPage] = (),
    ) -> PageImage:
        self.asked.append((page, [p.page for p in recognized]))
        return FakeParser.render_page(self, path, page, scale, highlight, recognized)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    folder = tmp_path / "papers"
    folder.mkdir()
    store = Store(tmp_path / "carrel.db")
    yield Library(store, folder, Remembering())
    store.close()


def test_a_page_is_painted_with_the_pages_that_were_recognized(library: Library) -> None:
    library.write("scan.txt", "[picture]\fTyped.\f[picture]")
    library.write("typed.txt", "Typed.\fMore.")
    library.read()
    parser = library.parser
    assert isinstance(parser, Remembering)
    parser.asked.clear()
    viewer = ViewerService(library.store.documents, parser)
    scan, typed = library.document("scan.txt"), library.document("typed.txt")
    assert viewer.page(scan.id, 3, 1.0, Span(0, 3)).highlights
    viewer.page(typed.id, 2, 1.0, None)
    assert parser.asked == [(3, [1, 3]), (2, [])]
    assert viewer.text(scan.id)[0].startswith("Words on a picture.\fTyped.")


def test_what_has_pages(library: Library) -> None:
    viewer = ViewerService(library.store.documents, library.parser)
    names = {"a.txt": "text/plain", "b.pdf": "application/pdf", "c.png": "image/png"}
    for name, media_type in names.items():
        library.service._media_type_for = lambda _path, it=media_type: it  # type: ignore[misc]
        library.add(library.write(name, "x"))
    found = {name: viewer.has_pages(library.document(name).id) for name in names}
    assert found == {"a.txt": False, "b.pdf": True, "c.png": True}


def test_files_that_are_gone_are_told(library: Library) -> None:
    path = library.write("a.txt", "Words.")
    library.read()
    viewer = ViewerService(library.store.documents, library.parser)
    i = library.document("a.txt").id
    path.unlink()
    with pytest.raises(UserError, match="file_missing"):
        viewer.page(i, 1, 1.0, None)
    for ask in (viewer.document, viewer.has_pages, viewer.text):
        with pytest.raises(UserError, match="unknown_document"):
            ask(DocumentId(999))


def test_where_else_the_same_content_lies(library: Library) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        library.write(name, "The same words." if name != "c.txt" else "Other words.")
    library.read()
    viewer = ViewerService(library.store.documents, library.parser)
    first, other = library.document("a.txt"), library.document("c.txt")
    assert viewer.opened(first.id).also_at == (library.document("b.txt").path,)
    assert viewer.opened(other.id).also_at == ()
