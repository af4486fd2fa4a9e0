from __future__ import annotations

import pytest

from app.store.store import Store
from tests.unit.store.filling import content_of, fill


def found(store: Store, *terms: str, limit: int = 10, scope: list[object] | None = None) -> list[str]:
    hits = store.fulltext.search(terms, limit, scope)  # type: ignore[arg-type]
    assert all(hit.score > 0 for hit in hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    return [chunk.chunk.text for chunk in store.chunks.get([hit.chunk_id for hit in hits])]


@pytest.fixture
def filled(store: Store) -> Store:
    fill(
        store, "/d/lease.txt", ["The tenants are leasing a café.", "Notice periods matter.", "Nothing here."]
    )
    fill(store, "/d/other.txt", ["A dog and a cat.", "Running dogs."], header="zebra")
    fill(store, "/d/zh.txt", ["租赁合同的终止通知期为三个月。", "猫和狗"], header="文件")
    return store


def test_words_are_stemmed_and_diacritics_folded(filled: Store) -> None:
    assert found(filled, "lease") == ["The tenants are leasing a café."]
    assert found(filled, "CAFE") == ["The tenants are leasing a café."]
    assert set(found(filled, "dog", "run")) == {"Running dogs.", "A dog and a cat."}
    assert found(filled, "dog", "run")[0] == "Running dogs."


def test_headers_are_searched(filled: Store) -> None:
    assert len(found(filled, "zebra")) == 2


def test_the_header_counts_more_than_the_text(store: Store) -> None:
    fill(store, "/d/text.txt", ["apple tree", "filler one", "filler two"], header="something")
    fill(store, "/d/head.txt", ["plain words"], header="apple tree")
    assert found(store, "apple")[0] == "plain words"


@pytest.mark.parametrize(
    "term", ['"', 'a" OR "b', "AND", "NEAR(", "*", "^", "col:x", "a\0b", "", "  ", "-", "'"]
)
def test_nothing_in_a_term_is_an_operator(filled: Store, term: str) -> None:
    filled.fulltext.search([term], 5, None)
    filled.fulltext.document_frequencies([term])


def test_no_terms_find_nothing(filled: Store) -> None:
    assert filled.fulltext.search([], 5, None) == []


def test_limit(filled: Store) -> None:
    assert len(found(filled, "dog", "cat", "notice", "lease", limit=2)) == 2


def test_scope(filled: Store) -> None:
    documents = {d.path.name: content_of(d) for d in filled.documents.in_scope(None)}
    both = ("dog", "notice", "合同的")
    assert len(found(filled, *both)) == 4
    assert found(filled, *both, scope=[documents["lease.txt"]]) == ["Notice periods matter."]
    assert len(found(filled, *both, scope=[documents["lease.txt"], documents["zh.txt"]])) == 2
    assert found(filled, *both, scope=[documents["lease.txt"], documents["zh.txt"]], limit=1) != []
    assert found(filled, *both, scope=[]) == []


def test_scripts_without_spaces(filled: Store) -> None:
    assert found(filled, "合同的终止") == ["租赁合同的终止通知期为三个月。"]
    assert found(filled, "合同") == ["租赁合同的终止通知期为三个月。"]
    assert found(filled, "狗") == ["猫和狗"]
    assert found(filled, "什么是租赁合同") == ["租赁合同的终止通知期为三个月。"]
    assert len(found(filled, "文件")) == 2
    assert found(filled, "鸟") == []


def test_thai(store: Store) -> None:
    fill(store, "/d/th.txt", ["สัญญาเช่าสิ้นสุดในเดือนพฤษภาคม", "แมวและหมา"])
    assert found(store, "สัญญาเช่า") == ["สัญญาเช่าสิ้นสุดในเดือนพฤษภาคม"]


def test_document_frequencies(filled: Store) -> None:
    counts = filled.fulltext.document_frequencies(["dogs", "Dog", "cafe", "nowhere", "合同", "notice period"])
    assert counts == {"dogs": 2, "Dog": 2, "cafe": 1, "nowhere": 0, "合同": 1, "notice period": 1}
    assert filled.fulltext.size() == 7


def test_removed_documents_are_not_found(filled: Store) -> None:
    filled.documents.remove([d.id for d in filled.documents.in_scope(None)])
    assert found(filled, "dog", "合同的", "猫") == []
    assert filled.fulltext.size() == 0
    assert filled.integrity_check() == []


def test_frequent_terms_still_count_in_a_large_library(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.store.fulltext.BUDGET", 40)
    monkeypatch.setattr("app.store.fulltext.POOL", 40)
    fill(store, "/d/common.txt", [f"use of one common thing {i}" for i in range(100)])
    fill(store, "/d/rare.txt", [f"lemur number {i} lives here" for i in range(30)])
    fill(store, "/d/other.txt", [f"filler number {i}" for i in range(300)])
    fill(store, "/d/both.txt", ["lemur common use there it is"])
    assert found(store, "lemur", "common", "use", limit=3)[0] == "lemur common use there it is"
    few = found(store, "common", "30 lives", limit=10)
    assert len(few) == 10
    scope: list[object] = [
        content_of(d) for d in store.documents.in_scope(None) if d.path.name == "common.txt"
    ]
    assert len(found(store, "lemur", "common", limit=3, scope=scope)) == 3
