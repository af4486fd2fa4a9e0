"""One edited page of a long PDF: what did not change is not embedded again."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.documents import AS_IT_COMES, DocumentState, ParsedDocument, ReadOptions
from app.domain.jobs import CancelToken
from app.formats import registry
from app.processes.fakes import FakeEmbedder, FakeParser
from app.store.store import Store
from tests.integration.pdf_book import make_pdf, page_lines
from tests.unit.services.libraries import Library
from tests.unit.store.filling import assert_whole

PAGES = 500


class InProcess(FakeParser):
    """The real readers, without a process around them."""

    def parse(self, path: Path, cancel: CancelToken, options: ReadOptions = AS_IT_COMES) -> ParsedDocument:
        return registry.parse(path, options)


class Counting(FakeEmbedder):
    embedded = 0

    def embed_passages(self, passages, cancel):  # type: ignore[no-untyped-def]
        self.embedded += len(passages)
        return super().embed_passages(passages, cancel)

    def count_tokens(self, texts):  # type: ignore[no-untyped-def]
        return [len(text) // 4 for text in texts]


@pytest.mark.parametrize("edit", ["another word", "other lines", "a page less"])
def test_one_edited_page_of_500_embeds_at_most_five_chunks(tmp_path: Path, edit: str) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    embedder = Counting()
    library = Library(Store(tmp_path / "carrel.db"), folder, InProcess(), embedder)
    library.service._media_type_for = registry.media_type_for
    pages = [page_lines(number) for number in range(PAGES)]
    (folder / "book.pdf").write_bytes(make_pdf(pages))
    library.read()
    document = library.document("book.pdf")
    assert (document.state, document.pages) == (DocumentState.INDEXED, PAGES)
    assert embedder.embedded == document.chunks > PAGES
    embedder.embedded = 0
    if edit == "another word":
        pages[250][7] = pages[250][7].replace(" ", " quokka ", 1)
    elif edit == "other lines":
        pages[250][8:] = page_lines(10_000)[:12]
    else:
        del pages[250]
    (folder / "book.pdf").write_bytes(make_pdf(pages))
    library.read()
    assert library.document("book.pdf").pages == len(pages)
    assert embedder.embedded <= 5
    assert_whole(library.store)
    library.store.close()
