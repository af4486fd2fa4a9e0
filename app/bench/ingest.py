"""Speed of intake against its bare libraries, and what a second look at an unchanged or edited folder costs."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

from app.bench.profile import scratch_services
from app.bench.report import machine, median, rounded
from app.bootstrap import Services
from app.domain.jobs import CancelToken, OnProgress, Progress, no_progress
from app.paths import resources_dir
from app.processes.embedder_files import starter_embedder

PDF_ROUNDS = 10
COPIES = 3  # of the sample library's text files, each made different, so that there is something to embed


def bench_ingest(runs: int, cancel: CancelToken, on_progress: OnProgress) -> dict[str, Any]:
    """The ingest report."""
    samples = resources_dir() / "sample_library"
    pdf, chunks = [], []
    with tempfile.TemporaryDirectory(prefix="carrel-bench-") as name:
        folder = Path(name)
        for number in range(runs):
            on_progress(Progress(number, runs, "ingest"))
            with scratch_services() as services:
                pdf.append(_pdf_ratio(services, sorted(samples.rglob("*.pdf")), cancel))
                chunks.append(_chunk_ratio(services, _library(samples, folder / str(number), number), cancel))
                rescan, reembedded = _second_look(services, folder / str(number), cancel)
                peak = _peak(services)
    return {
        "bench": "ingest",
        "machine": machine(),
        "runs": runs,
        "ratios": rounded(
            {"pdf_pages_vs_bare_pypdfium2": median(pdf), "chunks_vs_plain_encode": median(chunks)}
        ),
        "rescan_seconds": round(rescan, 3),
        "reembedded_chunks": reembedded,
        "peak_mb": peak,
        "baseline": "pdf: bare pypdfium2 page text in one process; chunks: SentenceTransformer.encode of the same chunk"
        " texts, batches of 32, chunk vectors only (Carrel also makes a vector per sentence, parses and stores)",
        "raw": {"pdf": pdf, "chunks": chunks},
    }


def _run(module: str, *arguments: str, stdin: str = "") -> dict[str, float]:
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, check=True)
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def _pdf_ratio(services: Services, files: list[Path], cancel: CancelToken) -> float:
    """Pages a second through the parser child, over pages a second of bare pypdfium2."""
    bare = _run("app.bench.plain_pdf", str(PDF_ROUNDS), *map(str, files))
    services.parser.parse(files[0], cancel)  # the child's start is not counted
    pages, started = 0, time.perf_counter()
    for _ in range(PDF_ROUNDS):
        for file in files:
            pages += len(services.parser.parse(file, cancel).page_starts)
    return pages / (time.perf_counter() - started) / (bare["pages"] / bare["seconds"])


def _library(samples: Path, folder: Path, number: int) -> Path:
    """Copies of the text documents, none of them the same."""
    folder.mkdir()
    for copy in range(COPIES):
        for source in [*samples.rglob("*.md"), *samples.rglob("*.txt")]:
            text = source.read_text(encoding="utf-8").replace(". ", f" ({number}-{copy}). ")
            (folder / f"{copy} {source.name}").write_text(text, encoding="utf-8")
    return folder


def _chunk_ratio(services: Services, folder: Path, cancel: CancelToken) -> float:
    """Chunks a second from file to store, over chunks a second of plain encoding."""
    services.embedder.embed_queries(["warm up"])
    services.library.add([folder], cancel)
    started = time.perf_counter()
    services.ingestion.run(cancel, no_progress)
    seconds = time.perf_counter() - started
    with services.store.database.read() as connection:
        texts = [row[0] for row in connection.execute("SELECT header || char(10) || text FROM chunks")]
    plain = _run("app.bench.plain_encode", str(starter_embedder().folder), stdin=json.dumps(texts))
    return len(texts) / seconds / (plain["texts"] / plain["seconds"])


def _second_look(services: Services, folder: Path, cancel: CancelToken) -> tuple[float, int]:
    """Seconds for looking at the unchanged folder again; chunks embedded anew after one sentence was added."""
    started = time.perf_counter()
    services.library.rescan(cancel)
    seconds = time.perf_counter() - started
    edited = sorted(folder.glob("*.md"))[0]
    edited.write_text(edited.read_text(encoding="utf-8") + "\n\nOne sentence was added.\n", encoding="utf-8")
    services.library.rescan(cancel)
    before = _embedded(services)
    services.ingestion.run(cancel, no_progress)
    return seconds, len(_embedded(services) - before)


def _embedded(services: Services) -> set[bytes]:
    """Names of all texts that have a vector."""
    with services.store.database.read() as connection:
        return {row[0] for row in connection.execute("SELECT hash FROM embeddings")}


def _peak(services: Services) -> dict[str, float]:
    """Resident megabytes of the processes now, which is about their peak for the children."""
    found = {"carrel": psutil.Process().memory_info().rss}
    for engine in (services.embedder, services.parser):
        if engine.pid:
            found[type(engine).__name__] = psutil.Process(engine.pid).memory_info().rss
    return {name: round(size / 1e6) for name, size in found.items()}
