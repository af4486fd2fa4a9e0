"""notes and summarize."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

from app.bootstrap import Services
from app.cli.exit_codes import DONE, SOME_FAILED
from app.cli.output import Output, error_json
from app.cli.session import session
from app.domain.errors import EngineError, UserError
from app.domain.jobs import CancelToken, Progress
from app.domain.meetings import Minutes
from app.domain.minutes_templates import AS_STANDARD, Layout
from app.domain.retrieval import Summary
from app.i18n import tr
from app.paths import AppPaths
from app.services.minutes_export import export_minutes, export_suffixes, minutes_json, minutes_markdown
from app.services.text_file import write_text


def notes(options: argparse.Namespace, paths: AppPaths, out: Output, cancel: CancelToken) -> int:
    """Minutes of one transcript, or of every transcript in a folder."""
    if options.batch:
        return _notes_batch(options, paths, out, cancel)
    if options.transcript is None:
        raise UserError("invalid_input", detail="which transcript?")
    if options.out and options.out.suffix.lower() not in export_suffixes():
        raise UserError("unsupported_export", suffix=options.out.suffix)
    with session(options, paths) as services:
        minutes = services.minutes.make(options.transcript, cancel, out.progress)
    if options.out:
        export_minutes(minutes, options.out, paint_pdf)
    text = tr("Minutes written to {out}", out=options.out) if options.out else minutes_markdown(minutes)
    out.result(minutes_json(minutes), text)
    return DONE


def paint_pdf(minutes: Minutes, layout: Layout = AS_STANDARD) -> bytes:
    """Qt is loaded for this alone; it needs no display. Raises UserError("pdf_unavailable")."""
    try:
        from app.ui.meetings.minutes_pdf import minutes_pdf
    except ImportError as error:
        raise UserError("pdf_unavailable") from error
    return minutes_pdf(minutes, layout)


def _notes_batch(options: argparse.Namespace, paths: AppPaths, out: Output, cancel: CancelToken) -> int:
    if options.out is None:
        raise UserError("invalid_input", detail="--batch needs --out FOLDER")
    if not options.batch.is_dir():
        raise UserError("file_missing", path=str(options.batch))
    files = sorted(p for p in options.batch.iterdir() if p.is_file() and not p.name.startswith("."))
    stems = Counter(p.stem for p in files)
    names = {p: p.name if stems[p.stem] > 1 else p.stem for p in files}
    failed = 0
    with session(options, paths) as services:
        for done, path in enumerate(files):
            out.progress(Progress(done, len(files), path.name))
            cancel.raise_if_cancelled()
            failed += not _notes_one(services, path, options.out / names[path], cancel)
    out.result({"transcripts": len(files), "failed": failed, "out": str(options.out)},
               tr("{files} transcripts, {failed} refused; minutes in {out}",
                  files=len(files), failed=failed, out=options.out))  # fmt: skip
    return SOME_FAILED if failed else DONE


def _notes_one(services: Services, path: Path, target: Path, cancel: CancelToken) -> bool:
    """False when the transcript was refused; what an earlier run finished is not done again."""
    good = target.with_name(target.name + ".json")
    if good.is_file():
        return True
    try:
        document: dict[str, Any] = minutes_json(services.minutes.make(path, cancel, lambda _progress: None))
    except (UserError, EngineError) as error:
        refused = {"error": error_json(error)}
        write_text(target.with_name(target.name + ".error.json"), json.dumps(refused, ensure_ascii=False))
        return False
    write_text(good, json.dumps(document, ensure_ascii=False))
    return True


def summarize(options: argparse.Namespace, paths: AppPaths, out: Output, cancel: CancelToken) -> int:
    """Summary of one document; one that is not in the library is added first."""
    with session(options, paths) as services:
        if not services.library.documents(scope=[options.file]):
            added = services.library.add([options.file], cancel)
            if added.rejected:
                path, error = added.rejected[0]
                raise UserError(error.code, **error.params)
            services.ingestion.run(cancel, out.progress)
        summary = services.summarizer.summarize(
            options.file, length=options.length, cancel=cancel, on_progress=out.progress
        )
    document = summary_json(summary)
    text = "\n".join(
        s.text + (tr("  (page {page})", page=s.page) if s.page else "") for s in summary.sentences
    )
    if options.out:
        write_text(
            options.out,
            json.dumps(document, ensure_ascii=False) if options.out.suffix == ".json" else text + "\n",
        )
    out.result(document, tr("Summary written to {out}", out=options.out) if options.out else text)
    return DONE


def summary_json(summary: Summary) -> dict[str, Any]:
    """The answer of ``summarize``."""
    return {
        "path": str(summary.path),
        "title": summary.title,
        "sentences": [
            {"text": s.text, "page": s.page, "char_start": s.span.start, "char_end": s.span.end}
            for s in summary.sentences
        ],
    }
