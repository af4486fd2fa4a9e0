"""add, documents, remove, reindex."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

from app.bootstrap import Services
from app.cli.exit_codes import DONE, INTERRUPTED, PERSON_MUST_ACT, SOME_FAILED
from app.cli.following import follow
from app.cli.output import Output, duration, error_json, shown
from app.cli.session import session
from app.cli.shapes import documents_json
from app.domain.documents import Document, DocumentState, OcrMode
from app.domain.errors import ErrorInfo
from app.domain.jobs import CancelToken
from app.i18n import N_, tr
from app.paths import AppPaths
from app.services.health import reason_of
from app.wording import describe, describe_warning

MARKS = {
    DocumentState.INDEXED: N_("ok"),
    DocumentState.PARTIAL: N_("in part"),
    DocumentState.FAILED: N_("FAILED"),
    DocumentState.SKIPPED: N_("skipped"),
    DocumentState.QUEUED: N_("waiting"),
}


def add(options: argparse.Namespace, paths: AppPaths, out: Output, cancel: CancelToken) -> int:
    """Add, then index whatever waits; with --watch, stay and follow what changes."""
    started = time.monotonic()
    ocr = OcrMode(options.ocr) if options.ocr else None
    with session(options, paths) as services:
        added = services.library.add(options.paths, cancel, out.progress, ocr=ocr)
        services.ingestion.run(cancel, out.progress)
        if options.watch:
            follow(services, out, cancel)
            documents = services.library.documents(options.paths)
        else:
            documents = [services.library.document(d.id) for d in added.documents]
        waiting = options.watch and services.store.queue.size()[0] > 0
    code = _tell(documents, added.rejected, time.monotonic() - started, out)
    return INTERRUPTED if waiting else code


def reindex(options: argparse.Namespace, paths: AppPaths, out: Output, cancel: CancelToken) -> int:
    """Read these again; without paths, whatever changed on the disk, failed or was left waiting."""
    started = time.monotonic()
    with session(options, paths) as services:
        if not options.paths:
            for old, new in services.library.rescan(cancel, out.progress).renamed:
                out.note(tr("{old} is {new} now", old=shown(old), new=shown(new)))
        unknown = [path for path in options.paths if not _known(services, path)]
        known = [path for path in options.paths if path not in unknown]
        if known or not options.paths:
            services.library.requeue(known or None)
        report = services.ingestion.run(cancel, out.progress)
        documents = [services.library.document(d.id) for d in report.documents]
    rejected = [(path, ErrorInfo("unknown_document", {"path": str(path)})) for path in unknown]
    return _tell(documents, rejected, time.monotonic() - started, out)


def locate(options: argparse.Namespace, paths: AppPaths, out: Output, cancel: CancelToken) -> int:
    """An added folder is somewhere else; what changed in it meanwhile is read."""
    started = time.monotonic()
    with session(options, paths) as services:
        services.library.relocate(options.old, options.new)
        services.library.rescan(cancel, out.progress)
        services.ingestion.run(cancel, out.progress)
        found = services.library.documents([options.new])
    return _tell(found, (), time.monotonic() - started, out)


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
        "\n".join(map(line, found)) or tr("The library is empty; add files with 'carrel add PATH'."),
    )
    return DONE


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
        out.note(tr("not in the library: {name}", name=shown(path)))
    out.result(
        {"removed": removed, "rejected": errors},
        tr("{removed} documents taken out of the library.", removed=removed),
    )
    return SOME_FAILED if unknown else DONE


def _known(services: Services, path: Path) -> bool:
    """An added folder is known even when it is empty."""
    library = services.library
    return bool(library.documents(scope=[path])) or path.resolve() in {s.path for s in library.sources()}


def _tell(
    documents: Sequence[Document], rejected: Sequence[tuple[Path, ErrorInfo]], seconds: float, out: Output
) -> int:
    result = documents_json(list(documents), seconds)
    result["rejected"] = [{"path": str(path), "error": error_json(error)} for path, error in rejected]
    if rejected and not documents:
        result["error"] = error_json(rejected[0][1])
    lines = [line(d) for d in documents] + [_refused(path, error) for path, error in rejected]
    totals = result["totals"]
    read = tr("{number} of {total} documents read", number=totals["indexed"], total=totals["documents"])
    lines.append(
        tr(
            "{read}, {number} passages, in {duration}.",
            read=read,
            number=totals["chunks"],
            duration=duration(seconds),
        )
    )
    out.result(result, "\n".join(lines))
    if rejected and not documents:
        return PERSON_MUST_ACT
    return SOME_FAILED if rejected or any(map(_failed, documents)) else DONE


def _failed(document: Document) -> bool:
    """Failed, or a folder that could not be looked into."""
    unseen = document.error is not None and document.error.code in ("permission_denied", "disk_error")
    return document.state is DocumentState.FAILED or unseen


def _refused(path: Path, error: ErrorInfo) -> str:
    words = describe(error)
    return f"{'refused':8} {shown(path)}  {shown(words.message)}. {words.hint}"


def line(document: Document) -> str:
    """A document in one line, with what there is to say about it."""
    reason = reason_of(document)
    about = ""
    if reason is not None:
        words = describe(reason)
        missing = _remarks(document) if reason.code == "read_in_part" else ""
        about = f"  {shown(words.message)}. {missing or words.hint}"
    elif document.empty_pages:
        about = tr(
            "  {empty} of {pages} pages without text",
            empty=document.empty_pages,
            pages=document.pages,
        )
    elif document.warnings:
        about = f"  {_remarks(document)}"
    return f"{tr(MARKS[document.state]):8} {shown(document.path)}{about}"


def _remarks(document: Document) -> str:
    """What was left out, each kind once."""
    return " ".join(f"{describe_warning(code)}." for code in dict.fromkeys(w.code for w in document.warnings))
