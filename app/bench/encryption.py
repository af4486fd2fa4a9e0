"""What an encrypted library costs: the same made-up library plain and encrypted, the same work on both.

Turning it on and off, opening (the stretching of the passphrase apart), saving a document, full-text search, dense
search for the first time (vectors are read) and afterwards. Baseline: the plain library in the same run.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from app.bench.report import machine, median, rounded
from app.domain.documents import Block, BlockKind, Chunk, ParsedDocument, Span
from app.domain.embeddings import EmbeddingSpace, PassageVectors, Vectors
from app.domain.jobs import CancelToken, OnProgress, Progress, no_progress
from app.paths import AppPaths, profile_paths
from app.services.encryption import decrypt, encrypt, open_library
from app.store.contents import NewContent, insert_content
from app.store.embeddings import Embedded, insert_vectors, packed, passage_hash
from app.store.library_key import LibraryKey
from app.store.store import Store

DOCUMENTS, PER_DOCUMENT = 100, 100
WORDS_A_PASSAGE = 90
SPACE = EmbeddingSpace("bench", 384, 256)
PASSPHRASE = "a passphrase for measuring"  # noqa: S105 - of a throw-away library
SEARCHES = 40
Random = np.random.Generator


def bench_encryption(runs: int, cancel: CancelToken, on_progress: OnProgress) -> dict[str, Any]:
    """The report; ``runs`` rounds of the searches."""
    with tempfile.TemporaryDirectory(prefix="carrel-bench-") as folder:
        paths = profile_paths(Path(folder)).create()
        _fill(paths, cancel, on_progress)
        size = paths.database.stat().st_size
        plain = _measure(paths, None, runs)
        turning_on = _seconds(lambda: encrypt(paths, PASSPHRASE, cancel, no_progress))
        keys: list[LibraryKey] = []
        unlocking = _seconds(lambda: keys.append(open_library(paths, PASSPHRASE)))
        encrypted = _measure(paths, keys[0], runs)
        larger = paths.database.stat().st_size / size
        turning_off = _seconds(lambda: decrypt(paths, PASSPHRASE, cancel, no_progress))
    return {
        "bench": "encryption",
        "machine": machine(),
        "runs": runs,
        "passages": DOCUMENTS * PER_DOCUMENT,
        "database_mb": round(size / 1e6, 1),
        "plain": rounded(plain),
        "encrypted": rounded(encrypted),
        "ratios": rounded({name: encrypted[name] / plain[name] for name in plain}, 2),
        **rounded(
            {
                "turning_on_s": turning_on,
                "turning_off_s": turning_off,
                "unlocking_s": unlocking,
                "size_ratio": larger,
            }
        ),
        "baseline": "the same library, not encrypted, in the same run",
    }


def _measure(paths: AppPaths, key: LibraryKey | None, runs: int) -> dict[str, float]:
    """Milliseconds of each kind of work."""
    rng = np.random.default_rng(3)
    opened: list[Store] = []
    opening = _seconds(lambda: opened.append(Store(paths.database, key)))
    store = opened[0]
    try:
        index = store.vectors(SPACE)
        first = _seconds(lambda: index.search(_query(rng), 10, None))
        dense = [_seconds(lambda: index.search(_query(rng), 10, None)) for _ in range(runs * SEARCHES)]
        words = [[f"w{number}"] for number in rng.integers(0, 5000, runs * SEARCHES)]
        full = [_seconds(partial(store.fulltext.search, terms, 50, None)) for terms in words]
        saving = [_seconds(partial(_save, store, rng, 10_000 + n)) for n in range(10)]
        _forget(store)
    finally:
        store.close()
    kinds = {"opening_ms": opening, "first_search_ms": first, "dense_search_ms": median(dense)}
    kinds |= {"full_text_ms": median(full), "saving_ms": median(saving)}
    return {name: seconds * 1000 for name, seconds in kinds.items()}


def _fill(paths: AppPaths, cancel: CancelToken, on_progress: OnProgress) -> None:
    store, rng = Store(paths.database), np.random.default_rng(5)
    for number in range(DOCUMENTS):
        cancel.raise_if_cancelled()
        _save(store, rng, number)
        on_progress(Progress(number + 1, DOCUMENTS, "documents"))
    store.close()


def _save(store: Store, rng: Random, number: int) -> None:
    """One made-up document, as intake stores it."""
    drawn = rng.integers(0, 5000, (PER_DOCUMENT, WORDS_A_PASSAGE))
    passages = [" ".join(f"w{word}" for word in row) + "." for row in drawn]
    chunks, start = [], 0
    for position, text in enumerate(passages):
        span = Span(start, start + len(text))
        chunks.append(Chunk(position, span, text, (), (span,)))
        start = span.end + 1
    text = " ".join(passages)
    blocks = (Block(BlockKind.PARAGRAPH, Span(0, len(text))),)
    parsed = ParsedDocument("text/plain", f"made up {number}", text, blocks)
    headers = tuple("made up" for _ in passages)
    content = NewContent(f"bench-{number}", 0, parsed, tuple(chunks), headers)
    vectors = rng.standard_normal((PER_DOCUMENT, SPACE.dims), dtype=np.float32)
    stored = [packed(PassageVectors(v.tobytes(), v.tobytes())) for v in vectors]
    embedded = Embedded(SPACE, [passage_hash(p) for p in content.passages()], stored)
    with store.database.write() as connection:
        insert_vectors(connection, insert_content(connection, content), embedded)


def _forget(store: Store) -> None:
    with store.database.write() as connection:
        connection.execute("DELETE FROM contents WHERE hash LIKE 'bench-10%' AND length(hash) > 9")


def _query(rng: Random) -> Vectors:
    return Vectors(SPACE.dims, 1, rng.standard_normal(SPACE.dims, dtype=np.float32).tobytes())


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
