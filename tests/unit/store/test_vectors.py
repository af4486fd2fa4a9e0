from __future__ import annotations

import threading

import numpy as np
import pytest

from app.domain.embeddings import EmbeddingSpace, Vectors
from app.store import vectors
from app.store import vectors_codes as codes
from app.store.embeddings import Embedded, StoredVectors
from app.store.store import Store
from tests.unit.store.filling import (
    EMBEDDER,
    SPACE,
    FileFacts,
    content,
    content_of,
    embedded,
    fill,
    finish,
    queue,
)

DIMS = 100  # not a multiple of 64: codes are padded
WIDE = EmbeddingSpace("wide", DIMS, 256)


def unit(array: np.ndarray) -> np.ndarray:
    return (array / np.linalg.norm(array, axis=-1, keepdims=True)).astype(np.float32)


def clustered(rng: np.random.Generator, count: int) -> np.ndarray:
    centres = rng.standard_normal((20, DIMS))
    return unit(centres[rng.integers(0, 20, count)] + 0.7 * rng.standard_normal((count, DIMS)))


def scattered(rng: np.random.Generator, count: int) -> np.ndarray:
    return unit(rng.standard_normal((count, DIMS)))


def fill_vectors(store: Store, own: np.ndarray, sentences: np.ndarray, path: str) -> None:
    """``own``: (n, d); ``sentences``: (n, s, d)."""
    new = content([f"{path} {i}" for i in range(len(own))], path)
    stored = [
        StoredVectors(o.tobytes(), s.astype("<f2").tobytes()) for o, s in zip(own, sentences, strict=True)
    ]
    hashes = [f"{path}{i}".encode() for i in range(len(own))]
    finish(store, queue(store, path), new, FileFacts(1, 1, path, 0.0), Embedded(WIDE, hashes, stored))


def query(vector: np.ndarray) -> Vectors:
    return Vectors(vector.shape[-1], max(1, vector.size // vector.shape[-1]), vector.tobytes())


def exact(vector: np.ndarray, own: np.ndarray, sentences: np.ndarray) -> np.ndarray:
    halves = sentences.astype("<f2").astype(np.float32)
    return np.maximum(own @ vector, (halves @ vector).max(axis=1))


# In 100 random dimensions nothing is near anything: the hardest case there is.
@pytest.mark.parametrize(("kind", "floor"), [("random", 0.85), ("clustered", 0.97)])
def test_it_finds_nearly_what_exact_search_finds(
    store: Store, kind: str, floor: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "FIRST", 800)  # as selective as the real figures are for a large library
    monkeypatch.setattr(vectors, "SECOND", 100)
    rng = np.random.default_rng(3)
    make = clustered if kind == "clustered" else scattered
    own = make(rng, 1500)
    sentences = unit(own[:, None] + 0.8 * rng.standard_normal((1500, 3, DIMS)) / 10)
    for start in range(0, 1500, 300):
        fill_vectors(store, own[start : start + 300], sentences[start : start + 300], f"/v/{start}")
    index, recalls = store.vectors(WIDE), []
    for vector in unit(own[::100] + rng.standard_normal((15, DIMS)) / 20):
        found = index.search(query(vector), 10, None)
        truth = exact(vector, own, sentences)
        scores = [hit.score for hit in found]
        assert scores == sorted(scores, reverse=True)
        np.testing.assert_allclose(scores, truth[[hit.chunk_id - 1 for hit in found]], atol=1e-5)
        best = set((np.argsort(-truth)[:10] + 1).tolist())
        recalls.append(len(best & {hit.chunk_id for hit in found}) / 10)
    assert np.mean(recalls) >= floor


def test_small_sets_are_exact(store: Store) -> None:
    rng = np.random.default_rng(5)
    own, sentences = clustered(rng, 50), clustered(rng, 100).reshape(50, 2, DIMS)
    fill_vectors(store, own, sentences, "/v/a")
    for vector in clustered(rng, 5):
        truth = np.argsort(-exact(vector, own, sentences))[:7] + 1
        assert [hit.chunk_id for hit in store.vectors(WIDE).search(query(vector), 7, None)] == truth.tolist()


def test_an_empty_library_finds_nothing(store: Store) -> None:
    index = store.vectors(SPACE)
    assert index.search(EMBEDDER.embed_queries(["x"]), 5, None) == []
    assert index.score(EMBEDDER.embed_queries(["x"]), []) == {}


def found(store: Store, text: str, **more: object) -> list[str]:
    hits = store.vectors(SPACE).search(EMBEDDER.embed_queries([text]), 5, more.get("scope"))  # type: ignore[arg-type]
    return [chunk.chunk.text for chunk in store.chunks.get([hit.chunk_id for hit in hits])]


def test_it_follows_what_is_added_edited_and_removed(store: Store) -> None:
    assert store.vectors(SPACE) is store.vectors(SPACE)
    assert found(store, "dog") == []
    first = fill(store, "/d/a.txt", ["dog and cat", "house"])
    assert found(store, "dog and cat")[0] == "dog and cat"
    second = fill(store, "/d/b.txt", ["boat", "ship"])
    assert found(store, "boat")[0] == "boat"
    fill(store, "/d/a.txt", ["bird"], "edited")
    assert sorted(found(store, "dog and cat")) == ["bird", "boat", "ship"]
    store.documents.remove([second.id])
    assert found(store, "boat") == ["bird"]
    store.documents.remove([first.id])
    assert found(store, "bird") == []
    for number in range(10):  # gaps are closed on the way
        fill(store, f"/d/{number}.txt", [f"word{number}", "filler"])
        assert found(store, f"word{number}")[0] == f"word{number}"
        if number % 2:
            store.documents.remove([d.id for d in store.documents.in_scope(None)])


def test_scope_comes_first(store: Store) -> None:
    near = fill(store, "/d/near.txt", ["apple pie"])
    far = fill(store, "/d/far.txt", ["nothing alike"])
    assert found(store, "apple pie")[0] == "apple pie"
    assert found(store, "apple pie", scope=[content_of(far)]) == ["nothing alike"]
    assert found(store, "apple pie", scope=[]) == []
    both = [content_of(far), content_of(near)]
    assert found(store, "apple pie", scope=both) == ["apple pie", "nothing alike"]


def test_scores_are_of_the_chunk_and_each_sentence(store: Store) -> None:
    document = fill(store, "/d/a.txt", ["apple", "pear"], header="fruit")
    ids = [chunk.id for chunk in store.chunks.of_content(content_of(document))]
    scores = store.vectors(SPACE).score(EMBEDDER.embed_queries(["apple"]), [*ids, ids[-1] + 50])  # type: ignore[list-item]
    assert set(scores) == set(ids)
    assert scores[ids[0]].sentences == pytest.approx((1.0,), abs=1e-3)
    assert scores[ids[0]].chunk < 1.0


def test_several_queries_count_by_the_nearest(store: Store) -> None:
    fill(store, "/d/a.txt", ["apple", "pear", "unrelated words"])
    hits = store.vectors(SPACE).search(EMBEDDER.embed_queries(["apple", "pear"]), 2, None)
    assert {c.chunk.text for c in store.chunks.get([hit.chunk_id for hit in hits])} == {"apple", "pear"}


def test_a_chunk_without_sentences(store: Store) -> None:
    new = content(["apple"])
    plain = embedded(new)
    bare = Embedded(SPACE, plain.hashes, [StoredVectors(plain.vectors[0].chunk, b"")])
    finish(store, queue(store, "/d/a.txt"), new, FileFacts(1, 1, "x", 0.0), bare)
    assert found(store, "apple") == ["apple"]


def test_a_query_of_another_space_is_a_bug(store: Store) -> None:
    with pytest.raises(ValueError):
        store.vectors(SPACE).search(query(np.zeros(32, dtype=np.float32)), 5, None)


def test_an_embedder_with_other_dimensions_starts_anew(store: Store) -> None:
    fill(store, "/d/a.txt", ["apple"])
    assert found(store, "apple") == ["apple"]
    from app.processes.fakes import FakeEmbedder

    wider = FakeEmbedder(dims=128)
    new = content(["pear"], "other")
    finish(store, queue(store, "/d/b.txt"), new, FileFacts(1, 1, "x", 0.0), embedded(new, wider))
    assert found(store, "apple") == []
    hits = store.vectors(wider.space()).search(wider.embed_queries(["pear"]), 5, None)
    assert len(hits) == 1


def test_searching_while_documents_come_and_go(store: Store) -> None:
    fill(store, "/d/keep.txt", ["constant apple"])
    stop, failures = threading.Event(), []

    def search() -> None:
        while not stop.is_set():
            try:
                assert "constant apple" in found(store, "constant apple")
            except BaseException as error:  # noqa: BLE001
                failures.append(error)
                return

    threads = [threading.Thread(target=search) for _ in range(2)]
    for thread in threads:
        thread.start()
    for number in range(15):
        document = fill(store, f"/d/{number}.txt", [f"word{number}"])
        if number % 3 == 0:
            store.documents.remove([document.id])
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []


def test_signs() -> None:
    made = codes.signs(np.array([[1.0, -1.0, 0.0, 2.0]], dtype=np.float32))
    assert made.tolist() == [[0b10010000, 0, 0, 0, 0, 0, 0, 0]]


def test_hamming_counts_bits() -> None:
    rng = np.random.default_rng(0)
    bits = rng.integers(0, 2, (70_000, 128), dtype=np.uint8)
    words = np.ascontiguousarray(np.packbits(bits, axis=1).view(np.uint64).T)
    assert (codes.hamming(words, words[:, 7]) == (bits != bits[7]).sum(axis=1)).all()


@pytest.mark.parametrize("size", [10, 4000, 200_000])
def test_nearest_keeps_at_least_as_many_as_asked(size: int) -> None:
    distances = np.random.default_rng(1).integers(100, 300, size).astype(np.uint16)
    kept = codes.nearest(distances, 500)
    assert min(500, size) <= len(kept) <= max(size // 20, 4000)
    rest = np.delete(distances, kept)
    assert len(rest) == 0 or distances[kept].max() <= rest.min()
    assert len(codes.nearest(np.full(size, 9, dtype=np.uint16), 5)) >= 5


def test_estimates_are_dot_products_with_the_bits() -> None:
    rng = np.random.default_rng(2)
    stored, vector = unit(rng.standard_normal((30, DIMS))), unit(rng.standard_normal(DIMS))
    expected = (stored > 0).astype(np.float32) @ vector
    np.testing.assert_allclose(codes.estimates(codes.signs(stored), vector), expected, atol=1e-5)
