"""add, documents, status, remove, reindex."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from app.bootstrap import Services
from app.cli.exit_codes import DONE, PERSON_MUST_ACT, SOME_FAILED
from app.cli.output import Output, duration, error_json
from app.cli.session import session
from app.cli.shapes import documents_json
from app.domain.documents import Document, DocumentState
from app.domain.errors import ErrorInfo
from app.domain.jobs import CancelToken
from app.paths import AppPaths
from app.wording import describe

MARKS = {
    DocumentState.INDEXED: "ok",
    DocumentState.PARTIAL: "in part",
    DocumentState.FAILED: "FAILED",
    DocumentState.SKIPPED: "skipped",
    DocumentState.QUEUED: "waiting",
}


def add(options: argparse.Namespace, paths: AppPaths, out: Output, cancel: CancelToken) -> int:
    """Add, then index whatever waits."""
    started = time.monotonic()
    with session(options, paths) as services:
        added = services.library.add(options.paths, cancel)
        services.ingestion.run(cancel, out.progress)
        documents = [services.library.document(d.id) for d in added.documents]
    return _tell(documents, added.rejected, time.monotonic() - started, out)


def reindex(options: argparse.Namespace, paths: AppPaths, out: Output, cancel: CancelToken) -> int:
    """Read these again; without paths, whatever changed on the disk, failed or was left waiting."""
    started = time.monotonic()
    with session(options, paths) as services:
        if not options.paths:
            services.library.rescan(cancel)
        services.library.requeue(options.paths or None)
        report = services.ingestion.run(cancel, out.progress)
        documents = [services.library.document(d.id) for d in report.documents]
    return _tell(documents, (), time.monotonic() - started, out)


def documents(options: argparse.Namespace, paths: AppPaths, out: Output, _cancel: CancelToken) -> int:
    """List the library, or print one document's text."""
    with session(options, paths) as services:
        if options.text is not None:
            text = services.library.text(options.text)
            out.result({"path": str(options.text), "text": text}, text)
            return DONE
        found = services.library.documents()
    out.result(
        documents_json(found, 0.0),
        "\n".join(map(_line, found)) or "The library is empty; add files with 'carrel add PATH'.",
    )
    return DONE


def status(options: argparse.Namespace, paths: AppPaths, out: Output, _cancel: CancelToken) -> int:
    """Numbers, and with --check the database's integrity."""
    with session(options, paths) as services:
        state = services.library.status()
        problems = services.store.integrity_check() if options.check else []
    document = {**asdict(state), **({"integrity": problems or "ok"} if options.check else {})}
    lines = [
        f"{state.documents} documents: {state.indexed} read, {state.partial} in part, {state.failed} failed,"
        f" {state.skipped} skipped, {state.queued} waiting",
        f"{state.chunks} passages, embedder {state.embedder or 'not used yet'},"
        f" database {state.database_bytes / 1e6:.1f} MB",
        *([f"integrity: {'; '.join(problems) or 'ok'}"] if options.check else []),
    ]
    out.result(document, "\n".join(lines))
    return PERSON_MUST_ACT if problems else DONE


def remove(options: argparse.Namespace, paths: AppPaths, out: Output, _cancel: CancelToken) -> int:
    """Take documents out; naming one that is not there is told, not fatal."""
    with session(options, paths) as services:
        unknown = [p for p in options.paths if not _known(services, p)]
        removed = services.library.remove([p for p in options.paths if p not in unknown])
    errors = [
        {"path": str(p), "error": error_json(ErrorInfo("unknown_document", {"path": str(p)}))}
        for p in unknown
    ]
    for path in unknown:
        out.note(f"not in the library: {path}")
    out.result({"removed": removed, "rejected": errors}, f"{removed} documents taken out of the library.")
    return SOME_FAILED if unknown else DONE


def _known(services: Services, path: Path) -> bool:
    return bool(services.library.documents(scope=[path]))


def _tell(
    documents: Sequence[Document], rejected: Sequence[tuple[Path, ErrorInfo]], seconds: float, out: Output
) -> int:
    result = documents_json(list(documents), seconds)
    result["rejected"] = [{"path": str(path), "error": error_json(error)} for path, error in rejected]
    if rejected and not documents:
        result["error"] = error_json(rejected[0][1])
    failed = any(d.state is DocumentState.FAILED for d in documents)
    lines = [_line(d) for d in documents] + [_refused(path, error) for path, error in rejected]
    totals = result["totals"]
    read = f"{totals['indexed']} of {totals['documents']} documents read"
    lines.append(f"{read}, {totals['chunks']} passages, in {duration(seconds)}.")
    out.result(result, "\n".join(lines))
    if rejected and not documents:
        return PERSON_MUST_ACT
    return SOME_FAILED if rejected or failed else DONE


def _refused(path: Path, error: ErrorInfo) -> str:
    words = describe(error)
    return f"{'refused':8} {path}  {words.message}. {words.hint}"


def _line(document: Document) -> str:
    about = ""
    if document.error:
        words = describe(document.error)
        about = f"  {words.message}. {words.hint}"
    elif document.warnings:
        about = f"  {len(document.warnings)} pages or parts without text"
    return f"{MARKS[document.state]:8} {document.path}{about}"
