"""Speed of intake against its bare libraries, and what a second look at an unchanged or edited folder costs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from app.bench.made_library import long_book, mixed_library, small_files
from app.bench.peaks import peak_mb
from app.bench.profile import scratch_services
from app.bench.report import machine, median, rounded
from app.bench.typed_pdf import typed_pdf
from app.bootstrap import Services
from app.domain.errors import CarrelError
from app.domain.jobs import CancelToken, OnProgress, Progress, no_progress
from app.paths import resources_dir
from app.processes.embedder_files import starter_embedder
from app.services.ingestion import READERS

PDF_TURNS, PDF_ROUNDS = 7, 6
BOOK_PAGES = 500
FILES = 1000
OCR_SCALE = 200 / 72
"""Pixels per point at which a page is read: 200 dpi."""

BASELINE = (
    "pdf: bare pypdfium2, text of every page, in one process; Carrel reads the same files with two parsers, as intake"
    " does (and with one: pdf_one_parser_vs_bare_pypdfium2)."
    " chunks: all-MiniLM-L6-v2 by SentenceTransformer.encode, called with batches of 32 chunks in the order of the"
    " files, one vector a chunk, nothing parsed or stored, at the same priority; Carrel reads the files, cuts them,"
    " makes a vector for each chunk and each sentence, and stores them. The harder baseline"
    " (chunks_vs_sorted_encode) is one encode call with all chunks, which the library sorts by length"
)


def bench_ingest(
    runs: int, cancel: CancelToken, on_progress: OnProgress, files: int = FILES
) -> dict[str, Any]:
    """The ingest report. ``files`` small files are indexed and looked at again, once."""
    pdf, chunks = [], []
    with tempfile.TemporaryDirectory(prefix="carrel-bench-") as name:
        folder = Path(name)
        for number in range(runs):
            on_progress(Progress(number, runs + 2, "ingest"))
            with scratch_services() as services:
                pdf.append(_pdf(services, cancel))
                chunks.append(_chunks(services, mixed_library(folder / str(number), number), cancel))
        on_progress(Progress(runs, runs + 2, "small files"))
        with scratch_services() as services:
            small = _small_files(services, small_files(folder / "small", files), cancel)
        on_progress(Progress(runs + 1, runs + 2, "a long book"))
        with scratch_services() as services:
            book = _edited_book(services, folder / "book", cancel)
            ocr = _recognition(services, folder / "book" / "book.pdf", cancel)
            peak = _peak(services)
    ratios = {
        "pdf_pages_vs_bare_pypdfium2": median([run["ratio"] for run in pdf]),
        "pdf_one_parser_vs_bare_pypdfium2": median([run["ratio_one_parser"] for run in pdf]),
        "chunks_vs_plain_encode": median([run["vs_batches"] for run in chunks]),
        "chunks_vs_sorted_encode": median([run["vs_sorted"] for run in chunks]),
    }
    return {
        "bench": "ingest",
        "machine": machine(),
        "runs": runs,
        "ratios": rounded(ratios),
        "rescan_seconds": round(small["rescan_seconds"], 3),
        "reembedded_chunks": book["reembedded_chunks"],
        "peak_mb": small["peak_mb"] | peak,
        "baseline": BASELINE,
        "raw": {"pdf": pdf, "chunks": chunks, "small_files": small, "book": book, "ocr": ocr},
    }


def _run(module: str, *arguments: str, stdin: str = "") -> dict[str, float]:
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, check=True)
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def _pdf(services: Services, cancel: CancelToken) -> dict[str, float]:
    """Pages a second, over those of bare pypdfium2; the three take turns, because machines have moods."""
    files = sorted((resources_dir() / "sample_library").rglob("*.pdf"))

    def pages(file: Path) -> int:
        return len(services.parser.background.parse(file, cancel).page_starts)

    bare, one, path = [], [], []
    with ThreadPoolExecutor(READERS) as readers:
        list(readers.map(pages, files * READERS))  # the children's start is not counted
        for _ in range(PDF_TURNS):
            found = _run("app.bench.plain_pdf", str(PDF_ROUNDS), *map(str, files))
            bare.append(found["pages"] / found["seconds"])
            one.append(_pages_a_second(lambda: map(pages, files * PDF_ROUNDS)))
            path.append(_pages_a_second(lambda: readers.map(pages, files * PDF_ROUNDS)))
    return rounded(
        {
            "pages_per_second": median(path),
            "pages_per_second_one_parser": median(one),
            "bare_pages_per_second": median(bare),
            "ratio": median([ours / theirs for ours, theirs in zip(path, bare, strict=True)]),
            "ratio_one_parser": median([ours / theirs for ours, theirs in zip(one, bare, strict=True)]),
        }
    )


def _pages_a_second(read: Callable[[], Iterable[int]]) -> float:
    started = time.perf_counter()
    return sum(read()) / (time.perf_counter() - started)


def _indexed(services: Services, folder: Path, cancel: CancelToken) -> float:
    """Seconds from the first look at a folder to the last of its files stored. Starts of children not counted."""
    services.embedder.embed_queries(["warm up"])
    services.parser.warm_up(cancel)
    started = time.perf_counter()
    services.library.add([folder], cancel, no_progress, watch=False)
    services.ingestion.run(cancel, no_progress)
    return time.perf_counter() - started


def _chunks(services: Services, folder: Path, cancel: CancelToken) -> dict[str, float]:
    """Chunks a second from file to store, over chunks a second of plain encoding."""
    seconds = _indexed(services, folder, cancel)
    with services.store.database.read() as connection:
        rows = connection.execute("SELECT header || char(10) || text FROM chunks ORDER BY id")
        texts = [row[0] for row in rows]
        vectors = connection.execute("SELECT sum(length(codes)) * 8 FROM codes").fetchone()[0]
    plain = _run("app.bench.plain_encode", str(starter_embedder().folder), stdin=json.dumps(texts))
    speed = len(texts) / seconds
    batches, in_one = (plain["texts"] / plain[name] for name in ("batches_seconds", "sorted_seconds"))
    return rounded(
        {
            "chunks": len(texts),
            "vectors": vectors / services.embedder.space().dims,
            "chunks_per_second": speed,
            "plain_chunks_per_second": batches,
            "sorted_chunks_per_second": in_one,
            "vs_batches": speed / batches,
            "vs_sorted": speed / in_one,
        }
    )


def _small_files(services: Services, folder: Path, cancel: CancelToken) -> dict[str, Any]:
    """Seconds for many small files: the first index, and another look when nothing has changed."""
    first = _indexed(services, folder, cancel)
    started = time.perf_counter()
    services.library.rescan(cancel)
    services.ingestion.run(cancel, no_progress)
    rescan = time.perf_counter() - started
    files = services.library.status().indexed
    return {"files": files, "index_seconds": first, "rescan_seconds": rescan, "peak_mb": _peak(services)}


def _edited_book(services: Services, folder: Path, cancel: CancelToken) -> dict[str, float]:
    """Chunks embedded anew when one line of one page in a long PDF changes, and how long it took."""
    folder.mkdir()
    pages = long_book(BOOK_PAGES)
    path = folder / "book.pdf"
    path.write_bytes(typed_pdf(pages))
    first = _indexed(services, folder, cancel)
    pages[BOOK_PAGES // 2][3] = "This line was written anew when the yearbook was printed again."
    path.write_bytes(typed_pdf(pages))
    before = _embedded(services)
    started = time.perf_counter()
    services.library.rescan(cancel)
    services.ingestion.run(cancel, no_progress)
    return {
        "pages": BOOK_PAGES,
        "chunks": len(before),
        "index_seconds": first,
        "reembedded_chunks": len(_embedded(services) - before),
        "edit_seconds": time.perf_counter() - started,
    }


def _embedded(services: Services) -> set[bytes]:
    """Names of all texts that have a vector."""
    with services.store.database.read() as connection:
        return {row[0] for row in connection.execute("SELECT hash FROM embeddings")}


def _recognition(services: Services, path: Path, cancel: CancelToken) -> dict[str, Any]:
    """Seconds to read a page of text from its picture; the reason where nothing can."""
    try:
        image = services.parser.render_page(path, 1, OCR_SCALE, None)
        services.recognizer.recognize(image, cancel)  # loading is not counted
        started = time.perf_counter()
        services.recognizer.recognize(image, cancel)
        seconds = time.perf_counter() - started
        return {"engine": services.recognizer.describe().engine, "seconds_per_page": round(seconds, 3)}
    except CarrelError as error:
        return {"engine": None, "reason": error.code}


def _peak(services: Services) -> dict[str, int]:
    """Of every process that lives, megabytes."""
    children = {"embedder": services.embedder.pid, "recognizer": services.recognizer.pid}
    parsers = {f"parser {number}": pid for number, pid in enumerate(services.parser.pids, 1)}
    return peak_mb({"carrel": os.getpid(), **children, **parsers})
