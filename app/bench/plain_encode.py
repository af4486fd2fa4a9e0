"""The baseline of the ingest bench for vectors: SentenceTransformer.encode, batches of 32.

    python -m app.bench.plain_encode MODEL_DIR < texts.json

Reads a JSON list of texts; writes one JSON line: {"texts", "seconds"} (the model's loading is not counted).
"""

from __future__ import annotations

import json
import os
import sys
import time


def main() -> None:
    """Encode everything once."""
    os.environ.update(HF_HUB_OFFLINE="1", TOKENIZERS_PARALLELISM="false", OMP_WAIT_POLICY="passive")
    from sentence_transformers import SentenceTransformer

    texts = json.load(sys.stdin)
    model = SentenceTransformer(sys.argv[1], device="cpu")
    model.encode(texts[:4], batch_size=4, show_progress_bar=False)
    started = time.perf_counter()
    model.encode(texts, batch_size=32, show_progress_bar=False)
    sys.stdout.write(json.dumps({"texts": len(texts), "seconds": time.perf_counter() - started}) + "\n")


if __name__ == "__main__":
    main()
