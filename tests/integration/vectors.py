"""Vectors as they come from the embedder, and those of the same weights in their makers' own library."""

from __future__ import annotations

import struct
import subprocess
import sys

from app.processes.embedder_files import starter_embedder


def rows(data: bytes, dims: int = 384) -> list[tuple[float, ...]]:
    return list(struct.iter_unpack(f"<{dims}f", data))


def cosine(a: tuple[float, ...], b: tuple[float, ...]) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))


def of_sentence_transformers(texts: list[str]) -> list[tuple[float, ...]]:
    script = (
        "import sys, warnings; warnings.simplefilter('ignore')\n"
        "from sentence_transformers import SentenceTransformer\n"
        "model = SentenceTransformer(sys.argv[1], device='cpu', local_files_only=True)\n"
        "model.max_seq_length = 256\n"
        "vectors = model.encode(sys.argv[2:], normalize_embeddings=True, show_progress_bar=False)\n"
        "sys.stdout.buffer.write(vectors.astype('<f4').tobytes())\n"
    )
    command = [sys.executable, "-c", script, str(starter_embedder().folder), *texts]
    return rows(subprocess.run(command, capture_output=True, check=True).stdout)
