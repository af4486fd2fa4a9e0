"""Vectors for tests: texts that share words are near."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from app.processes.fakes import FakeEmbedder


def words_as_vectors(texts: Sequence[str]) -> list[tuple[float, ...]]:
    vectors = FakeEmbedder().embed_queries(texts)
    return list(struct.iter_unpack(f"<{vectors.dims}f", vectors.data))
