"""Vectors, without NumPy: packed little-endian float32, row by row."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.documents import Span


@dataclass(frozen=True, slots=True)
class EmbeddingSpace:
    """One embedder's vectors; vectors of different spaces are never compared. ``max_tokens`` is what it reads."""

    name: str
    dims: int
    max_tokens: int


@dataclass(frozen=True, slots=True)
class Vectors:
    """``count`` unit vectors of ``dims`` float32 values (C order): shape (count, dims)."""

    dims: int
    count: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Passage:
    """What is embedded for one chunk: ``header`` is put before ``text``; ``sentences`` are offsets into ``text``."""

    header: str
    text: str
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class PassageVectors:
    """The chunk's vector, shape (dims,), and its sentences', shape (len(sentences), dims); unit length, float32."""

    chunk: bytes
    sentences: bytes
