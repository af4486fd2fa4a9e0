"""status: the library in numbers, the health of every file, the folders, and what reads them."""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from app.bootstrap import Services
from app.cli.exit_codes import DONE, PERSON_MUST_ACT
from app.cli.output import Output, error_json, shown
from app.cli.session import session
from app.cli.shapes import document_json
from app.domain.errors import CarrelError, ErrorInfo
from app.domain.fences import FenceReport
from app.domain.jobs import CancelToken
from app.i18n import figure, tr
from app.paths import AppPaths
from app.services.health import FolderTotal, HealthReport, HealthRow, Totals, write_csv
from app.services.library_places import is_there
from app.services.settings import WATCH_FOLDERS
from app.store.sources import Source
from app.wording import describe, describe_layer

_NAMED = 5
"""Files named for each reason; the CSV and JSON hold all."""


def status(options: argparse.Namespace, paths: AppPaths, out: Output, cancel: CancelToken) -> int:
    """Numbers, reasons, folders; with --check the database's integrity; with --csv also a file."""
    with session(options, paths) as services:
        report = services.library.health()
        numbers = asdict(services.library.status())
        sources = [source for source in services.library.sources() if source.kind != "excluded"]
        following = bool(services.settings.get(WATCH_FOLDERS))
        engines = {"recognizer": _recognizer(services), "fence": _fence(services, cancel)}
        fences = _other_fences(services, start=options.check)
        problems = services.store.integrity_check() if options.check else []
        network = _network(services)
        if options.csv is not None:
            write_csv(report, options.csv, _sentence)
    document = {
        **numbers,
        "offline": report.totals.offline,
        "pages": _pages(report.totals),
        "files": [_row_json(row) for row in report.rows],
        "folders": [_folder_json(folder) for folder in report.folders],
        "sources": [_source_json(source) for source in sources],
        "watch_folders": following,
        **engines,
        "fences": fences,
        "network": network,
        **({"csv": str(options.csv)} if options.csv is not None else {}),
        **({"integrity": problems or "ok"} if options.check else {}),
    }
    lines = [*_numbers(numbers, report), *_reasons(report), *_folders(report), *_engines(engines, following)]
    lines += [_fence_line(role, layers) for role, layers in fences.items()]
    lines += _network_lines(network)
    if options.csv is not None:
        lines.append(tr("report written to {name}", name=shown(options.csv)))
    if options.check:
        lines.append(tr("integrity: {number}", number="; ".join(problems) or "ok"))
    out.result(document, "\n".join(lines))
    return PERSON_MUST_ACT if problems else DONE


def _recognizer(services: Services) -> dict[str, Any]:
    try:
        info = services.recognizer.describe()
    except CarrelError as error:
        return {"engine": None, "languages": [], "error": error_json(error)}
    return {"engine": info.engine, "languages": list(info.languages), "error": None}


def _fence(services: Services, cancel: CancelToken) -> list[dict[str, Any]]:
    """What holds around the children that read documents."""
    try:
        services.parser.warm_up(cancel)
    except CarrelError:
        return []
    return _layers(services.parser.fence)


def _other_fences(services: Services, *, start: bool) -> dict[str, list[dict[str, Any]]]:
    """What holds around the other children that run, by role; with ``start``, one that runs a model is started."""
    if start:
        with suppress(CarrelError):  # no embedder: there is nothing to hold in
            services.embedder.embed_queries(["lamp"])
    engines = (services.recognizer, services.embedder, services.generator, services.teacher)
    reports = [engine.fence for engine in engines]
    return {report.role: _layers(report) for report in reports if report is not None}


def _layers(report: FenceReport | None) -> list[dict[str, Any]]:
    layers = report.layers if report else ()
    return [{**asdict(layer), "description": describe_layer(layer.name)} for layer in layers]


def _fence_line(role: str, layers: list[dict[str, Any]]) -> str:
    off = [shown(layer["description"]) for layer in layers if not layer["on"]]
    held = tr(
        "fence around the {role}: {number} of {layers} means hold",
        role=role,
        number=len(layers) - len(off),
        layers=len(layers),
    )
    return held + (tr("; not here: {names}", names=", ".join(off)) if off else "")


def _network(services: Services) -> dict[str, Any]:
    """The ledger, the latest first, and whether the network is switched off."""
    entries = [asdict(entry) for entry in services.store.ledger.list()]
    return {"off": services.downloads.network_off, "entries": entries}


def _network_lines(network: dict[str, Any]) -> list[str]:
    entries = network["entries"]
    off = tr(" (switched off)") if network["off"] else ""
    if not entries:
        return [tr("network: never used{off}", off=off)]
    lines = [
        tr(
            "network: used {entries} times, each time for a model that was asked for{off}",
            entries=len(entries),
            off=off,
        )
    ]
    for entry in entries[:_NAMED]:
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(entry["at"]))
        received = tr("{number} MB", number=figure(entry["bytes_received"] / 1e6, 1))
        lines.append(f"  {when}  {entry['purpose']}: {shown(entry['url'])}, {received} ({entry['outcome']})")
    return lines


def _row_json(row: HealthRow) -> dict[str, Any]:
    return {**document_json(row.document), "reason": error_json(row.reason) if row.reason else None}


def _folder_json(folder: FolderTotal) -> dict[str, Any]:
    return {
        "path": str(folder.path),
        "added": folder.added,
        "watched": folder.watched,
        "offline": folder.offline,
        **asdict(folder.totals),
    }


def _source_json(source: Source) -> dict[str, Any]:
    return {
        "path": str(source.path),
        "kind": source.kind,
        "watched": source.watched,
        "offline": not is_there(source),
        "patterns": list(source.patterns),
    }


def _pages(totals: Totals) -> dict[str, int]:
    return {
        "total": totals.pages,
        "recognized": totals.recognized,
        "empty": totals.empty,
        "waiting": totals.waiting,
    }


def _sentence(reason: ErrorInfo) -> str:
    words = describe(reason)
    return f"{words.message}. {words.hint}".strip()


def _numbers(numbers: dict[str, Any], report: HealthReport) -> list[str]:
    totals = report.totals
    lines = [
        tr(
            "{documents} documents: {indexed} read, {partial} in part, {failed} failed, {skipped} skipped,"
            " {queued} waiting"
        ).format_map(numbers)
        + (tr(", {offline} offline", offline=totals.offline) if totals.offline else ""),
        tr(
            "{number} passages, embedder {total}, database {size} MB",
            number=numbers["chunks"],
            total=numbers["embedder"] or tr("not used yet"),
            size=figure(numbers["database_bytes"] / 1e6, 1),
        ),
    ]
    if totals.pages:
        lines.append(
            tr(
                "{pages} pages: {recognized} read from their picture, {empty} without text, "
                "{waiting} waiting for text recognition",
                pages=totals.pages,
                recognized=totals.recognized,
                empty=totals.empty,
                waiting=totals.waiting,
            )
        )
    return lines


def _reasons(report: HealthReport) -> list[str]:
    """Each reason once, with how many files it is about and the first of them."""
    by_reason: defaultdict[tuple[str, object], list[HealthRow]] = defaultdict(list)
    for row in report.rows:
        if row.reason is not None:
            by_reason[row.reason.code, row.reason.params.get("pattern")].append(row)
    lines: list[str] = []
    for rows in sorted(by_reason.values(), key=len, reverse=True):
        assert rows[0].reason is not None
        about_this = {
            name: v for name, v in rows[0].reason.params.items() if len(rows) == 1 or name == "pattern"
        }
        words = describe(ErrorInfo(rows[0].reason.code, about_this))
        lines += ["", f"{len(rows)} x {shown(words.message)}. {words.hint}"]
        lines += [f"  {shown(row.path)}" for row in rows[:_NAMED]]
        if len(rows) > _NAMED:
            lines.append(
                tr("  and {number} more; 'carrel status --csv FILE' names all", number=len(rows) - _NAMED)
            )
    return lines


def _folders(report: HealthReport) -> list[str]:
    added: Sequence[FolderTotal] = [folder for folder in report.folders if folder.added]
    lines = [""] if added else []
    for folder in added:
        sums = folder.totals
        state = (
            tr("offline")
            if folder.offline
            else tr("followed")
            if folder.watched
            else tr("looked at now and then")
        )
        lines.append(
            tr(
                "{name}: {documents} documents, {number} read, {failed} failed, {skipped} skipped, "
                "{queued} waiting ({state})",
                name=shown(folder.path),
                documents=sums.documents,
                number=sums.indexed + sums.partial,
                failed=sums.failed,
                skipped=sums.skipped,
                queued=sums.queued,
                state=state,
            )
        )
    return lines


def _engines(engines: dict[str, Any], following: bool) -> list[str]:
    recognizer, fence = engines["recognizer"], engines["fence"]
    if recognizer["engine"]:
        reads = tr(
            "{number}, languages {names}",
            number=recognizer["engine"],
            names=", ".join(recognizer["languages"]),
        )
    else:
        reads = tr("none: {number}", number=recognizer["error"]["message"])
    on = [layer["description"] for layer in fence if layer["on"]]
    off = [layer["description"] for layer in fence if not layer["on"]]
    return [
        "",
        tr("text recognition: {reads}", reads=reads),
        tr("fence around the readers: {on} of {fence} means hold", on=len(on), fence=len(fence)),
        *(tr("  not here: {name}", name=shown(text)) for text in off),
        *([] if following else [tr("folders are not followed: switched off in the settings")]),
    ]
