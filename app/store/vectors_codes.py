"""The arithmetic of vector search, without SQL.

A vector's *code* is its signs, one bit a dimension, packed into bytes and padded with zeros to whole 8-byte
words. The Hamming distance of two codes grows with the angle between the vectors (each sign is a random
hyperplane, Charikar, "Similarity estimation techniques from rounding algorithms", STOC 2002).

Every function takes and gives little-endian arrays; shapes stand in the docstrings, d is the number of dimensions,
b the bytes of a code.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
Distances = npt.NDArray[np.uint16]

_BLOCK = 1 << 15  # rows: the temporaries of one block stay in the processor's second-level cache
_WORD = 8
_SAMPLE = 1 << 15
_MARGIN = 1.1


def code_bytes(dims: int) -> int:
    """b: the size of a code."""
    return -(-dims // (8 * _WORD)) * _WORD


def signs(vectors: Floats) -> Bytes:
    """Codes of vectors: (n, d) -> (n, b)."""
    packed = np.packbits(vectors > 0, axis=1)
    padded = np.zeros((len(vectors), code_bytes(vectors.shape[1])), dtype=np.uint8)
    padded[:, : packed.shape[1]] = packed
    return padded


def floats(data: bytes, dims: int) -> Floats:
    """Packed float32: -> (n, d)."""
    return np.frombuffer(data, dtype="<f4").reshape(-1, dims)


def from_half(data: bytes, dims: int) -> Floats:
    """Packed float16: -> (n, d) float32."""
    return np.frombuffer(data, dtype="<f2").reshape(-1, dims).astype(np.float32)


def to_half(data: bytes) -> bytes:
    """Packed float32 to packed float16."""
    return np.frombuffer(data, dtype="<f4").astype("<f2").tobytes()


def hamming(words: Words, query: Words) -> Distances:
    """Distances of codes stored word by word, (b / 8, n), to one code, (b / 8,): -> (n,)."""
    count = words.shape[1]
    distances = np.empty(count, dtype=np.uint16)
    for start in range(0, count, _BLOCK):
        block = words[:, start : start + _BLOCK]
        total = np.zeros(block.shape[1], dtype=np.uint16)
        for row, word in zip(block, query, strict=True):
            total += np.bitwise_count(row ^ word)
        distances[start : start + _BLOCK] = total
    return distances


def nearest(distances: Distances, count: int) -> Ints:
    """Indices of at least the ``count`` smallest distances (all, where there are fewer); not sorted.

    The limit is estimated from every so-manyth distance, a little too high; counting them all takes longer than
    computing them.
    """
    if len(distances) <= count:
        return np.arange(len(distances))
    step = max(1, len(distances) // _SAMPLE)
    sample = distances[::step]
    place = min(len(sample) - 1, int(_MARGIN * count / step))
    found = np.flatnonzero(distances <= np.partition(sample, place)[place])
    return found if len(found) >= count else np.argpartition(distances, count - 1)[:count]


def estimates(codes: Bytes, query: Floats) -> Floats:
    """Dot products of the signs (0 or 1) of codes (n, b) with a real query (d,): -> (n,).

    Finer than the Hamming distance, because the query keeps its magnitudes. Eight dimensions are looked up at a
    time: table[j, c] is what byte c at place j contributes.
    """
    padded = np.zeros(codes.shape[1] * 8, dtype=np.float32)
    padded[: len(query)] = query
    bits = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1).astype(np.float32)
    table = np.einsum("jk,ck->jc", padded.reshape(-1, 8), bits)
    total = np.zeros(len(codes), dtype=np.float32)
    for place in range(codes.shape[1]):
        total += table[place][codes[:, place]]
    return total


def cosines(vectors: Floats, queries: Floats) -> Floats:
    """The best dot product of each unit vector (n, d) with any of the queries (q, d): -> (n,).

    einsum instead of a matrix product: BLAS would wake its threads, which then compete with the generator's.
    """
    scores = [np.einsum("nd,d->n", vectors, query) for query in queries]
    best: Floats = np.max(scores, axis=0)
    return best
