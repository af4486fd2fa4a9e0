"""A little arithmetic on packed unit vectors, in plain Python: the window process stays without NumPy.

Everything here is linear in the number of vectors, so an hour of talk takes a fraction of a second.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from math import sqrt
from operator import mul

from app.domain.embeddings import Vectors

Vector = Sequence[float]


def rows(vectors: Vectors) -> list[Vector]:
    """The vectors, one array each."""
    flat = array("f")
    flat.frombytes(vectors.data)
    return [flat[i * vectors.dims : (i + 1) * vectors.dims] for i in range(vectors.count)]


def dot(a: Vector, b: Vector) -> float:
    """Cosine, for unit vectors."""
    return float(sum(map(mul, a, b)))


def centroid(vectors: Iterable[Vector]) -> list[float] | None:
    """The unit vector of their mean; None for no vectors or when they cancel out."""
    total: list[float] | None = None
    for vector in vectors:
        total = list(vector) if total is None else [x + y for x, y in zip(total, vector, strict=True)]
    if total is None:
        return None
    length = sqrt(sum(x * x for x in total))
    return [x / length for x in total] if length > 1e-9 else None
