"""The baseline of the ingest bench for PDF: bare pypdfium2, page text only.

    python -m app.bench.plain_pdf RUNS FILE...

Writes one JSON line: {"pages", "seconds"}.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pypdfium2


def main() -> None:
    """Text of every page, as often as asked."""
    runs, files = int(sys.argv[1]), [Path(name) for name in sys.argv[2:]]
    pages, started = 0, time.perf_counter()
    for _ in range(runs):
        for file in files:
            document = pypdfium2.PdfDocument(file)
            for page in document:
                page.get_textpage().get_text_range()
                pages += 1
            document.close()
    sys.stdout.write(json.dumps({"pages": pages, "seconds": time.perf_counter() - started}) + "\n")


if __name__ == "__main__":
    main()
