"""Latency and recall of dense search at growing sizes, against plain NumPy float32 over the same vectors.

The vectors are real ones (the sample library's sentences, embedded by the starter embedder) and noisy copies of them;
the queries are real questions. What is measured is the whole VectorIndex call, exact vectors read from SQLite included.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from app.bench.profile import scratch_services
from app.bench.report import machine, median, percentile, rounded
from app.bootstrap import Services
from app.domain.documents import Block, BlockKind, Chunk, ParsedDocument, Span
from app.domain.embeddings import EmbeddingSpace, PassageVectors, Vectors
from app.domain.jobs import CancelToken, OnProgress, Progress, no_progress
from app.paths import resources_dir
from app.store.contents import NewContent, insert_content
from app.store.embeddings import Embedded, insert_vectors, packed, passage_hash

SIZES = (1_000, 10_000, 100_000)
PER_DOCUMENT = 250
NOISE = (
    0.06  # per dimension; a noisy copy then has a cosine of about .65 with its original, as paraphrases have
)
TOP = 10
Floats = npt.NDArray[np.float32]


def bench_search(runs: int, cancel: CancelToken, on_progress: OnProgress) -> dict[str, Any]:
    """The search report; ``runs`` rounds over the sample library's questions at each size."""
    samples = resources_dir() / "sample_library"
    rng = np.random.default_rng(7)
    with scratch_services() as services:
        services.library.add([samples], cancel)
        services.ingestion.run(cancel, no_progress)
        space = services.embedder.space()
        real = _stored(services, space)
        questions = [
            json.loads(line)["question"]
            for line in (resources_dir() / "sample_sources" / "questions.jsonl")
            .read_text(encoding="utf-8")
            .splitlines()
        ]
        queries = _rows(services.embedder.embed_queries(questions))
        every = [real]
        sizes = []
        for size in SIZES:
            cancel.raise_if_cancelled()
            for vectors in _noisy(real, size - sum(map(len, every)), rng):
                _insert(services, space, vectors, len(every))
                every.append(vectors)
                on_progress(Progress(sum(map(len, every)), SIZES[-1], "vectors"))
            sizes.append(_measure(services, space, queries, np.concatenate(every), runs))
    return {
        "bench": "search",
        "machine": machine(),
        "runs": runs,
        "sizes": sizes,
        "ratios": {f"p50_vs_numpy_at_{s['chunks']}": s["ratio"] for s in sizes},
        "baseline": "NumPy float32: one matrix product over all chunk vectors in memory and a partial sort",
    }


def _stored(services: Services, space: EmbeddingSpace) -> Floats:
    with services.store.database.read() as connection:
        rows = connection.execute("SELECT vector FROM embeddings").fetchall()
    return np.frombuffer(b"".join(row[0] for row in rows), dtype=np.float32).reshape(-1, space.dims)


def _rows(vectors: Vectors) -> Floats:
    return np.frombuffer(vectors.data, dtype=np.float32).reshape(vectors.count, vectors.dims)


def _noisy(real: Floats, wanted: int, rng: np.random.Generator) -> Iterator[Floats]:
    """Blocks of unit vectors near real ones."""
    while wanted > 0:
        count = min(PER_DOCUMENT, wanted)
        noise = rng.standard_normal((count, real.shape[1]), dtype=np.float32) * NOISE
        vectors = real[rng.integers(0, len(real), count)] + noise
        yield (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
        wanted -= count


def _insert(services: Services, space: EmbeddingSpace, vectors: Floats, number: int) -> None:
    """One made-up document with these vectors, through the store's own functions."""
    text = " ".join(f"passage {number} {i}." for i in range(len(vectors)))
    chunks = tuple(Chunk(i, Span(0, 10), text[:10], (), (Span(0, 10),)) for i in range(len(vectors)))
    parsed = ParsedDocument(
        "text/plain", f"made up {number}", text, (Block(BlockKind.PARAGRAPH, Span(0, len(text))),)
    )
    content = NewContent(
        f"bench-{number}", 0, parsed, chunks, tuple(f"{number} {i}" for i in range(len(vectors)))
    )
    stored = [packed(PassageVectors(v.tobytes(), v.tobytes())) for v in vectors]
    embedded = Embedded(space, [passage_hash(p) for p in content.passages()], stored)
    with services.store.database.write() as connection:
        content_id = insert_content(connection, content)
        insert_vectors(connection, content_id, embedded)


def _measure(
    services: Services, space: EmbeddingSpace, queries: Floats, every: Floats, runs: int
) -> dict[str, Any]:
    index = services.store.vectors(space)
    ours, plain, recalls = [], [], []
    index.search(Vectors(space.dims, 1, queries[0].tobytes()), TOP, None)  # reads what is new; not counted
    for query in np.concatenate([queries] * runs):
        started = time.perf_counter()
        found = index.search(Vectors(space.dims, 1, query.tobytes()), TOP, None)
        ours.append((time.perf_counter() - started) * 1000)
        started = time.perf_counter()
        cosines = every @ query
        best = np.argpartition(-cosines, TOP)[:TOP]
        plain.append((time.perf_counter() - started) * 1000)
        # The index also looks at real sentences, so recall is judged by score: is what was found as near as the best?
        worst = float(np.sort(cosines[best])[0])
        recalls.append(sum(hit.score >= worst - 1e-4 for hit in found) / TOP)
    return {
        "chunks": len(every),
        **rounded({"p50_ms": median(ours), "p95_ms": percentile(ours, 0.95), "numpy_p50_ms": median(plain),
                   "recall_at_10": sum(recalls) / len(recalls), "ratio": median(ours) / median(plain)}),
    }  # fmt: skip
