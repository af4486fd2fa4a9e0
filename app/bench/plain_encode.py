"""The baselines of the ingest bench for vectors: SentenceTransformer.encode, one vector a chunk.

    python -m app.bench.plain_encode MODEL_DIR < texts.json

Reads a JSON list of texts; writes one JSON line: {"texts", "batches_seconds", "sorted_seconds"}. The first is
what a careful newcomer writes: 32 texts at a time, in the order in which the files give them. The second is one
call with everything, which the library then sorts by length. Loading the model is not counted in either.
"""

from __future__ import annotations

import json
import os
import sys
import time

from app.processes.fence import be_nice

BATCH = 32


def main() -> None:
    """Encode everything twice."""
    os.environ.update(HF_HUB_OFFLINE="1", TOKENIZERS_PARALLELISM="false", OMP_WAIT_POLICY="passive")
    from sentence_transformers import SentenceTransformer

    texts = json.load(sys.stdin)
    model = SentenceTransformer(sys.argv[1], device="cpu")
    model.encode(texts[:BATCH], batch_size=BATCH, show_progress_bar=False)
    be_nice()  # as Carrel's embedder is while it indexes, so that other programs take from both alike
    started = time.perf_counter()
    for start in range(0, len(texts), BATCH):
        model.encode(texts[start : start + BATCH], batch_size=BATCH, show_progress_bar=False)
    between = time.perf_counter()
    model.encode(texts, batch_size=BATCH, show_progress_bar=False)
    ended = time.perf_counter()
    report = {
        "texts": len(texts),
        "batches_seconds": between - started,
        "sorted_seconds": ended - between,
    }
    sys.stdout.write(json.dumps(report) + "\n")


if __name__ == "__main__":
    main()
