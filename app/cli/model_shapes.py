"""Models, entries and downloads as JSON and as lines."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import Any

from app.cli.output import duration, error_json, shown
from app.domain.catalogue import CatalogueEntry, ModelKind
from app.domain.downloads import Download
from app.domain.language_models import ModelFile
from app.domain.model_records import ModelNote
from app.i18n import figure, tr
from app.services.recommending import Suggestion


def model_json(model: ModelFile) -> dict[str, Any]:
    """One model file."""
    return {
        "name": model.name,
        "path": str(model.path),
        "bytes": model.size,
        "architecture": model.architecture,
        "quantization": model.quantization,
        "parameters": model.parameters,
        "n_ctx_train": model.n_ctx_train,
        "n_layer": model.n_layer,
        "chat_template": model.has_chat_template,
        "starter": model.starter,
        "owner": model.owner,
        "parts": [str(path) for path in model.parts],
        "kind": model.kind.value,
    }


def model_text(model: ModelFile) -> str:
    """One line."""
    whose = " (starter)" if model.starter else f" ({model.owner})" if model.owner else ""
    parts = tr(", {parts} parts", parts=len(model.parts)) if model.parts else ""
    parts += {ModelKind.EMBEDDER: tr(", searches"), ModelKind.RERANKER: tr(", puts passages in order")}.get(
        model.kind, ""
    )
    return tr(
        "{name}{whose}: {other}, {parameters} parameters, {quantization}, {size}{parts}, context {context}",
        name=shown(model.name),
        whose=whose,
        other=shown(model.architecture),
        parameters=parameters(model.parameters),
        quantization=model.quantization,
        size=megabytes(model.size),
        parts=parts,
        context=model.n_ctx_train,
    )


def note_json(note: ModelNote) -> dict[str, Any]:
    """What is remembered; None where nothing is."""
    return {
        "origin": note.origin.value,
        "entry": note.entry or None,
        "sha256": list(note.sha256),
        "expected": note.expected,
        "tokens_per_second": note.tokens_per_second or None,
        "last_used": note.last_used or None,
        "used_for": note.used_for or None,
    }


def note_lines(note: ModelNote) -> list[str]:
    """Hash, speed, last use, as far as known."""
    lines = []
    for digest in note.sha256:
        known = (
            tr("as the catalogue names it") if note.expected else tr("kept from when it was first computed")
        )
        lines.append(tr("  sha256 {digest} ({known})", digest=digest, known=known))
    if note.tokens_per_second:
        lines.append(
            tr(
                "  writes {speed} tokens a second on this machine",
                speed=figure(note.tokens_per_second, 1),
            )
        )
    if note.last_used:
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(note.last_used))
        lines.append(
            tr("  last used {when}", when=when) + (f", {tr(note.used_for)}" if note.used_for else "")
        )
    return lines


def entry_json(entry: CatalogueEntry, here: ModelFile | None = None) -> dict[str, Any]:
    """One entry of the catalogue."""
    return {
        "id": entry.id,
        "name": entry.name,
        "family": entry.family,
        "kind": entry.kind.value,
        "maker": entry.maker,
        "source": entry.source.name,
        "repository": entry.repository,
        "revision": entry.revision or None,
        "files": [asdict(file) | {"url": entry.address(file)} for file in entry.files],
        "bytes": entry.bytes,
        "quantization": entry.quantization,
        "parameters": entry.parameters,
        "licence": asdict(entry.licence),
        "shape": asdict(entry.shape),
        "good_for": entry.good_for,
        "verified": entry.verified,
        "unverified": list(entry.unverified),
        "here": str(here.path) if here is not None else None,
    }


def entry_text(entry: CatalogueEntry, here: ModelFile | None = None) -> str:
    """Two lines."""
    size = megabytes(entry.bytes) if entry.bytes is not None else tr("size not known")
    licence = entry.licence.name + (tr(" (to be accepted)") if entry.licence.accept else "")
    doubt = "" if entry.verified else tr("; no hash known beforehand")
    mark = "*" if here is not None else " "
    return tr(
        "{mark} {id}: {name}, {parameters} parameters, {size}, {licence}{doubt}\n    {good_for}",
        mark=mark,
        id=entry.id,
        name=entry.name,
        parameters=parameters(entry.parameters),
        size=size,
        licence=licence,
        doubt=doubt,
        good_for=tr(entry.good_for),
    )


def suggestion_json(suggestion: Suggestion) -> dict[str, Any]:
    """An entry on this machine."""
    report = suggestion.report
    return {
        "id": suggestion.entry.id,
        "name": suggestion.entry.name,
        "best": suggestion.best,
        "verdict": report.verdict.value if report else None,
        "memory": report.memory.total if report else None,
        "available": report.available if report else None,
        "n_ctx": report.plan.n_ctx if report else None,
        "tokens_per_second": report.tokens_per_second if report else None,
        "reasons": [{"code": note.code, "params": note.params} for note in report.reasons] if report else [],
        "estimate": suggestion.estimate,
    }


def suggestion_text(suggestion: Suggestion) -> str:
    """One line: whether it fits, how fast, with which context."""
    report, name = suggestion.report, f"{suggestion.entry.id}: {suggestion.entry.name}"
    mark = "->" if suggestion.best else "  "
    if report is None:
        return tr(
            "{mark} {name}: not reckoned, its size in memory is known once it is here", mark=mark, name=name
        )
    words = {
        "fits": "fits",
        "reduced": tr("fits with less"),
        "too_large": tr("too large for the memory that is free"),
    }
    speed = (
        tr(
            ", about {speed} tokens a second",
            speed=figure(report.tokens_per_second, 0),
        )
        if report.tokens_per_second
        else ""
    )
    return tr(
        "{mark} {name}: {number}, needs about {size} of memory, context {context}{speed}",
        mark=mark,
        name=name,
        number=words[report.verdict.value],
        size=megabytes(report.memory.total),
        context=report.plan.n_ctx,
        speed=speed,
    )


def download_json(download: Download) -> dict[str, Any]:
    """One download."""
    return {
        "number": download.id,
        "entry": download.entry,
        "name": download.name,
        "state": download.state.value,
        "received": download.received,
        "total": download.total,
        "asked_by": download.asked_by,
        "licence": download.licence or None,
        "sha256": list(download.sha256),
        "error": error_json(download.error) if download.error else None,
    }


def download_text(download: Download) -> str:
    """One line."""
    of = tr(" of {size}", size=megabytes(download.total)) if download.total else ""
    why = f": {error_json(download.error)['message']}" if download.error else ""
    return f"{download.id}: {download.name}, {download.state.value}, {megabytes(download.received)}{of}{why}"


def moving_text(download: Download) -> str:
    """The progress line: what, how far, how fast, how long."""
    if download.checking:
        return tr(
            "{name}: checking what is there already, {size}",
            name=download.name,
            size=megabytes(download.received),
        )
    of = tr(" of {size}", size=megabytes(download.total)) if download.total else ""
    speed = tr(", {number} MB/s", number=figure(download.speed / 1e6, 1)) if download.speed else ""
    left = tr(", {duration} left", duration=duration(download.seconds_left)) if download.seconds_left else ""
    return f"{download.name}: {megabytes(download.received)}{of}{speed}{left}"


def megabytes(size: int) -> str:
    """98 MB, 2,497 MB."""
    return tr("{number} MB", number=figure(size / 1e6, 0))


def parameters(number: int) -> str:
    """135 M, 1.7 B."""
    return f"{number / 1e6:.0f} M" if number < 1e9 else f"{number / 1e9:.1f} B"
